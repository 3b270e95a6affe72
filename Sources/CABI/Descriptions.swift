// swift-format-ignore-file: AlwaysUseLowerCamelCase
// What a model is, in words: every layer with every option, and how it is trained; the JSON that its file holds.

public import CShims
internal import Models
internal import Tensors
internal import Training

/// A model's layers with all their options, its input's shape and its seed, as JSON: the section "normkit.model" of its
/// file, which docs/archive.md describes. What setters have set is read here.
///
/// - Parameter model: the one to ask.
/// - Parameter out_text: receives the text and a zero; may be NULL when capacity is 0, to ask for out_length alone.
/// - Parameter capacity: how many bytes there is room for.
/// - Parameter out_length: receives how many bytes the text and its zero have; may be NULL.
@c public func normkit_model_description(
  _ model: normkit_model, _ out_text: UnsafeMutablePointer<CChar>?, _ capacity: Int64,
  _ out_length: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    let text = try models.read(model) { try $0.sequential().description() }
    try write(text, to: out_text, capacity: capacity, length: out_length)
  }
}

/// How a compiled model is trained, as JSON: loss, optimizer with its schedule, steps and epochs done; the section
/// "normkit.training" of its checkpoint. NORMKIT_STATE before the model is compiled.
///
/// - Parameter model: the one to ask.
/// - Parameter out_text: receives the text and a zero; may be NULL when capacity is 0, to ask for out_length alone.
/// - Parameter capacity: how many bytes there is room for.
/// - Parameter out_length: receives how many bytes the text and its zero have; may be NULL.
@c public func normkit_model_training_description(
  _ model: normkit_model, _ out_text: UnsafeMutablePointer<CChar>?, _ capacity: Int64,
  _ out_length: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    let text = try models.read(model) { try $0.trainer().description() }
    try write(text, to: out_text, capacity: capacity, length: out_length)
  }
}

/// What a training step does, in words, a line for each of its parts: what it makes of what, what was fused into it, by
/// which algorithm a convolution is computed. For people to read: the wording may change.
///
/// - Parameter model: the one to ask; it need not be compiled.
/// - Parameter loss: what would be made small.
/// - Parameter batch_size: examples in a step, at least 1.
/// - Parameter out_text: receives the text and a zero; may be NULL when capacity is 0, to ask for out_length alone.
/// - Parameter capacity: how many bytes there is room for.
/// - Parameter out_length: receives how many bytes the text and its zero have; may be NULL.
@c public func normkit_model_training_plan(
  _ model: normkit_model, _ loss: normkit_loss, _ batch_size: Int64, _ out_text: UnsafeMutablePointer<CChar>?,
  _ capacity: Int64, _ out_length: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try checkBatchSize(batch_size)
    let loss = try Loss(loss)
    let text = try models.write(model) { try $0.sequential().trainingPlan(loss: loss, batchSize: Int(batch_size)) }
    try write(text, to: out_text, capacity: capacity, length: out_length)
  }
}

/// What predicting does, in words, as normkit_model_training_plan; "beforehand" stands before what is done once for each
/// change of the weights.
///
/// - Parameter model: the one to ask; it need not be compiled.
/// - Parameter batch_size: examples at once, at least 1.
/// - Parameter out_text: receives the text and a zero; may be NULL when capacity is 0, to ask for out_length alone.
/// - Parameter capacity: how many bytes there is room for.
/// - Parameter out_length: receives how many bytes the text and its zero have; may be NULL.
@c public func normkit_model_inference_plan(
  _ model: normkit_model, _ batch_size: Int64, _ out_text: UnsafeMutablePointer<CChar>?, _ capacity: Int64,
  _ out_length: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    try checkBatchSize(batch_size)
    let text = try models.write(model) { try $0.sequential().inferencePlan(batchSize: Int(batch_size)) }
    try write(text, to: out_text, capacity: capacity, length: out_length)
  }
}

/// How many training steps a compiled model has done, and how many epochs normkit_model_fit has finished, over all calls.
///
/// - Parameter model: a compiled one.
/// - Parameter out_steps: receives the steps; may be NULL.
/// - Parameter out_epochs: receives the epochs; may be NULL.
@c public func normkit_model_steps(
  _ model: normkit_model, _ out_steps: UnsafeMutablePointer<Int64>?, _ out_epochs: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    let (steps, epochs) = try models.read(model) { model in
      let trainer = try model.trainer()
      return (Int64(trainer.iterations), Int64(trainer.epochsCompleted))
    }
    out_steps?.pointee = steps
    out_epochs?.pointee = epochs
  }
}

/// Gives every parameter and running statistic its start value again: the seed's. An optimizer's averages stay.
///
/// - Parameter model: the one to begin again with.
@c public func normkit_model_initialize(_ model: normkit_model) -> normkit_status {
  border { try models.write(model) { try $0.sequential().initializeParameters() } }
}
