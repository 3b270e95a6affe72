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

  /// Measured at steps that rise by a twentieth of a decade from `first` on, at those of `also`, and at the end.
  package init(batchSize: Int = 60, steps: Int, logarithmicFrom first: Int, also: [Int] = []) {
    var rising = Set(also + [steps])
    var place = 0.0
    while case let step = Int((Double(first) * Statistics.power(10, place / 20)).rounded()), step < steps {
      rising.insert(step)
      place += 1
    }
    self.init(batchSize: batchSize, steps: steps, measuredSteps: rising.filter { $0 <= steps }.sorted())
  }

  /// Measured after every `interval` steps, and at the end.
  package init(batchSize: Int = 60, steps: Int, every interval: Int) {
    let rising = Array(stride(from: interval, to: steps, by: interval)) + [steps]
    self.init(batchSize: batchSize, steps: steps, measuredSteps: rising)
  }
}
