import Data
import Foundation
import Layers
import Models
import Reference
import TestSupport
import Tensors
import Testing
import Training

/// The same numbers through Keras, PyTorch, Flax and ONNX, as Tests/Fixtures/conformance.json has them, and through the
/// layers here, with each framework's own convention. Its table is docs/conformance.md.
@Suite struct ConformanceTests {
  private enum Value: Decodable {
    case numbers([Double])
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .numbers(try container.decode([Double].self))
      }
    }
  }

  private struct Fixture: Decodable {
    var inputs: [String: [Double]]
    var columns: [String: [String: Value]]

    func floats(_ name: String) -> [Float] { (inputs[name] ?? []).map { Float($0) } }
  }

  private static let frameworks = ["Keras", "PyTorch", "Flax", "ONNX"]
  private static let behaviours = [
    "training output", "input gradient", "gamma gradient", "beta gradient", "running mean after",
    "running variance after", "inference output", "frozen output in training", "frozen running mean after",
    "cumulative running mean", "cumulative running variance", "one value a channel", "masked output",
    "masked running mean after", "renorm output", "renorm input gradient", "renorm gamma gradient",
    "renorm running mean after", "renorm running variance after", "output without gamma and beta", "image output",
    "output of axis 1", "evaluated by batch statistics", "recalibrated running mean, by batches",
    "recalibrated running variance, by batches", "folded kernel", "folded bias", "layer norm", "group norm",
    "instance norm", "rms norm", "mean 4096",
  ]
  /// Where we mean to differ, and why.
  private static let intended = [
    "Keras: mean 4096": "loses digits to E[x²] − E[x]²", "Flax: mean 4096": "loses digits to E[x²] − E[x]²",
    "PyTorch: mean 4096": "loses digits to x·a + b",
    "Keras: renorm running variance after": "averages √(σ² + ε), as the paper does, and squares that",
  ]

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL

  private func fixture() throws -> Fixture {
    let file = Self.root.appendingPathComponent("Tests/Fixtures/conformance.json")
    return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
  }

  /// A batch norm of the framework's convention, with the fixture's ε and momentum.
  private func layer(_ framework: String) -> BatchNormalization {
    var layer: BatchNormalization =
      framework == "PyTorch" ? .torch(momentum: 0.1, epsilon: 1e-3) : BatchNormalization(momentum: 0.9)
    layer.name = "layer"
    return layer
  }

  private func probed(_ layer: any Layer, _ data: Fixture, batch: Int, shape: Shape = [3]) throws -> ProbedModel {
    try ProbedModel(
      [layer], inputShape: shape, batchSize: batch,
      parameters: [
        "layer/gamma": data.floats("gamma"), "layer/beta": data.floats("beta"),
        "layer/moving_mean": data.floats("mean"), "layer/moving_variance": data.floats("variance"),
      ])
  }

  private func ours(_ behaviour: String, _ framework: String, _ data: Fixture) throws -> [Float] {
    let (x, dy) = (data.floats("x"), data.floats("dy"))
    let layer = layer(framework)
    func trained(_ layer: BatchNormalization) throws -> ProbedModel.Run {
      try probed(layer, data, batch: 12).train(x, upstream: dy)
    }
    switch behaviour {
    case "training output": return try trained(layer).outputs
    case "input gradient": return try trained(layer).inputGradient
    case "gamma gradient": return try trained(layer).gradients["layer/gamma"] ?? []
    case "beta gradient": return try trained(layer).gradients["layer/beta"] ?? []
    case "running mean after": return try trained(layer).statistics["layer/moving_mean"] ?? []
    case "running variance after": return try trained(layer).statistics["layer/moving_variance"] ?? []
    case "inference output": return try probed(layer, data, batch: 12).infer(x)
    case "frozen output in training": return try trained(layer.frozen()).outputs
    case "frozen running mean after": return try trained(layer.frozen()).statistics["layer/moving_mean"] ?? []
    case "cumulative running mean", "cumulative running variance":
      var cumulative = BatchNormalization.torch(momentum: nil, epsilon: 1e-3)
      cumulative.name = "layer"
      let model = try probed(cumulative, data, batch: 4)
      for part in 0..<3 { _ = try model.train(Array(x[(part * 12)..<(part * 12 + 12)]), upstream: Array(dy[..<12])) }
      return try model.model.tensor(behaviour.hasSuffix("mean") ? "layer/moving_mean" : "layer/moving_variance").values
    case "one value a channel":
      return try probed(layer, data, batch: 1).train(Array(x[..<3]), upstream: [1, 1, 1]).outputs
    case "masked output", "masked running mean after":
      let run = try probed(layer, data, batch: 2, shape: [6, 3]).train(x, upstream: dy, mask: data.floats("mask"))
      return behaviour == "masked output" ? run.outputs : run.statistics["layer/moving_mean"] ?? []
    case let name where name.hasPrefix("renorm"): return try renormalized(name, data)
    case "output without gamma and beta", "evaluated by batch statistics":
      var plain = layer
      (plain.center, plain.scale) = (false, false)
      let model = try probed(plain, data, batch: 12)
      return behaviour.hasPrefix("evaluated")
        ? try model.infer(x, statistics: .batch) : try model.train(x, upstream: dy).outputs
    case "image output", "output of axis 1": return try images(layer, axis: behaviour == "image output" ? -1 : 1, data)
    case "recalibrated running mean, by batches", "recalibrated running variance, by batches":
      let model = try Sequential(inputShape: [3], layers: [layer])
      try model.recalibrate(Dataset(inputs: Tensor([12, 3], x)), mode: .alg2, batchSize: 4)
      return try model.tensor("layer/moving_\(behaviour.contains("mean") ? "mean" : "variance")").values
    case "folded kernel", "folded bias": return try folded(layer, data, behaviour == "folded bias" ? "bias" : "kernel")
    case "mean 4096":
      let far = data.floats("far")
      return try ProbedModel([layer], inputShape: [1], batchSize: far.count).train(far, upstream: far).outputs
    default: return try otherNorm(behaviour, data)
    }
  }

  private func renormalized(_ behaviour: String, _ data: Fixture) throws -> [Float] {
    var layer = layer("Keras")
    layer.renormalization = Renormalization(rMax: .init(1.25), dMax: .init(0.5))
    let run = try probed(layer, data, batch: 12).train(data.floats("x"), upstream: data.floats("dy"))
    switch behaviour {
    case "renorm output": return run.outputs
    case "renorm input gradient": return run.inputGradient
    case "renorm gamma gradient": return run.gradients["layer/gamma"] ?? []
    case "renorm running mean after": return run.statistics["layer/moving_mean"] ?? []
    default: return run.statistics["layer/moving_variance"] ?? []
    }
  }

  private func images(_ layer: BatchNormalization, axis: Int, _ data: Fixture) throws -> [Float] {
    var layer = layer
    layer.axis = axis
    let names = axis == 1 ? ("gamma", "beta") : ("wide gamma", "wide beta")
    let image = data.floats("image")
    return try ProbedModel(
      [layer], inputShape: [3, 2, 4], batchSize: 2,
      parameters: ["layer/gamma": data.floats(names.0), "layer/beta": data.floats(names.1)]
    ).train(image, upstream: image).outputs
  }

  /// A Dense of the fixture's kernel, whose bias is its γ, with the layer folded into it.
  private func folded(_ layer: BatchNormalization, _ data: Fixture, _ tensor: String) throws -> [Float] {
    let model = try Sequential(inputShape: [2], layers: [Dense(3, name: "dense"), layer])
    let kernel = data.floats("kernel")
    let values = [
      "dense/kernel": (0..<6).map { kernel[$0 % 3 * 2 + $0 / 3] }, "dense/bias": data.floats("gamma"),
      "layer/gamma": data.floats("gamma"), "layer/beta": data.floats("beta"),
      "layer/moving_mean": data.floats("mean"), "layer/moving_variance": data.floats("variance"),
    ]
    for info in model.tensors { try model.setTensor(info.name, Tensor(info.shape, values[info.name] ?? [])) }
    return try model.folded(comparedOn: nil).model.tensor("dense/\(tensor)").values
  }

  private func otherNorm(_ behaviour: String, _ data: Fixture) throws -> [Float] {
    let norms: [String: any Layer] = [
      "layer norm": LayerNormalization(name: "layer"), "group norm": GroupNormalization(groups: 2, name: "layer"),
      "instance norm": InstanceNormalization(name: "layer"),
      "rms norm": RMSNormalization(epsilon: 1e-3, name: "layer"),
    ]
    let norm = try #require(norms[behaviour])
    return try ProbedModel(
      [norm], inputShape: [3, 2, 4], batchSize: 2,
      parameters: ["layer/gamma": data.floats("wide gamma"), "layer/beta": data.floats("wide beta")]
    ).infer(data.floats("image"))
  }

  private func cell(_ behaviour: String, _ framework: String, _ data: Fixture) throws -> String {
    switch data.columns[framework]?[behaviour] {
    case .text(let text):
      // An error there has to be one here.
      #expect(throws: NormKitError.self) { _ = try ours(behaviour, framework, data) }
      return "\(text); so here"
    case .numbers(let numbers):
      let error = relativeError(try ours(behaviour, framework, data), numbers)
      let number = error == 0 ? "0" : String(format: "%.0e", error)
      if let reason = Self.intended["\(framework): \(behaviour)"] {
        #expect(error > 1e-5, "\(framework): \(behaviour) agrees by now")
        return "\(number), intended: \(reason)"
      }
      // A statistic is a few roundings from the batch; all else is a chain of them.
      #expect(error <= (behaviour.contains("running") ? 1e-6 : 1e-5), "\(framework): \(behaviour) \(error)")
      return number
    case nil: return "–"
    }
  }

  @Test func farMeansCostNoDigits() throws {
    let data = try fixture()
    let far = data.floats("far")
    let reference = BatchNormalizationLayerReference(parameters: [:], epsilon: 1e-3)
    let expected = reference.forward(LayerMatrix(rows: far.count, channels: 1, far.doubles)).values
    #expect(relativeError(try ours("mean 4096", "Keras", data), expected) < 1e-6)
  }

  @Test func theTableOfTheDocumentsHolds() throws {
    let data = try fixture()
    var versions: [String] = []
    for framework in Self.frameworks {
      guard case .text(let version) = data.columns[framework]?["version"] else { continue }
      versions.append("\(framework) \(version.split(separator: "+")[0])")
    }
    var text = """
      # Conformance

      The same numbers through each framework and through NormKit with that framework's convention (ε and momentum the
      same everywhere): max|a − b| / max|b| over each tensor. Allowed are 1e-5, and 1e-6 for running statistics; where a cell
      says "intended" we mean to differ, and – is what the framework does not have.

      \(versions.joined(separator: ", ")). Written by `NORMKIT_WRITE_DOCS=1 swift test --filter ConformanceTests`, from
      `Tests/Fixtures/make_conformance_fixture.py`.

      | behaviour | \(Self.frameworks.joined(separator: " | ")) |
      |---|\(Self.frameworks.map { _ in "---|" }.joined())

      """
    for behaviour in Self.behaviours {
      let cells = try Self.frameworks.map { try cell(behaviour, $0, data) }
      text += "| \(behaviour) | \(cells.joined(separator: " | ")) |\n"
    }
    let file = Self.root.appendingPathComponent("docs/conformance.md")
    if ProcessInfo.processInfo.environment["NORMKIT_WRITE_DOCS"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    // Roundings differ between instruction sets: what is said, not the last digit, must be what the file says.
    func said(_ text: String) -> String { text.replacing(/[0-9]e[-+][0-9]+|\b0 (?=\|)/, with: "#") }
    let written = try String(contentsOf: file, encoding: .utf8)
    #expect(said(written) == said(text))
  }
}
