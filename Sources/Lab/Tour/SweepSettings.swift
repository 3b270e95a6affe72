/// What is swept over, and when the nets are measured.
package struct SweepSettings: Encodable {
  /// The learning rates, rising. An arm's sweep ends early, at the first rate that is too high for it.
  package var learningRates: [Float]
  /// What start values and batch orders come from: the same for both arms.
  var seeds: [UInt64]
  /// Samples in one step: the paper's number.
  var batchSize = 60
  /// Training steps of one run.
  var steps: Int
  /// The steps after which accuracy is measured, rising; the last one is `steps`.
  var measuredSteps: [Int]
  /// The measured steps that the table over time shows.
  var shownSteps: [Int]
  /// Steps of one epoch where the table over time counts in epochs; nil where it counts in steps.
  var stepsPerEpoch: Int?
  /// The standard deviation of the kernels' start values. The paper says "small random Gaussian values", no number;
  /// with .3 both nets learn sooner than with .1, the one without batch norm most of all.
  package var initialStandardDeviation: Float = 0.3
  /// The weight of batch norm's old running statistics: low, since at these rates the weights, and with them the
  /// statistics, move fast. Keras's .99 would look back a hundred steps, longer than the digits take to be learned.
  var statisticsMomentum = 0.7

  var course: Course { Course(batchSize: batchSize, steps: steps, measuredSteps: measuredSteps) }

  /// Each rate about three times the one before, up to where both nets diverge.
  private static let rates: [Float] = [0.1, 0.3, 1, 3, 10, 30, 100, 300]

  /// 30 epochs of 20 steps.
  package static func digits(quick: Bool) -> SweepSettings {
    let epoch = 20
    let steps = 30 * epoch
    return SweepSettings(
      learningRates: quick ? [1, 3] : rates, seeds: quick ? [1, 2] : [1, 2, 3], steps: steps,
      measuredSteps: Array(stride(from: 5, to: 100, by: 5)) + Array(stride(from: 100, through: steps, by: 10)),
      shownSteps: Array(stride(from: epoch, through: steps, by: epoch)), stepsPerEpoch: epoch)
  }

  /// 10,000 steps: with the paper's batches of 60 somewhat more than ten epochs.
  package static func mnist(quick: Bool) -> SweepSettings {
    let steps = quick ? 1000 : 10_000
    return SweepSettings(
      learningRates: quick ? [1, 3] : rates, seeds: quick ? [1, 2] : [1, 2, 3], steps: steps,
      measuredSteps: Array(stride(from: 100, through: min(3000, steps), by: 100))
        + Array(stride(from: 3500, through: steps, by: 500)),
      shownSteps: [100, 200, 500, 1000, 2000, 4000, 7000, 10_000].filter { $0 <= steps })
  }
}
