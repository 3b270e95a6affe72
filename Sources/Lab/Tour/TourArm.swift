/// The two sides of the comparison: the same net without and with batch normalization.
package enum TourArm: String, CaseIterable, Encodable {
  case without
  case with

  /// "with batch norm"
  var name: String { "\(rawValue) batch norm" }

  /// Whether a run is this arm's.
  func made(_ run: Run) -> Bool { run.arm == rawValue }

  /// The net of Ioffe & Szegedy 2015, §4.1, here for samples of any length. Batch norm sits right before the sigmoid, as
  /// in the paper, and takes the place of the bias.
  func net(_ settings: SweepSettings) -> Net {
    .paper(
      rawValue, standardDeviation: settings.initialStandardDeviation,
      momentum: self == .with ? settings.statisticsMomentum : nil)
  }
}
