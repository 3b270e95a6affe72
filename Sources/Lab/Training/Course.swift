/// How long a net is trained, on batches of which size, and when it is measured.
package struct Course: Encodable, Sendable {
  /// Samples in one step; the paper's number by default.
  package var batchSize = 60
  /// Training steps.
  package var steps: Int
  /// The steps after which held-out and test accuracy are measured, rising; the last one is `steps`.
  package var measuredSteps: [Int]

  package init(batchSize: Int = 60, steps: Int, measuredSteps: [Int]) {
    self.batchSize = batchSize
    self.steps = steps
    self.measuredSteps = measuredSteps
  }

  /// Measured after every `interval` steps, and at the end.
  package init(batchSize: Int = 60, steps: Int, every interval: Int) {
    let rising = Array(stride(from: interval, to: steps, by: interval)) + [steps]
    self.init(batchSize: batchSize, steps: steps, measuredSteps: rising)
  }

  /// Measured `perDecade` times in each tenfold of steps, for a logarithmic axis, and at the end.
  package static func logarithmic(batchSize: Int = 60, steps: Int, perDecade: Int) -> Course {
    var measured: [Int] = []
    var place = 0
    while true {
      let step = Int(Statistics.power(10, Double(place) / Double(perDecade)).rounded())
      guard step < steps else { break }
      if step > measured.last ?? 0 { measured.append(step) }
      place += 1
    }
    return Course(batchSize: batchSize, steps: steps, measuredSteps: measured + [steps])
  }
}
