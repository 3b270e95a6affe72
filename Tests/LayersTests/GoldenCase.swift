import Foundation
import Layers
import TestSupport
import Tensors
import Testing

/// One layer's numbers as NumPy computed them in float64; see Tests/Fixtures/README.md.
struct GoldenCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Numbers: Decodable, Sendable {
    var shape: [Int]
    var values: [Double]
    var floats: [Float] { values.map { Float($0) } }
  }

  struct Configuration: Decodable, Sendable {
    var units: Int?
    var filters: Int?
    var kernel_size: [Int]?
    var strides: [Int]?
    var padding: String?
    var pool_size: [Int]?
    var depth_multiplier: Int?
    var keepdims: Bool?
    /// Top, bottom, left, right.
    var borders: [Int]?
    var use_bias: Bool?
    var function: String?
    var slope: Float?
    var convention: String?
    var momentum: Double?
    var epsilon: Double?
    var center: Bool?
    var scale: Bool?
    var statistics: String?
    var batches_seen: Int?
  }

  var name: String
  var configuration: Configuration
  var inputs: Numbers
  var parameters: [String: Numbers]
  var upstream_gradient: Numbers
  var outputs: Numbers
  var input_gradient: Numbers
  var parameter_gradients: [String: Numbers]
  var tolerance: Double
  var statistics: [String: Numbers]?
  var batch_statistics: [String: Numbers]?
  var statistics_after: [String: Numbers]?

  var testDescription: String { name }

  private struct File: Decodable { var cases: [GoldenCase] }

  /// The cases of one file of Tests/Fixtures/layers; none when it cannot be read, which `count` of the tests notices.
  static func all(of layer: String) -> [GoldenCase] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/layers/\(layer).json").standardizedFileURL
    return (try? JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases) ?? []
  }

  /// Runs `layer` forward and backward on the case's numbers and compares everything that the case knows.
  @discardableResult
  func check(_ layer: any Layer, axes: Int? = nil) throws -> ProbedModel {
    var layer = layer
    layer.name = "layer"
    // A case without channels, as an activation's, is one of a single channel.
    let sizes = inputs.shape.count == 1 ? inputs.shape + [1] : inputs.shape
    let probed = try ProbedModel([layer], inputShape: Shape(Array(sizes.dropFirst())), batchSize: sizes[0])
    for (name, numbers) in parameters.merging(statistics ?? [:], uniquingKeysWith: { $1 }) {
      try probed.set(["layer/\(name)": numbers.floats])
    }
    if let seen = configuration.batches_seen, layer.countsUpdates {
      probed.model.store.counterValues.update(repeating: Double(seen))
    }
    let run = try probed.train(inputs.floats, upstream: upstream_gradient.floats)
    #expect(mismatch(run.outputs, outputs.values, tolerance: tolerance) == nil, "\(name): outputs")
    #expect(mismatch(run.inputGradient, input_gradient.values, tolerance: tolerance) == nil, "\(name): input gradient")
    for (parameter, expected) in parameter_gradients {
      let found = run.gradients["layer/\(parameter)"] ?? []
      #expect(mismatch(found, expected.values, tolerance: tolerance) == nil, "\(name): gradient of \(parameter)")
    }
    for (parameter, expected) in statistics_after ?? statistics ?? [:] {
      let found = run.statistics["layer/\(parameter)"] ?? []
      #expect(mismatch(found, expected.values) == nil, "\(name): \(parameter)")
    }
    return probed
  }
}
