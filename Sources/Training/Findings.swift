#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Layers
public import Models

/// From numbers to sentences: what counts as wrong, and what to do.
extension Diagnosis {
  /// Standard deviations, and natural logarithms of a ratio of variances, that running statistics may be off.
  private static let drift = 0.5
  /// How much larger the loss by running statistics may be, relatively and in itself.
  private static let lossGap = (ratio: 1.25, difference: 0.05)
  /// Shares of units and of numbers.
  private static let dead = 0.05
  private static let saturated = 0.5
  /// Ratio of gradient norms between first and last layer.
  private static let gradient = 1e-3

  mutating func find(in model: Sequential) {
    findings = layers.compactMap(Self.notFinite)
    // What follows would be of numbers that are none.
    guard findings.isEmpty else { return }
    findings += model.immatureStatistics()
    findings += lossFinding.map { [$0] } ?? []
    let immature = Set(findings.compactMap(\.layer))
    for layer in layers where layer.normalization != nil {
      if !immature.contains(layer.name) { findings += Self.drifted(layer, samples).map { [$0] } ?? [] }
      findings += Self.constant(layer).map { [$0] } ?? []
    }
    for layer in layers { findings += Self.unitFindings(layer, samples) }
    findings += gradientFinding.map { [$0] } ?? []
  }

  private static func notFinite(_ layer: Layer) -> Finding? {
    guard !layer.nonFiniteChannels.isEmpty else { return nil }
    let channels = layer.nonFiniteChannels
    return Finding(
      kind: .notFinite, layer: layer.name,
      advice:
        "infinite numbers, or none, in \(channels.count) channels of the output, the first of them \(channels[0]); "
        + "look at the first layer that has them and at its input")
  }

  private static func drifted(_ layer: Layer, _ samples: Int) -> Finding? {
    guard let found = layer.normalization, let mean = found.meanDrift, let variance = found.varianceDrift,
      mean > drift || variance > drift
    else { return nil }
    return Finding(
      kind: .driftedStatistics, layer: layer.name,
      advice: "running statistics are off what \(samples) samples give: means by \(short(mean)) standard deviations, "
        + "variances by a factor of \(short(exp(variance))), and outputs differ by \(percent(found.gap)); recalibrate, "
        + "or into a named set if these samples are of another domain")
  }

  private var lossFinding: Finding? {
    guard let batch, let running, running.loss.isFinite, batch.loss.isFinite else { return nil }
    guard running.loss > batch.loss * Self.lossGap.ratio, running.loss > batch.loss + Self.lossGap.difference else {
      return nil
    }
    let accuracies = batch.accuracy.map { " (accuracy \(percent(running.accuracy ?? 0)) and \(percent($0)))" } ?? ""
    return Finding(
      kind: .lossGap, layer: nil,
      advice: "loss \(short(running.loss)) by running statistics, \(short(batch.loss)) by the batches' own on the same "
        + "\(samples) samples\(accuracies); recalibrate before use")
  }

  private static func constant(_ layer: Layer) -> Finding? {
    guard let found = layer.normalization, !found.constantChannels.isEmpty else { return nil }
    return Finding(
      kind: .constantChannels, layer: layer.name,
      advice: "\(found.constantChannels.count) of \(found.runningMean.count) channels vary by less than epsilon, the "
        + "first of them \(found.constantChannels[0]), so that little comes out but beta; lower epsilon, scale what goes "
        + "in, or leave the channels out")
  }

  private static func unitFindings(_ layer: Layer, _ samples: Int) -> [Finding] {
    guard let units = layer.units else { return [] }
    var findings: [Finding] = []
    if Double(units.dead.count) > dead * Double(units.count) {
      findings.append(
        Finding(
          kind: .deadUnits, layer: layer.name,
          advice: "\(units.dead.count) of \(units.count) units give nothing for any of \(samples) samples and do not "
            + "learn; lower the learning rate, or put batch normalization before the activation"))
    }
    if units.saturatedShare > saturated {
      findings.append(
        Finding(
          kind: .saturatedUnits, layer: layer.name,
          advice:
            "\(percent(units.saturatedShare)) of the numbers are at the activation's ends, where its slope is under "
            + "8 % of the largest; start from smaller weights, or put batch normalization before the activation"))
    }
    return findings
  }

