#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The tour's result as JSON: everything that the tables were made from.
package struct TourRecord: Encodable {
  struct DataRecord: Encodable {
    let name: String
    let trainCount: Int
    let heldOutCount: Int
    let testCount: Int
  }

  let data: DataRecord
  let net: String
  let optimizer: String
  let statistics: String
  let settings: SweepSettings
  let chosenRates: [String: Float]
  let summaries: [RateSummary]
  let verdict: TourVerdict
  let runs: [Run]

  package init(_ data: ExperimentData, _ settings: SweepSettings, _ result: SweepResult) {
    self.data = DataRecord(
      name: data.name, trainCount: data.train.count, heldOutCount: data.heldOut.count, testCount: data.test.count)
    net = "3 x 100 sigmoid, softmax cross-entropy"
    optimizer = "sgd, momentum 0, constant rate"
    statistics = "running averages, bias-corrected"
    self.settings = settings
    chosenRates = Dictionary(
      uniqueKeysWithValues: TourArm.allCases.compactMap { arm in
        result.chosen(arm).map { (arm.rawValue, $0.learningRate) }
      })
    summaries = result.summaries
    verdict = TourVerdict(result)
    runs = result.runs
  }

  /// Throws: what writing throws.
  package func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try FileSystem.write(String(decoding: encoder.encode(self), as: UTF8.self), to: path)
  }
}
