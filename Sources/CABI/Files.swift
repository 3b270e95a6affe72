// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Files: a model, or a checkpoint of its training, as one safetensors file, which other programs read too.

public import CShims
internal import Models
internal import Tensors
internal import Training

/// Saves a model: its layers, weights and running statistics. A crash leaves the old file or the new one, never a part.
///
/// - Parameter model: the one to save.
/// - Parameter path: the file, made or replaced. NORMKIT_IO when it cannot be written.
@c public func normkit_model_save(_ model: normkit_model, _ path: UnsafePointer<CChar>?) -> normkit_status {
  border {
    let path = try requiredText(path, "path")
    try models.read(model) { try $0.sequential().save(to: path) }
    log(NORMKIT_LOG_INFO, "normkit_model_save: wrote \(path)")
  }
}

/// Loads a model. Its outputs are the saved one's bit for bit; it is not compiled, whatever the file holds.
///
/// NORMKIT_IO when the file cannot be read, NORMKIT_FORMAT when it is no whole model, NORMKIT_UNSUPPORTED when a later
/// version wrote it.
///
/// - Parameter path: a file that normkit_model_save or normkit_model_save_checkpoint wrote.
/// - Parameter out_model: receives the handle; free it with normkit_model_free.
@c public func normkit_model_load(
  _ path: UnsafePointer<CChar>?, _ out_model: UnsafeMutablePointer<normkit_model>?
) -> normkit_status {
  border {
    let path = try requiredText(path, "path")
    let out = try required(out_model, "out_model")
    let budget = MemoryBudget()
    let network = try budget.charging { try Sequential.load(from: path) }
    out.pointee = try models.insert(ModelObject(network, budget: budget))
    log(NORMKIT_LOG_INFO, "normkit_model_load: read \(path)")
  }
}

/// Saves a compiled model with its training: loss, optimizer and its averages, and the numbers of steps and epochs.
///
/// - Parameter model: a compiled one; NORMKIT_STATE for another.
/// - Parameter path: the file, made or replaced. NORMKIT_IO when it cannot be written.
@c public func normkit_model_save_checkpoint(
  _ model: normkit_model, _ path: UnsafePointer<CChar>?
) -> normkit_status {
  border {
    let path = try requiredText(path, "path")
    try models.read(model) { try $0.trainer().save(to: path) }
    log(NORMKIT_LOG_INFO, "normkit_model_save_checkpoint: wrote \(path)")
  }
}

/// Loads a model with its training: compiled, and going on to the same bits as if it had never been away.
///
/// Errors as normkit_model_load; NORMKIT_FORMAT also when the file holds a model alone.
///
/// - Parameter path: a file that normkit_model_save_checkpoint wrote.
/// - Parameter out_model: receives the handle; free it with normkit_model_free.
@c public func normkit_model_load_checkpoint(
  _ path: UnsafePointer<CChar>?, _ out_model: UnsafeMutablePointer<normkit_model>?
) -> normkit_status {
  border {
    let path = try requiredText(path, "path")
    let out = try required(out_model, "out_model")
    let budget = MemoryBudget()
    let training = try budget.charging { try Trainer.load(from: path) }
    out.pointee = try models.insert(ModelObject(training.model, training: training, budget: budget))
    log(NORMKIT_LOG_INFO, "normkit_model_load_checkpoint: read \(path)")
  }
}
