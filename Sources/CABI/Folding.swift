// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Folding: a model without batch normalization, which has gone into the weights beside it.

public import CShims
internal import Data
internal import Models
internal import Tensors
internal import Training

/// Makes a model for use after training, its batch norms folded into weights, and says how far its answers are.
///
/// A batch norm goes into the dense layer or convolution right before it, or else into the one right after it: a dense
/// layer, also with flattening or global average pooling between, or a convolution without padding. Batch norms elsewhere,
/// of another axis or with a residual block's end between are kept: they cannot be folded exactly. Running statistics, of
/// the set in use, are what is folded. Predictions fold by themselves; this call is for those who want the weights.
///
/// - Parameter model: the one to fold, which stays as it is.
/// - Parameter dataset: inputs to compare both models' answers on; the null handle for no comparison.
/// - Parameter batch_size: how many are computed at once, at least 1.
/// - Parameter out_model: receives a handle; free it with normkit_model_free.
/// - Parameter out_difference: receives the largest difference between the outputs; not a number without a dataset; may be
///   NULL.
/// - Parameter out_largest: receives the largest output, to compare with; likewise.
/// - Parameter out_kept: receives how many batch norms are still there; may be NULL.
@c public func normkit_model_fold(
  _ model: normkit_model, _ dataset: normkit_dataset, _ batch_size: Int64,
  _ out_model: UnsafeMutablePointer<normkit_model>?,
  _ out_difference: UnsafeMutablePointer<Double>?, _ out_largest: UnsafeMutablePointer<Double>?,
  _ out_kept: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border {
    let out = try required(out_model, "out_model")
    try checkBatchSize(batch_size)
    let budget = MemoryBudget()
    let folding = try models.write(model) { model in
      try reading(dataset.isNull ? nil : dataset) { data in
        let network = try model.sequential()
        return try budget.charging { () throws(NormKitError) in
          try network.folded(comparedOn: data, batchSize: Int(batch_size))
        }
      }
    }
    out.pointee = try models.insert(ModelObject(folding.model, budget: budget))
    out_difference?.pointee = folding.largestDifference ?? .nan
    out_largest?.pointee = folding.largestOutput ?? .nan
    out_kept?.pointee = Int64(folding.kept.count)
  }
}
