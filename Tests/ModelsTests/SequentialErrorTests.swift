import Execution
import Layers
import Models
import TestSupport
import Tensors
import Testing

/// What a model says to what cannot be; nothing changes then.
@Suite struct SequentialErrorTests {
  private func make(_ shape: Shape = [4], _ layers: any Layer...) throws {
    _ = try Sequential(inputShape: shape, layers: layers)
  }

  @Test func ofShapesAndLayers() {
    expectError(.shape, "Sequential: inputShape must have axes of at least 1, got []") { try make([], Dense(1)) }
    expectError(.shape, "Sequential: inputShape must have axes of at least 1, got [3, 0]") {
      try make([3, 0], Dense(1))
    }
    expectError(.invalidArgument, "Sequential: expected at least one layer") { try make() }
    expectError(.invalidArgument, "Sequential: layer 1 (dense_1): Dense: units must be at least 1, got 0") {
      try make([4], Dense(3), Dense(0))
    }
    expectError(
      .invalidArgument,
      "Sequential: layer 0 (dropout): Dropout: rate must be at least 0 and less than 1, got 1.0"
    ) { try make([4], Dropout(1)) }
  }

  @Test func ofNames() {
    expectError(.invalidArgument, "Sequential: two layers are called a") {
      try make([4], Dense(1, name: "a"), Dense(1, name: "a"))
    }
    for name in ["", "a/b", "a\0", "normkit.x"] {
      expectError(
        .invalidArgument,
        "Sequential: a layer's name must not be empty, have a slash or NUL, or begin with normkit., got \"\(name)\""
      ) { try make([4], Dense(1, name: name)) }
    }
  }

  @Test func ofTensors() throws {
    let model = try Sequential(inputShape: [4], layers: [Dense(3, useBias: false), BatchNormalization(center: false)])
    let known =
      "dense/kernel, batch_normalization/gamma, batch_normalization/moving_mean, batch_normalization/moving_variance"
    expectError(.invalidArgument, "Sequential.tensor: no tensor is called dense/bias; there are \(known)") {
      _ = try model.tensor("dense/bias")
    }
    expectError(.invalidArgument, "Sequential.setTensor: no tensor is called x; there are \(known)") {
      try model.setTensor("x", Tensor(zeros: [1]))
    }
    expectError(.invalidArgument, "Sequential.gradient: no tensor is called x; there are \(known)") {
      _ = try model.gradient("x")
    }
    expectError(
      .invalidArgument,
      "Sequential.gradient: batch_normalization/moving_mean is a running statistic and has no gradient"
    ) { _ = try model.gradient("batch_normalization/moving_mean") }
    expectError(.shape, "Sequential.setTensor: dense/kernel has shape [4, 3], got [3, 4]") {
      try model.setTensor("dense/kernel", Tensor(zeros: [3, 4]))
    }
  }

  @Test func ofConfigurations() throws {
    let model = try Sequential(inputShape: [4], layers: [Dense(3), Activation(.relu)])
    expectError(
      .invalidArgument, "Sequential.configure: no layer is called norm; there are [\"dense\", \"activation\"]"
    ) { try model.configure("norm", as: Dense.self) { _ in } }
    expectError(
      .invalidArgument, "Sequential.configure: expected activation to be a dense, it is a activation"
    ) { try model.configure("activation", as: Dense.self) { _ in } }
    for change: (inout Dense) -> Void in [{ $0.units = 4 }, { $0.useBias = false }] {
      expectError(.shape, "dense: a change of configuration must keep the layer's parameters") {
        try model.configure("dense", as: Dense.self, change)
      }
    }
    expectError(.invalidArgument, "Dense: units must be at least 1, got -1") {
      try model.configure("dense", as: Dense.self) { $0.units = -1 }
    }
    #expect((model.layers[0] as? Dense)?.units == 3 && (model.layers[0] as? Dense)?.useBias == true)
    #expect(model.revision == 0)
  }

  @Test func ofPredictions() throws {
    let model = try Sequential(inputShape: [4], layers: [Dense(3)])
    for shape: Shape in [[], [4], [2, 3], [2, 4, 1]] {
      expectError(.shape, "Sequential.predict: expected inputs of shape [N] + [4], got \(shape)") {
        _ = try model.predict(Tensor(zeros: shape))
      }
    }
    expectError(.invalidArgument, "Sequential.predict: batchSize must be at least 1, got 0") {
      _ = try model.predict(Tensor(zeros: [2, 4]), batchSize: 0)
    }
    expectError(.shape, "a batch of \(Int.max) samples overflows") {
      _ = try Sequential(inputShape: [2, 3, 4], layers: [Dense(3)]).plan(.training, batchSize: .max)
    }
  }
}