  private var gradientFinding: Finding? {
    let known = layers.filter { ($0.weightNorm ?? 0) > 0 && ($0.gradientNorm ?? 0) > 0 }
    guard known.count > 1, let first = known.first, let last = known.last, let a = first.gradientNorm,
      let b = last.gradientNorm, a.isFinite, b.isFinite
    else { return nil }
    let ratio = a / b
    guard ratio < Self.gradient || ratio > 1 / Self.gradient else { return nil }
    return Finding(
      kind: ratio < 1 ? .vanishingGradient : .explodingGradient, layer: first.name,
      advice: "the gradient by the output is \(short(a)) here and \(short(b)) in \(last.name), \(short(ratio)) times; "
        + (ratio < 1
          ? "normalize between the layers, add shortcuts, or start from larger weights"
          : "normalize between the layers, clip gradients, or start from smaller weights"))
  }

  /// The batch norms whose plain averages are still partly their start.
  static func immature(_ layer: BatchNormalization, _ name: String, updates: Int, share: Double) -> Finding {
    let numbers =
      updates == 0
      ? "running statistics have seen no batch and are mean 0, variance 1"
      : "running statistics immature: \(updates) updates at momentum \(short(layer.momentum)) leave \(percent(share)) of "
        + "their start, mean 0 and variance 1 (mature after \(layer.updatesUntilMature))"
    return Finding(
      kind: .immatureStatistics, layer: name,
      advice: "\(numbers); recalibrate, lower momentum or use bias-corrected averages")
  }
}

extension Sequential {
  /// The batch norms whose running statistics are followed and still more than 5 % their start.
  public func immatureStatistics() -> [Diagnosis.Finding] {
    placedLayers.compactMap { place in
      guard let layer = place.layer as? BatchNormalization, layer.updatesStatistics else { return nil }
      let share = startShare(of: layer, at: place.path)
      guard share > BatchNormalization.matureShare else { return nil }
      return Diagnosis.immature(layer, place.path, updates: updates(of: layer, at: place.path), share: share)
    }
  }

  /// Batches in the running statistics of the set in use.
  func updates(of layer: BatchNormalization, at path: String) -> Int {
    let set = layer.statisticsSuffix(of: statisticsSet).isEmpty ? nil : statisticsSet
    return statisticsUpdates(of: path, set: set) ?? 0
  }

  /// The share of the start in them; none where they were set by hand.
  func startShare(of layer: BatchNormalization, at path: String) -> Double {
    let updates = updates(of: layer, at: path)
    if updates == 0, !isAtStart(layer, path) { return 0 }
    return layer.startShare(after: updates)
  }

  private func isAtStart(_ layer: BatchNormalization, _ path: String) -> Bool {
    let suffix = layer.statisticsSuffix(of: statisticsSet)
    return [("moving_mean", Float(0)), ("moving_variance", 1)].allSatisfy { name, start in
      store.entries.first { $0.name == "\(path)/\(name)\(suffix)" }.map {
        store.values(of: $0).allSatisfy { $0 == start }
      }
        ?? false
    }
  }
}

/// ln x.
func logarithm(_ x: Double) -> Double { log(x) }

/// Three digits: "0.0123", "45.6", "1.23e-07".
func short(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
  let power = Int(log10(abs(value)).rounded(.down))
  let unit = pow(10, Double(2 - power))
  let digits = (value * unit).rounded()
  if power < -4 || power > 5 {
    return "\(trimmed(digits / 100))e\(power)"
  }
  return trimmed(power > 2 ? value.rounded() : digits / unit)
}

private func trimmed(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
}

/// "37 %"
func percent(_ share: Double) -> String { "\(short((share * 1000).rounded() / 10)) %" }
