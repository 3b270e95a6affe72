import Execution

/// Losses and right answers of the samples seen so far, summed in Double in the samples' order.
struct MetricSum {
  private var samples = 0
  private var losses = 0.0
  private var correct = 0.0

  init() {}

  /// Those of the batch that a plan has just run.
  init(_ plan: Plan) {
    let losses = plan.losses
    let correct = plan.correct
    samples = losses.count
    for row in 0..<samples {
      self.losses += Double(losses[row])
      self.correct += Double(correct[row])
    }
  }

  mutating func add(_ other: MetricSum) {
    samples += other.samples
    losses += other.losses
    correct += other.correct
  }

  func metrics(_ loss: Loss, _ meters: [MetricMeter]) -> Metrics {
    let count = Double(max(samples, 1))
    return Metrics(
      loss: losses / count, accuracy: loss.hasAccuracy ? correct / count : nil, measured: meters.map(\.value))
  }
}
