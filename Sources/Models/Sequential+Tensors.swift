package import Execution
public import Tensors

/// A model's parameters by name: "dense/kernel", "batch_normalization_1/moving_mean".
extension Sequential {
  /// What can be known of one tensor.
  public struct TensorInfo: Sendable, Hashable {
    /// "layer/parameter"
    public let name: String
    /// Its sizes; a Dense kernel is [inputs, units].
    public let shape: Shape
    /// Whether the optimizer updates it.
    public let isTrainable: Bool
    /// Whether it is a running statistic rather than a weight.
    public let isStatistic: Bool
  }

  /// Every tensor, in the layers' order, each layer's in Keras's.
  public var tensors: [TensorInfo] {
    store.entries.map {
      TensorInfo(
        name: $0.name, shape: $0.shape, isTrainable: $0.declaration.role == .weight,
        isStatistic: $0.declaration.role == .statistic)
    }
  }

  /// The numbers of the tensor called `name`, copied. Throws: `invalidArgument` when there is none; `outOfMemory`.
  public func tensor(_ name: String) throws(NormKitError) -> Tensor {
    let entry = try entry(name, "Sequential.tensor")
    return try Tensor(entry.shape, store.values(of: entry))
  }

  /// The loss's gradient by the weight called `name` after the last training step, copied; zero before the first.
  ///
  /// Throws: `invalidArgument` when there is none of that name, or it is not a weight; `outOfMemory`.
  public func gradient(_ name: String) throws(NormKitError) -> Tensor {
    let entry = try entry(name, "Sequential.gradient")
    guard entry.isWeight else {
      throw NormKitError(.invalidArgument, "Sequential.gradient: \(name) is a running statistic and has no gradient")
    }
    return try Tensor(entry.shape, store.gradient(of: entry))
  }

  /// Replaces the numbers of the tensor called `name`.
  ///
  /// Throws: `invalidArgument` when there is none; `shape` when the shapes differ.
  public func setTensor(_ name: String, _ value: Tensor) throws(NormKitError) {
    let entry = try entry(name, "Sequential.setTensor")
    guard value.shape == entry.shape else {
      throw NormKitError(
        .shape, "Sequential.setTensor: \(name) has shape \(entry.shape), got \(value.shape)")
    }
    value.withUnsafeBufferPointer { _ = store.changeableValues(of: entry).update(from: $0) }
  }

  /// The memory of the tensor called `name`, or an error that says which function asked.
  package func entry(_ name: String, _ function: String) throws(NormKitError) -> ParameterStore.Entry {
    guard let entry = store.entries.first(where: { $0.name == name }) else {
      let known = store.entries.map(\.name).joined(separator: ", ")
      throw NormKitError(.invalidArgument, "\(function): no tensor is called \(name); there are \(known)")
    }
    return entry
  }

  /// The number of weights, trained and frozen.
  public var parameterCount: Int { store.entries.reduce(0) { $0 + ($1.isWeight ? $1.shape.count : 0) } }
}
