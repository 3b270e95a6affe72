package import KernelTable
/// One instruction of a program, as data: what to do with which values. Fusion rewrites steps; binding makes them run.
package enum Step: Sendable {
  case matmul(MatmulStep)
  case convolution(ConvolutionStep)
  case moments(MomentsStep)
  case batchStatistics(BatchStatisticsStep)
  case runningStatistics(RunningStatisticsStep)
  case map(MapStep)
  case add(AddStep)
  case reduceGradient(ReduceGradientStep)
  case normalizationGradient(NormalizationGradientStep)
  case sumColumns(SumColumnsStep)
  case pool(PoolStep)
  case poolGradient(PoolGradientStep)
  case pad(PadStep)
  case depthwise(DepthwiseStep)
  case depthwiseKernel(DepthwiseKernelStep)
  case repeatChannels(RepeatChannelsStep)
  case dropout(DropoutStep)
  case softmax(SoftmaxStep)
  case softmaxGradient(SoftmaxGradientStep)
  case loss(LossStep)
}

/// What is done to a block while it is loaded.
package enum LoadTransform: Hashable, Sendable {
  case none
  case activation(ActivationFunction)
  /// act(scale·(x − mean) + shift), the parameters in an affine value.
  case normalize(affine: ValueID, ActivationFunction)
  /// p·dy + q·(z − mean) − r, the coefficients in a coefficient value, the mean in the affine one.
  case gradient(coefficients: ValueID, affine: ValueID, z: Matrix)
}

/// A matrix with the transform through which it is read.
package struct Operand: Hashable, Sendable {
  package var matrix: Matrix
  package var transform: LoadTransform = .none

  package init(_ matrix: Matrix, transform: LoadTransform = .none) {
    self.matrix = matrix
    self.transform = transform
  }
}

/// output = transform(source).
package struct MapStep: Sendable {
  package var source: Operand
  package var output: Matrix

  package init(source: Operand, output: Matrix) {
    self.source = source
    self.output = output
  }
}

/// Multiplies a gradient by an activation's derivative in place, and sums it per channel and row block.
package struct ReduceGradientStep: Sendable {
  package enum Derivative: Hashable, Sendable {
    case one
    case output(ActivationFunction, Matrix)
    case input(ActivationFunction, Matrix)
    /// Recomputed from z through the affine value.
    case normalized(ActivationFunction)
  }

  /// What Σ dy·(z − mean) is taken over.
  package struct Centre: Hashable, Sendable {
    package var z: Matrix
    package var affine: ValueID

    package init(z: Matrix, affine: ValueID) {
      self.z = z
      self.affine = affine
    }
  }

  /// Sums per channel and row block, and what they are centred on.
  package struct Sums: Hashable, Sendable {
    package var centre: Centre?
    /// As `ReduceGradientStep.partials`.
    package var partials: BlockPartials
  }

  package var gradient: Matrix
  package var derivative: Derivative
  package var centre: Centre?
  /// Σ dy, then, with a centre, Σ dy·(z − mean).
  package var partials: BlockPartials?
  /// The same of the changed gradient for another reader, as a second batch norm that it is the gradient of.
  package internal(set) var second: Sums?

  package init(gradient: Matrix, derivative: Derivative, centre: Centre?, partials: BlockPartials?) {
    self.gradient = gradient
    self.derivative = derivative
    self.centre = centre
    self.partials = partials
  }
}

/// Merges the sums of a `ReduceGradientStep` into one row of floats: a bias's gradient.
package struct SumColumnsStep: Sendable {
  package var channels: Int
  package var partials: BlockPartials
  package var output: ValueID

  package init(channels: Int, partials: BlockPartials, output: ValueID) {
    self.channels = channels
    self.partials = partials
    self.output = output
  }
}

/// Drops elements at random; the same numbers for the same layer, seed and training step, forward and backward.
package struct DropoutStep: Sendable {
  package var source: Matrix
  package var output: Matrix
  package var rate: Float
  /// Tells one layer's numbers from another's.
  package var stream: Int

  package init(source: Matrix, output: Matrix, rate: Float, stream: Int) {
    self.source = source
    self.output = output
    self.rate = rate
    self.stream = stream
  }
}

/// Softmax of every row.
package struct SoftmaxStep: Sendable {
  package var source: Matrix
  package var output: Matrix

  package init(source: Matrix, output: Matrix) {
    self.source = source
    self.output = output
  }
}

/// Softmax backward, in place on the gradient.
package struct SoftmaxGradientStep: Sendable {
  package var output: Matrix
  package var gradient: Matrix

  package init(output: Matrix, gradient: Matrix) {
    self.output = output
    self.gradient = gradient
  }
}

/// Loss, correctness and, in training, the gradient of every row.
package struct LossStep: Sendable {
  package var function: LossFunction
  package var outputs: Matrix
  package var targets: ValueID
  /// [N]: what each row's loss and gradient are multiplied by; nil for 1.
  package var weights: ValueID?
  package var losses: ValueID
  package var correct: ValueID
  /// nil when only the loss is wanted.
  package var gradient: Matrix?

  package init(
    function: LossFunction, outputs: Matrix, targets: ValueID, weights: ValueID?, losses: ValueID, correct: ValueID,
    gradient: Matrix?
  ) {
    self.function = function
    self.outputs = outputs
    self.targets = targets
    self.weights = weights
    self.losses = losses
    self.correct = correct
    self.gradient = gradient
  }
}
