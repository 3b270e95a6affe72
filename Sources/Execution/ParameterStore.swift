package import Tensors

/// The memory of a model's parameters: weights and gradients side by side in one run each, statistics in another.
///
/// Weights of all layers are one run of memory, so that an optimizer is one pass. Every tensor starts on a cache line;
/// the numbers between tensors are 0 and stay so.
package final class ParameterStore: @unchecked Sendable {
  /// One tensor's place.
  package struct Entry: Sendable {
    /// "dense_1/kernel"
    package let name: String
    package fileprivate(set) var declaration: ParameterDeclaration
    /// In floats: into the weights for a weight, trained or frozen; into the statistics otherwise.
    package let offset: Int

    package var shape: Shape { declaration.shape }
    package var isWeight: Bool { declaration.role != .statistic }
  }

  package private(set) var entries: [Entry]
  package let weights: AlignedStorage
  package let gradients: AlignedStorage
  package let statistics: AlignedStorage
  /// One Double for every layer that counts its updates.
  package let counters: AlignedStorage
  package let weightCount: Int
  package let statisticCount: Int
  package let counterCount: Int

  /// Lays out `tensors` in order. Throws: `outOfMemory`.
  package init(
    tensors: [(name: String, declaration: ParameterDeclaration)], counterCount: Int
  ) throws(NormKitError) {
    var entries: [Entry] = []
    var weightCount = 0
    var statisticCount = 0
    for (name, declaration) in tensors {
      let isWeight = declaration.role != .statistic
      let offset = isWeight ? weightCount : statisticCount
      entries.append(Entry(name: name, declaration: declaration, offset: offset))
      let end = try Self.aligned(offset, adding: declaration.shape.count, name: name)
      if isWeight { weightCount = end } else { statisticCount = end }
    }
    self.entries = entries
    self.weightCount = weightCount
    self.statisticCount = statisticCount
    self.counterCount = counterCount
    weights = try AlignedStorage(floats: weightCount, purpose: "the model's weights")
    gradients = try AlignedStorage(floats: weightCount, purpose: "the model's gradients")
    statistics = try AlignedStorage(floats: statisticCount, purpose: "the model's running statistics")
    counters = try AlignedStorage(byteCount: counterCount * 8, purpose: "the model's counters")
  }

  /// The bytes of all of it.
  package var byteCount: Int {
    weights.takenByteCount + gradients.takenByteCount + statistics.takenByteCount + counters.takenByteCount
  }

  /// The next cache line after a tensor of `count` floats at `offset`.
  private static func aligned(_ offset: Int, adding count: Int, name: String) throws(NormKitError) -> Int {
    let line = AlignedStorage.alignment / MemoryLayout<Float>.stride
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard !overflow, end <= Int.max / 8 else {
      throw NormKitError(.outOfMemory, "\(name): the model's parameters overflow the address space")
    }
    return (end + line - 1) / line * line
  }

  /// The runs of weights that the optimizer updates, merged where they touch.
  package var trainableRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (index, entry) in entries.enumerated() where entry.declaration.role == .weight {
      let next = entries[(index + 1)...].first(where: \.isWeight)?.offset ?? weightCount
      if let last = ranges.last, last.upperBound == entry.offset {
        ranges[ranges.count - 1] = last.lowerBound..<next
      } else {
        ranges.append(entry.offset..<next)
      }
    }
    return ranges
  }

  /// Takes a layer's changed declarations: roles may change, names and shapes may not. Throws: `shape`.
  package func replaceDeclarations(
    of layer: String, by declarations: [ParameterDeclaration]
  ) throws(NormKitError) {
    let indices = entries.indices.filter { entries[$0].name.hasPrefix("\(layer)/") }
    let fits =
      indices.count == declarations.count
      && zip(indices, declarations).allSatisfy { index, declaration in
        entries[index].name == "\(layer)/\(declaration.name)" && entries[index].shape == declaration.shape
          && entries[index].isWeight == (declaration.role != .statistic)
      }
    guard fits else {
      throw NormKitError(.shape, "\(layer): a change of configuration must keep the layer's parameters")
    }
    for (index, declaration) in zip(indices, declarations) { entries[index].declaration = declaration }
  }

  /// The numbers of one tensor.
  package func values(of entry: Entry) -> UnsafeMutableBufferPointer<Float> {
    let base = entry.isWeight ? weights.floats : statistics.floats
    return UnsafeMutableBufferPointer(start: base + entry.offset, count: entry.shape.count)
  }

  /// The gradient of one weight, as of the last training step.
  package func gradient(of entry: Entry) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: gradients.floats + entry.offset, count: entry.shape.count)
  }

  /// Layer counters: how many batches each normalization has averaged.
  package var counterValues: UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(start: counters.base.assumingMemoryBound(to: Double.self), count: counterCount)
  }
}
