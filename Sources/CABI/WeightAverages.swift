// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Averages of the weights over training: exponential ones, or stochastic weight averaging.

public import CShims
internal import Tensors
internal import Training

/// Keeps an average of a model's weights from the next step on, begun anew. A step still allocates nothing; checkpoints
/// hold the average.
///
/// - Parameter model: a compiled one; compiling it anew ends the average. NORMKIT_STATE while it has the averaged weights.
/// - Parameter rule: how weights are weighed; NORMKIT_WEIGHT_AVERAGE_NONE for no average.
/// - Parameter momentum: the weight of the old average, in 0...1, for NORMKIT_WEIGHT_AVERAGE_EXPONENTIAL; else not used.
/// - Parameter start: steps before the first that counts, at least 0.
/// - Parameter interval: every so many steps one counts, at least 1.
@c public func normkit_model_average_weights(
  _ model: normkit_model, _ rule: normkit_weight_average, _ momentum: Double, _ start: Int64, _ interval: Int64
) -> normkit_status {
  border {
    let chosen: WeightAveraging.Rule? =
      switch rule {
      case NORMKIT_WEIGHT_AVERAGE_NONE: nil
      case NORMKIT_WEIGHT_AVERAGE_EXPONENTIAL: .exponential(momentum: momentum)
      case NORMKIT_WEIGHT_AVERAGE_EQUAL: .equal
      default: throw unknown("weight_average", rule.rawValue)
      }
    try models.write(model) { model in
      try model.trainer().average(chosen.map { WeightAveraging($0, start: Int(start), interval: Int(interval)) })
    }
  }
}

/// Of how many weights the average is: of as many steps as have counted.
///
/// - Parameter model: a compiled one.
/// - Parameter out_count: receives the number; 0 without an average.
@c public func normkit_model_averaged_count(
  _ model: normkit_model, _ out_count: UnsafeMutablePointer<Int64>?
) -> normkit_status {
  border { try write(count: models.write(model) { try $0.trainer().averagedCount }, to: out_count) }
}

/// Exchanges a model's weights and their average, as to measure or save with it; a second call exchanges them back, which
/// must be before training goes on.
///
/// Running statistics stay those of the trained weights: normkit_model_recalibrate finds the average's. NORMKIT_STATE when
/// there is no average yet.
///
/// - Parameter model: a compiled one.
@c public func normkit_model_swap_averaged_weights(_ model: normkit_model) -> normkit_status {
  border { try models.write(model) { try $0.trainer().swapWeightAverage() } }
}

/// Gives a model the averaged weights for good; training goes on from them. Recalibrate after.
///
/// NORMKIT_STATE when there is no average yet, or the model has it.
///
/// - Parameter model: a compiled one.
@c public func normkit_model_take_averaged_weights(_ model: normkit_model) -> normkit_status {
  border { try models.write(model) { try $0.trainer().takeWeightAverage() } }
}
