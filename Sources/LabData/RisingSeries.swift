package import NormKit

/// A series that rises for ever, so that what was normal once is not normal later: a country's real product by quarters.
package struct RisingSeries: Sendable {
  /// "1959Q1"
  package let quarters: [String]
  /// Billions of chained 2005 dollars.
  package let values: [Double]

  /// A table of two columns with a heading: quarter, number.
  ///
  /// Throws: `io` when the file cannot be read; `format` naming the first line that is not such a pair, or when the
  /// series is empty.
  package init(contentsOf path: String) throws(NormKitError) {
    let text = String(decoding: try FileBytes.read(path), as: UTF8.self)
    var rows: [(String, Double)] = []
    for (number, line) in text.split(separator: "\n").enumerated().dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 2, let value = Double(cells[1]), value.isFinite else {
        throw NormKitError(.format, "\(path): line \(number + 1): expected a quarter and a number, got \(line)")
      }
      rows.append((String(cells[0]), value))
    }
    guard !rows.isEmpty else { throw NormKitError(.format, "\(path): expected a heading and rows, got none") }
    (quarters, values) = (rows.map(\.0), rows.map(\.1))
  }
}
