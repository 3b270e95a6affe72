/// What the experiments on the paper's net have in common: two arms that differ in batch norm alone.
package enum PaperNet {
  /// "Small random Gaussian values", says the paper, without a number; this one suits the net without batch norm too.
  package static let standardDeviation: Float = 0.3
  /// The weight of batch norm's old running statistics, bias-corrected: low, since at these rates the weights, and with
  /// them the statistics, move fast.
  package static let momentum = 0.7

  package static func with(standardDeviation: Float = standardDeviation, momentum: Double = momentum) -> Net {
    .paper("with batch norm", standardDeviation: standardDeviation, momentum: momentum)
  }

  package static func without(standardDeviation: Float = standardDeviation) -> Net {
    .paper("without", standardDeviation: standardDeviation, momentum: nil)
  }

  /// Describes data, net and statistics, as the nets above have them.
  package static func describe(
    _ outcome: inout Outcome, _ data: ExperimentData, start: String, momentum: Double = momentum
  ) {
    outcome.describe(data: data)
    outcome.describe(
      "net",
      "\(data.train.sampleShape.count) inputs, 3 × 100 sigmoid units, 10 outputs, softmax cross-entropy (Ioffe & Szegedy "
        + "2015, §4.1); batch norm right before each sigmoid, in the bias's place")
    outcome.describe("start", start)
    outcome.describe(
      "statistics",
      "test and held-out accuracy by running averages (weight of the old \(momentum), bias-corrected), never by the test "
        + "batch's own")
  }
}
