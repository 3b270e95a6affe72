public import Data
import Execution
import Layers
public import Models
public import Tensors

/// A model whose batch norms have gone into the weights beside them, and how far its answers are from the first one's.
public struct Folding {
  /// The model without them. It shares nothing with the first.
  public let model: Sequential
  /// max|folded − original| over all outputs for the data, by running statistics; nil without data.
  public let largestDifference: Double?
  /// max|original| over them, to compare with.
  public let largestOutput: Double?
  /// The batch norms that could not be folded exactly and are still there.
  public let kept: [String]
}

extension Sequential {
  /// The model for use after training, its batch norms folded into weights: y = a·x + b with a = γ/√(variance + ε) and
  /// b = β − a·mean, statistics and γ, β being those of the set in use.
  ///
  /// A batch norm goes into the Dense, Conv2D or DepthwiseConv2D right before it, or else into the one right after it:
  /// a Dense, also with flattening or global average pooling between, or a convolution without padding (a padding's zeros
  /// are not what the batch norm would make of them). Dropout between is passed over. Batch norms elsewhere, of another
  /// axis, or with a residual block's end between, are kept.
  ///
  /// - Parameters:
  ///   - data: what the answers of both models are compared on; nil for no comparison.
  ///   - batchSize: samples computed at once.
  ///
  /// Throws: `shape` or `invalidArgument` when the data or the batch size does not fit; `outOfMemory`. This model is not changed.
  /// Differs from: what plans for inference do by themselves, which needs no call and leaves the model as it is.
  public func folded(comparedOn data: Dataset? = nil, batchSize: Int = 256) throws(NormKitError) -> Folding {
    if let data { try checkSamples(data, batchSize, "Sequential.folded") }
    var chain = try FoldedChain(layers, names: layerNames, prefix: "", of: self)
    try chain.fold()
    let model = try Sequential(inputShape: inputShape, seed: seed, layers: chain.layers)
    for (name, values) in chain.tensors {
      let entry = try model.entry(name, "Sequential.folded")
      try model.setTensor(name, Tensor(entry.shape, values))
    }
    for name in chain.kept {
      for set in [nil] + statisticsSets {
        if let updates = statisticsUpdates(of: name, set: set) {
          model.setStatisticsUpdates(of: name, set: set, to: Double(updates))
        }
      }
    }
    if let set = statisticsSet, model.statisticsSets.contains(set) { try model.useStatisticsSet(set) }
    let found = try data.map { (data) throws(NormKitError) in try difference(to: model, data, batchSize) }
    return Folding(
      model: model, largestDifference: found?.difference, largestOutput: found?.output, kept: chain.kept)
  }

  private func difference(
    to other: Sequential, _ data: Dataset, _ batchSize: Int
  ) throws(NormKitError) -> (difference: Double, output: Double) {
    var (difference, output) = (0.0, 0.0)
    let rows = max(1, min(batchSize, data.count))
    let own = try AlignedStorage(floats: rows * outputShape.count, purpose: "outputs to compare")
    let folded = try AlignedStorage(floats: rows * outputShape.count, purpose: "outputs to compare")
    for first in stride(from: 0, to: data.count, by: rows) {
      let count = min(rows, data.count - first)
      let inputs = data.inputPointer + first * inputShape.count
      try predict(inputs, count: count, into: own.floats, batchSize: rows, statistics: .running)
      try other.predict(inputs, count: count, into: folded.floats, batchSize: rows, statistics: .running)
      for index in 0..<count * outputShape.count {
        let (a, b) = (Double(own.floats[index]), Double(folded.floats[index]))
        // A number that is none must not pass for no difference.
        if !(abs(a - b) <= difference) { difference = abs(a - b) }
        output = max(output, abs(a))
      }
    }
    return (difference, output)
  }
}

/// Layers in a row, being folded.
private struct FoldedChain {
  private struct Item {
    var layer: any Layer
    let path: String
    var tensors: [String: [Float]]
  }

  /// The statistics in use.
  private let set: String?
  private var items: [Item] = []
  private(set) var kept: [String] = []

  init(_ layers: [any Layer], names: [String], prefix: String, of model: Sequential) throws(NormKitError) {
    set = model.statisticsSet
    for (layer, name) in zip(layers, names) {
      let path = prefix + name
      var item = Item(layer: layer, path: path, tensors: [:])
      item.layer.name = name
      if var block = layer as? Residual {
        let names = try block.innerNames()
        let main = block.layers.count
        var paths: [FoldedChain] = []
        for part in [0..<main, main..<names.count] {
          var chain = try FoldedChain(
            Array(block.inner[part]), names: Array(names[part]), prefix: "\(path)/", of: model)
          try chain.fold()
          paths.append(chain)
        }
        block.layers = paths[0].layers
        block.shortcut = paths[1].layers
        block.name = name
        item.layer = block
        for chain in paths {
          for (tensor, values) in chain.tensors { item.tensors[tensor] = values }
          kept += chain.kept
        }
      } else {
        for entry in model.store.entries where entry.name.hasPrefix("\(path)/") {
          item.tensors[entry.name] = Array(model.store.values(of: entry))
        }
      }
      items.append(item)
    }
  }

