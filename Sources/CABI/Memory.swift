// swift-format-ignore-file: AlwaysUseLowerCamelCase
// A model's memory: what it uses, what it may use, and what training it will take, known before it is compiled.

public import CShims
internal import Models
internal import Tensors
internal import Training

/// The bytes of a model's buffers: parameters, gradients, statistics, optimizer, plans. Some kilobytes of descriptions
/// are not counted.
///
/// - Parameter model: the one to ask.
/// - Parameter out_used: receives the bytes in use; may be NULL.
/// - Parameter out_limit: receives the bytes that it may use, 0 without a limit; may be NULL.
@c public func normkit_model_memory(
  _ model: normkit_model, _ out_used: UnsafeMutablePointer<Int64>?, _ out_limit: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    let budget = try models.peek(model).budget
    out_used?.pointee = Int64(budget.used)
    out_limit?.pointee = budget.limit == .max ? 0 : Int64(budget.limit)
  }
}

/// Limits the bytes of a model's buffers: a call that would need more returns NORMKIT_OUT_OF_MEMORY and changes nothing.
///
/// - Parameter model: the one to limit; what it uses already stays.
/// - Parameter bytes: at least 0; 0 for no limit.
@c public func normkit_model_set_memory_limit(_ model: normkit_model, _ bytes: Int64) -> normkit_status {
  border {
    guard bytes >= 0 else { throw NormKitError(.invalidArgument, "bytes must be at least 0, got \(bytes)") }
    try models.write(model) { $0.budget.limit = bytes == 0 ? .max : Int(bytes) }
  }
}

/// The bytes that training a model would take, without training it: it need not be compiled, and is not by this.
///
/// The parts are needed at the same time but for training and inference, each of which is a plan of its own. A second
/// batch size, as a smaller last batch, has plans of its own, too.
///
/// - Parameter model: the one to ask; its layers are fixed by this, as by any use.
/// - Parameter optimizer: whose averages are counted.
/// - Parameter loss: what would be made small.
/// - Parameter batch_size: examples in a step, at least 1.
/// - Parameter out_parameters: receives the bytes of weights, gradients and statistics; may be NULL.
/// - Parameter out_optimizer: receives those of the optimizer's averages; may be NULL.
/// - Parameter out_training: receives those of the plan of a training step; may be NULL.
/// - Parameter out_inference: receives those of the plan of predicting as many examples; may be NULL.
@c public func normkit_model_plan_memory(
  _ model: normkit_model, _ optimizer: normkit_optimizer, _ loss: normkit_loss, _ batch_size: Int64,
  _ out_parameters: UnsafeMutablePointer<Int64>?, _ out_optimizer: UnsafeMutablePointer<Int64>?,
  _ out_training: UnsafeMutablePointer<Int64>?, _ out_inference: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try checkBatchSize(batch_size)
    let loss = try Loss(loss)
    let optimizer = try optimizers.read(optimizer) { $0 }
    let need = try models.write(model) { model in
      try TrainingMemory(of: model.sequential(), optimizer: optimizer, loss: loss, batchSize: Int(batch_size))
    }
    out_parameters?.pointee = Int64(need.parameters)
    out_optimizer?.pointee = Int64(need.optimizer)
    out_training?.pointee = Int64(need.training)
    out_inference?.pointee = Int64(need.inference)
  }
}
