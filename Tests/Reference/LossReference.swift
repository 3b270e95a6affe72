import Foundation

/// Softmax and losses over dense matrices [rows, classes] in Double.
package enum LossReference {
  /// What a loss says of a batch.
  package struct Result: Sendable {
    package var losses: [Double] = []
    package var correct: [Double] = []
    package var gradient: [Double] = []
  }

  /// Softmax of each row.
  package static func softmax(_ x: [Double], classes: Int) -> [Double] {
    rows(x, classes).flatMap { row in
      let peak = row.max() ?? 0
      let e = row.map { exp($0 - peak) }
      let sum = e.reduce(0, +)
      return e.map { $0 / sum }
    }
  }

  /// dx = y·(dy − Σ dy·y)
  package static func softmaxGradient(y: [Double], dy: [Double], classes: Int) -> [Double] {
    zip(rows(y, classes), rows(dy, classes)).flatMap { y, dy in
      let dot = zip(y, dy).map { $0 * $1 }.reduce(0, +)
      return zip(y, dy).map { $0 * ($1 - dot) }
    }
  }

  /// −Σ t·ln softmax(x)
  package static func softmaxCrossEntropy(
    _ x: [Double], targets: [Double], classes: Int, gradientScale: Double
  ) -> Result {
    var result = Result()
    for (row, target) in zip(rows(x, classes), rows(targets, classes)) {
      let peak = row.max() ?? 0
      let logSum = log(row.map { exp($0 - peak) }.reduce(0, +)) + peak
      let weight = target.reduce(0, +)
      result.losses.append(zip(row, target).map { $1 * (logSum - $0) }.reduce(0, +))
      result.correct.append(firstLargest(row) == firstLargest(target) ? 1 : 0)
      result.gradient += zip(row, target).map { gradientScale * (exp($0 - logSum) * weight - $1) }
    }
    return result
  }

  /// max(x, 0) − x·t + ln(1 + e^−|x|), the mean over the row.
  package static func binaryCrossEntropy(
    _ x: [Double], targets: [Double], classes: Int, gradientScale: Double
  ) -> Result {
    var result = Result()
    let share = 1 / Double(classes)
    for (row, target) in zip(rows(x, classes), rows(targets, classes)) {
      result.losses.append(
        share * zip(row, target).map { max($0, 0) - $0 * $1 + log1p(exp(-abs($0))) }.reduce(0, +))
      result.correct.append(share * Double(zip(row, target).filter { ($0 > 0) == ($1 > 0.5) }.count))
      result.gradient += zip(row, target).map {
        gradientScale * share * (ActivationReference.sigmoid.value($0) - $1)
      }
    }
    return result
  }

  /// (x − t)², the mean over the row.
  package static func meanSquaredError(
    _ x: [Double], targets: [Double], classes: Int, gradientScale: Double
  ) -> Result {
    var result = Result()
    let share = 1 / Double(classes)
    for (row, target) in zip(rows(x, classes), rows(targets, classes)) {
      result.losses.append(share * zip(row, target).map { ($0 - $1) * ($0 - $1) }.reduce(0, +))
      result.correct.append(0)
      result.gradient += zip(row, target).map { 2 * gradientScale * share * ($0 - $1) }
    }
    return result
  }

  /// |x − t|, the mean over the row.
  package static func meanAbsoluteError(
    _ x: [Double], targets: [Double], classes: Int, gradientScale: Double
  ) -> Result {
    elementwise(x, targets, classes, gradientScale) { (abs($0), $0 > 0 ? 1 : $0 < 0 ? -1 : 0) }
  }

  /// e²/2 where |e| ≤ δ, else δ·|e| − δ²/2, the mean over the row.
  package static func huber(
    _ x: [Double], targets: [Double], classes: Int, gradientScale: Double, delta: Double
  ) -> Result {
    elementwise(x, targets, classes, gradientScale) { error in
      abs(error) <= delta
        ? (error * error / 2, error) : (delta * abs(error) - delta * delta / 2, error > 0 ? delta : -delta)
    }
  }

  /// t·(1 − s) + s / parts
  package static func smoothed(_ targets: [Double], by s: Double, parts: Int) -> [Double] {
    targets.map { $0 * (1 - s) + s / Double(parts) }
  }

  /// A loss that is a mean over the row of `term`, which gives value and slope by the difference.
  private static func elementwise(
    _ x: [Double], _ targets: [Double], _ classes: Int, _ gradientScale: Double,
    _ term: (Double) -> (value: Double, slope: Double)
  ) -> Result {
    var result = Result()
    let share = 1 / Double(classes)
    for (row, target) in zip(rows(x, classes), rows(targets, classes)) {
      let terms = zip(row, target).map { term($0 - $1) }
      result.losses.append(share * terms.map(\.value).reduce(0, +))
      result.correct.append(0)
      result.gradient += terms.map { gradientScale * share * $0.slope }
    }
    return result
  }

  private static func rows(_ x: [Double], _ classes: Int) -> [[Double]] {
    stride(from: 0, to: x.count, by: max(classes, 1)).map { Array(x[$0..<($0 + classes)]) }
  }

  private static func firstLargest(_ row: [Double]) -> Int? {
    row.max().flatMap { row.firstIndex(of: $0) }
  }
}