  var layers: [any Layer] { items.map(\.layer) }
  var tensors: [String: [Float]] {
    items.reduce(into: [:]) { all, item in all.merge(item.tensors) { first, _ in first } }
  }

  mutating func fold() throws(NormKitError) {
    var place = 0
    while place < items.count {
      guard let norm = items[place].layer as? BatchNormalization else {
        place += 1
        continue
      }
      if norm.axis == -1, let affine = affine(of: norm, items[place]),
        foldBefore(place, affine) || foldAfter(place, affine)
      {
        items.remove(at: place)
      } else {
        kept.append(items[place].path)
        place += 1
      }
    }
  }

  /// y = a·x + b, for each channel.
  private typealias Affine = (a: [Double], b: [Double])

  private func affine(of norm: BatchNormalization, _ item: Item) -> Affine? {
    let statistics = norm.statisticsSuffix(of: set)
    let learned = norm.affineSuffix(of: set)
    guard let means = item.tensors["\(item.path)/moving_mean\(statistics)"],
      let variances = item.tensors["\(item.path)/moving_variance\(statistics)"]
    else { return nil }
    let gammas = item.tensors["\(item.path)/gamma\(learned)"]
    let betas = item.tensors["\(item.path)/beta\(learned)"]
    var (a, b): ([Double], [Double]) = ([], [])
    for channel in means.indices {
      let scale = Double(gammas?[channel] ?? 1) / (Double(variances[channel]) + norm.epsilon).squareRoot()
      a.append(scale)
      b.append(Double(betas?[channel] ?? 0) - scale * Double(means[channel]))
    }
    return (a, b)
  }

  /// Into the product that gives what the batch norm reads.
  private mutating func foldBefore(_ place: Int, _ affine: Affine) -> Bool {
    var product = place - 1
    while product >= 0, items[product].layer is Dropout { product -= 1 }
    guard product >= 0, let kernel = kernelName(of: product) else { return false }
    let outputs = affine.a.count
    // A Dense's or convolution's outputs are the kernel's last axis; a depthwise one's its last two together.
    guard let values = items[product].tensors[kernel] else { return false }
    items[product].tensors[kernel] = values.indices.map { Float(Double(values[$0]) * affine.a[$0 % outputs]) }
    let old = items[product].tensors[biasName(of: product)]
    items[product].tensors[biasName(of: product)] = (0..<outputs).map {
      Float(Double(old?[$0] ?? 0) * affine.a[$0] + affine.b[$0])
    }
    useBias(product)
    return true
  }

  /// Into the product that reads what the batch norm gives.
  private mutating func foldAfter(_ place: Int, _ affine: Affine) -> Bool {
    var product = place + 1
    var reshaped = false
    while product < items.count {
      let layer = items[product].layer
      let changes = layer is Flatten || layer is GlobalAveragePooling2D
      guard changes || layer is Dropout else { break }
      reshaped = reshaped || changes
      product += 1
    }
    guard product < items.count, let kernel = kernelName(of: product), let values = items[product].tensors[kernel]
    else {
      return false
    }
    let inputs = affine.a.count
    /// How many numbers of the kernel in a row belong to one input channel.
    let run: Int
    switch items[product].layer {
    case let layer as Dense: run = layer.units
    case let layer as Conv2D where layer.padding == .valid && !reshaped: run = layer.filters
    case let layer as DepthwiseConv2D where layer.padding == .valid && !reshaped: run = layer.depthMultiplier
    default: return false
    }
    let outputs = items[product].layer is DepthwiseConv2D ? inputs * run : run
    var bias = (items[product].tensors[biasName(of: product)] ?? [Float](repeating: 0, count: outputs)).map(Double.init)
    var scaled = values
    for index in values.indices {
      let input = index / run % inputs
      bias[index % outputs] += Double(values[index]) * affine.b[input]
      scaled[index] = Float(Double(values[index]) * affine.a[input])
    }
    items[product].tensors[kernel] = scaled
    items[product].tensors[biasName(of: product)] = bias.map { Float($0) }
    useBias(product)
    return true
  }

  private func kernelName(of place: Int) -> String? {
    switch items[place].layer {
    case is Dense, is Conv2D, is DepthwiseConv2D: "\(items[place].path)/kernel"
    default: nil
    }
  }

  private func biasName(of place: Int) -> String { "\(items[place].path)/bias" }

  private mutating func useBias(_ place: Int) {
    switch items[place].layer {
    case var layer as Dense:
      layer.useBias = true
      items[place].layer = layer
    case var layer as Conv2D:
      layer.useBias = true
      items[place].layer = layer
    case var layer as DepthwiseConv2D:
      layer.useBias = true
      items[place].layer = layer
    default: break
    }
  }
}
