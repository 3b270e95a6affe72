import Execution
import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One metric being measured: sums in Double over the samples in their order. Adding a batch allocates nothing.
final class MetricMeter {
  private let metric: Metric
  private let loss: Loss
  private let classes: Int
  private var sum = 0.0
  private var count = 0.0
  /// For the area: between how many pairs of thresholds answers fall, and how much of each fell there, [2, buckets].
  private let buckets: Int
  private let area: AlignedStorage
  private var positives: UnsafeMutableBufferPointer<Double> { area.doubles(from: 0, count: buckets) }
  private var negatives: UnsafeMutableBufferPointer<Double> { area.doubles(from: buckets, count: buckets) }

  init(_ metric: Metric, loss: Loss, outputShape: Shape) throws(NormKitError) {
    try metric.check(loss, outputShape)
    self.metric = metric
    self.loss = loss
    classes = outputShape.channels
    if case .auc(let thresholds) = metric { buckets = thresholds - 1 } else { buckets = 0 }
    area = try AlignedStorage(doubles: 2 * buckets, purpose: "\(buckets + 1) thresholds")
  }

  func reset() {
    (sum, count) = (0, 0)
    for index in positives.indices { (positives[index], negatives[index]) = (0, 0) }
  }

  /// Adds the batch that a plan has just run.
  func add(_ plan: Plan) {
    guard let outputs = plan.output.baseAddress, classes > 0 else { return }
    for row in 0..<plan.output.count / classes {
      let label = loss.function.takesLabels ? Int(plan.labels[row]) : nil
      let targets = label == nil ? UnsafePointer(plan.targets.baseAddress.map { $0 + row * classes }) : nil
      add(UnsafePointer(outputs + row * classes), label: label, targets: targets)
    }
  }

  private func add(_ outputs: UnsafePointer<Float>, label: Int?, targets: UnsafePointer<Float>?) {
    switch metric {
    case .topKCategoricalAccuracy(let k):
      let wanted = label ?? largest(targets)
      var larger = 0
      for index in 0..<classes
      where outputs[index] > outputs[wanted] || outputs[index] == outputs[wanted] && index < wanted {
        larger += 1
      }
      sum += larger < k && !outputs[wanted].isNaN ? 1 : 0
      count += 1
    case .meanAbsoluteError, .meanSquaredError:
      for index in 0..<classes {
        let error = Double(outputs[index]) - Double(targets?[index] ?? 0)
        sum += metric == .meanAbsoluteError ? abs(error) : error * error
      }
      count += Double(classes)
    case .auc: addToArea(outputs, label: label, targets: targets)
    }
  }

  private func largest(_ targets: UnsafePointer<Float>?) -> Int {
    guard let targets else { return 0 }
    var best = 0
    for index in 0..<classes where targets[index] > targets[best] { best = index }
    return best
  }

  private func addToArea(_ outputs: UnsafePointer<Float>, label: Int?, targets: UnsafePointer<Float>?) {
    var peak = -Double.infinity
    for index in 0..<classes { peak = max(peak, Double(outputs[index])) }
    var total = 0.0
    if loss != .binaryCrossentropy, loss.hasAccuracy {
      for index in 0..<classes { total += exp(Double(outputs[index]) - peak) }
    }
    for index in 0..<classes {
      let x = Double(outputs[index])
      let probability =
        switch loss {
        case .sparseCategoricalCrossentropy, .categoricalCrossentropy: exp(x - peak) / total
        case .binaryCrossentropy: 1 / (1 + exp(-x))
        case .meanSquaredError, .meanAbsoluteError, .huber: x
        }
      let share = label.map { $0 == index ? 1.0 : 0.0 } ?? Double(targets?[index] ?? 0)
      // Between threshold i and the next one lie the numbers of ]i, i + 1] / (thresholds − 1).
      let held = probability.isNaN ? 0 : min(max(probability, 0), 1)
      let bucket = min(max(Int((held * Double(positives.count)).rounded(.up)) - 1, 0), positives.count - 1)
      positives[bucket] += share
      negatives[bucket] += 1 - share
    }
  }

  /// The metric over the samples since the last reset.
  var value: Double {
    guard case .auc = metric else { return sum / count }
    let (allPositive, allNegative) = (positives.reduce(0, +), negatives.reduce(0, +))
    guard allPositive > 0, allNegative > 0 else { return .nan }
    var (area, hits) = (0.0, 0.0)
    for index in positives.indices.reversed() {
      let (before, wide) = (hits, negatives[index] / allNegative)
      hits += positives[index] / allPositive
      area += wide * (before + hits) / 2
    }
    return area
  }
}

extension [MetricMeter] {
  func reset() {
    for meter in self { meter.reset() }
  }

  func add(_ plan: Plan) {
    for meter in self { meter.add(plan) }
  }
}
