import Execution
import Layers
import Reference
import TestSupport
import Tensors
import Testing

/// The harness that every layer passes: a layer, the shape of one sample, and a batch.
///
/// 1. The Double reference's gradients agree with central differences of its forward pass.
/// 2. Outputs, input gradient and parameter gradients of the layer agree with the reference; so do its outputs outside
///    training, by either statistics.
/// 3. Between two Dense layers, every choice of fusions gives the same, and what the chain of references gives.
func checkLayer(
  _ layer: any Layer, inputShape: Shape, batchSize: Int, inputs: [Float]? = nil, seed: Int = 1,
  tolerance: Double = 1e-5
) throws {
  let check = try LayerCheck(
    layer: layer, inputShape: inputShape, batchSize: batchSize, inputs: inputs, seed: seed, tolerance: tolerance)
  try check.alone()
  try check.outsideTraining()
  try check.amongOthers()
}

private struct LayerCheck {
  var layer: any Layer
  let inputShape: Shape
  let batchSize: Int
  let inputs: [Float]
  let upstream: [Float]
  let seed: Int
  let tolerance: Double
  private var at: String { "\(layer) on \(batchSize) of \(inputShape)" }

  init(
    layer: any Layer, inputShape: Shape, batchSize: Int, inputs: [Float]?, seed: Int, tolerance: Double
  ) throws {
    self.layer = layer
    self.layer.name = "layer"
    self.inputShape = inputShape
    self.batchSize = batchSize
    self.inputs = inputs ?? randomFloats(batchSize * inputShape.count, seed: seed)
    upstream = randomFloats(batchSize * (try layer.outputShape(for: inputShape).count), seed: seed + 1)
    self.seed = seed
    self.tolerance = tolerance
  }

  private func matrix(_ values: [Float], channels: Int) -> LayerMatrix {
    LayerMatrix(rows: values.count / channels, channels: channels, values.doubles)
  }

  private func expect(_ computed: [Float]?, _ expected: [Double], _ what: String) {
    #expect(mismatch(computed ?? [], expected, tolerance: tolerance) == nil, "\(at): \(what)")
  }

  func alone() throws {
    let probed = try ProbedModel([layer], inputShape: inputShape, batchSize: batchSize)
    try probed.randomize(seed: seed)
    let reference = reference(
      for: layer, input: inputShape, tensors: try probed.parameters(of: "layer"), use: .training)
    let x = matrix(inputs, channels: inputShape.channels)
    let dy = matrix(upstream, channels: try layer.outputShape(for: inputShape).channels)
    // Differences of numbers far from 0 lose the digits that they are to check.
    if inputs.count <= 400, inputs.allSatisfy({ abs($0) < 10 }) {
      #expect(reference.gradientError(x, upstream: dy) < 1e-6, "\(at): the reference itself")
    }
    let run = try probed.train(inputs, upstream: upstream)
    let gradients = reference.backward(x, upstream: dy)
    expect(run.outputs, reference.forward(x).values, "outputs")
    expect(run.inputGradient, gradients.input.values, "input gradient")
    #expect(Set(run.gradients.keys) == Set(gradients.parameters.keys.map { "layer/\($0)" }))
    for (name, expected) in gradients.parameters {
      expect(run.gradients["layer/\(name)"], expected, "gradient of \(name)")
    }
  }

  func outsideTraining() throws {
    let probed = try ProbedModel([layer], inputShape: inputShape, batchSize: batchSize)
    try probed.randomize(seed: seed)
    let tensors = try probed.parameters(of: "layer")
    let x = matrix(inputs, channels: inputShape.channels)
    for statistics in StatisticsSource.allCases {
      let reference = reference(for: layer, input: inputShape, tensors: tensors, use: .inference(statistics))
      expect(
        try probed.infer(inputs, statistics: statistics), reference.forward(x).values, "outputs by \(statistics)")
    }
    for (name, values) in tensors {
      #expect(try probed.model.tensor("layer/\(name)").values.doubles == values, "\(at): inference moved \(name)")
    }
  }

  /// Dense, the layer, Dense: what fusion rewrites.
  func amongOthers() throws {
    let around = randomFloats(batchSize * inputShape.rows * 7, seed: seed + 2)
    let outer = try Shape(inputShape.sizes.dropLast() + [7])
    let layers: [any Layer] = [Dense(inputShape.channels, name: "first"), layer, Dense(3, name: "last")]
    let middle = try layer.outputShape(for: inputShape)
    let dy = randomFloats(batchSize * middle.rows * 3, seed: seed + 3)
    func run(_ fusions: [Fusion]) throws -> ProbedModel.Run {
      let probed = try ProbedModel(layers, inputShape: outer, batchSize: batchSize, fusions: fusions)
      try probed.randomize(seed: seed)
      return try probed.train(around, upstream: dy)
    }
    let plain = try run([])
    for left in Fusion.all.indices {
      var fusions = Fusion.all
      fusions.remove(at: left)
      let wrong = try run(fusions).mismatches(with: plain, leastShare: 0.01)
      #expect(wrong.isEmpty, "\(at): all fusions but \(Fusion.all[left].name)")
    }
    let fused = try run(Fusion.all)
    #expect(fused.mismatches(with: plain, leastShare: 0.01).isEmpty, "\(at): all fusions")

    let probed = try ProbedModel(layers, inputShape: outer, batchSize: batchSize)
    try probed.randomize(seed: seed)
    let chain = ReferenceChain([
      reference(for: layers[0], input: outer, tensors: try probed.parameters(of: "first"), use: .training),
      reference(for: layer, input: inputShape, tensors: try probed.parameters(of: "layer"), use: .training),
      reference(for: layers[2], input: middle, tensors: try probed.parameters(of: "last"), use: .training),
    ])
    let x = matrix(around, channels: 7)
    expect(fused.outputs, chain.forward(x).values, "outputs among others")
    let gradients = chain.backward(x, upstream: matrix(dy, channels: 3))
    expect(fused.inputGradient, gradients[0].input.values, "input gradient among others")
    for (name, layerGradients) in zip(["first", "layer", "last"], gradients) {
      for (parameter, expected) in layerGradients.parameters {
        let found = fused.gradients["\(name)/\(parameter)"] ?? []
        if expected.allSatisfy({ abs($0) < 1e-9 }) {
          // A bias before batch norm: what is left are the roundings of as many numbers as there are rows.
          #expect(found.allSatisfy { abs($0) < 1e-4 }, "\(at): gradient of \(name)/\(parameter) is not 0")
        } else {
          expect(found, expected, "gradient of \(name)/\(parameter) among others")
        }
      }
    }
  }
}
