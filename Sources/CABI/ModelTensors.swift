// swift-format-ignore-file: AlwaysUseLowerCamelCase
// A model's tensors by name: "dense/kernel", "batch_normalization_1/moving_mean"; weights and running statistics.

public import CShims
internal import Execution
internal import Models
internal import Tensors

/// How many tensors a model has.
///
/// - Parameter model: the one to ask.
/// - Parameter out_count: receives the number.
@c public func normkit_model_tensor_count(
  _ model: normkit_model, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: models.read(model) { try $0.sequential().tensors.count }, to: out_count) }
}

/// A tensor's name by its place: the layers' order, each layer's in Keras's.
///
/// - Parameter model: the one to ask.
/// - Parameter place: the tensor's number, from 0.
/// - Parameter out_name: receives the name and a zero.
/// - Parameter capacity: how many bytes there is room for.
@c public func normkit_model_tensor_name(
  _ model: normkit_model, _ place: Int64, _ out_name: UnsafeMutablePointer<CChar>?, _ capacity: Int64
) -> normkit_status {
  border {
    try models.read(model) { model in
      let tensor = try element(place, of: model.sequential().tensors)
      try write(tensor.name, to: out_name, capacity: capacity, "out_name")
    }
  }
}

/// A tensor's shape. NORMKIT_INVALID_ARGUMENT when there is none of the name.
///
/// - Parameter model: the one to ask.
/// - Parameter name: the tensor's name.
/// - Parameter out_sizes: receives the sizes, outermost first; a dense kernel is [inputs, units].
/// - Parameter capacity: how many sizes there is room for; 8 always suffice.
/// - Parameter out_rank: receives how many sizes there are.
@c public func normkit_model_tensor_shape(
  _ model: normkit_model, _ name: UnsafePointer<CChar>?, _ out_sizes: UnsafeMutablePointer<Int64>?,
  _ capacity: Int64, _ out_rank: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try readTensor(model, name) { _, entry in
      try write(entry.shape, to: out_sizes, capacity: capacity, rank: out_rank)
    }
  }
}

/// What a tensor is for. NORMKIT_INVALID_ARGUMENT when there is none of the name.
///
/// - Parameter model: the one to ask.
/// - Parameter name: the tensor's name.
/// - Parameter out_role: receives the role.
@c public func normkit_model_tensor_role(
  _ model: normkit_model, _ name: UnsafePointer<CChar>?, _ out_role: UnsafeMutablePointer<normkit_role>?
) -> normkit_status {
  border {
    let out = try required(out_role, "out_role")
    try readTensor(model, name) { _, entry in
      switch entry.declaration.role {
      case .weight: out.pointee = NORMKIT_ROLE_WEIGHT
      case .frozenWeight: out.pointee = NORMKIT_ROLE_FROZEN_WEIGHT
      case .statistic: out.pointee = NORMKIT_ROLE_STATISTIC
      }
    }
  }
}

/// Copies a tensor's numbers out.
///
/// - Parameter model: the one to ask.
/// - Parameter name: the tensor's name.
/// - Parameter out_values: receives the numbers, row by row.
/// - Parameter count: how many numbers there is room for: exactly the tensor's.
@c public func normkit_model_get_tensor(
  _ model: normkit_model, _ name: UnsafePointer<CChar>?, _ out_values: UnsafeMutablePointer<Float>?, _ count: Int64
) -> normkit_status {
  border {
    let out = try required(out_values, "out_values")
    try readTensor(model, name) { store, entry in
      try check(count, of: entry)
      copy(store.values(of: entry), to: out)
    }
  }
}

/// Replaces a tensor's numbers. The optimizer's own averages stay as they are.
///
/// - Parameter model: the one to change.
/// - Parameter name: the tensor's name.
/// - Parameter values: the numbers, row by row; copied.
/// - Parameter count: how many numbers there are: exactly the tensor's.
@c public func normkit_model_set_tensor(
  _ model: normkit_model, _ name: UnsafePointer<CChar>?, _ values: UnsafePointer<Float>?, _ count: Int64
) -> normkit_status {
  border {
    let values = try required(values, "values")
    try changeTensor(model, name) { store, entry in
      try check(count, of: entry)
      _ = store.changeableValues(of: entry).update(from: UnsafeBufferPointer(start: values, count: entry.shape.count))
    }
  }
}

/// Copies out the loss's gradient by a weight, as of the last training step; zeros before the first.
///
/// - Parameter model: the one to ask.
/// - Parameter name: a weight's name; NORMKIT_INVALID_ARGUMENT for a running statistic.
/// - Parameter out_values: receives the numbers, row by row.
/// - Parameter count: how many numbers there is room for: exactly the tensor's.
@c public func normkit_model_get_gradient(
  _ model: normkit_model, _ name: UnsafePointer<CChar>?, _ out_values: UnsafeMutablePointer<Float>?, _ count: Int64
) -> normkit_status {
  border {
    let out = try required(out_values, "out_values")
    try readTensor(model, name) { store, entry in
      guard entry.isWeight else {
        throw NormKitError(.invalidArgument, "\(entry.name) is a running statistic and has no gradient")
      }
      try check(count, of: entry)
      copy(UnsafeBufferPointer(store.gradient(of: entry)), to: out)
    }
  }
}

/// Runs `body` on the place of a tensor in its model, other readers beside. Throws: `invalidArgument` when there is none
/// of the name.
private func readTensor(
  _ model: normkit_model, _ name: UnsafePointer<CChar>?, _ body: (ParameterStore, ParameterStore.Entry) throws -> Void
) throws {
  let name = try requiredText(name, "name")
  try models.read(model) { try visit(name, of: $0, body) }
}

/// The same with the model to itself.
private func changeTensor(
  _ model: normkit_model, _ name: UnsafePointer<CChar>?, _ body: (ParameterStore, ParameterStore.Entry) throws -> Void
) throws {
  let name = try requiredText(name, "name")
  try models.write(model) { try visit(name, of: $0, body) }
}

private func visit(
  _ name: String, of model: ModelObject, _ body: (ParameterStore, ParameterStore.Entry) throws -> Void
) throws {
  let network = try model.sequential()
  try body(network.store, try network.entry(name, "model"))
}

/// Throws: `shape` when the caller's memory is not for just the tensor's numbers.
private func check(_ count: Int64, of entry: ParameterStore.Entry) throws(NormKitError) {
  guard count == entry.shape.count else {
    throw NormKitError(
      .shape, "count must be \(entry.shape.count) for \(entry.name) of shape \(entry.shape), got \(count)")
  }
}

private func copy(_ numbers: UnsafeBufferPointer<Float>, to out: UnsafeMutablePointer<Float>) {
  if let base = numbers.baseAddress { out.update(from: base, count: numbers.count) }
}
