/// A program in words, a line for each step: what it makes of what, through which transforms, by which algorithm.
import KernelTable
import Routines

extension Program {
  /// Every step in the order in which they run; those that run when weights have changed come first.
  package var listing: String {
    let parts = [("beforehand", preparation), ("forward", forward), ("backward", backward)]
    return parts.flatMap { title, steps in steps.map { "\(title): \(line(of: $0))\n" } }.joined()
  }

  private func line(of step: Step) -> String {
    switch step {
    case .matmul(let step): line("product", of: step)
    case .convolution(let step):
      line("\(step.kind.words) by \(ConvolutionAlgorithm.choice(for: step.shape, step.kind).rawValue)", of: step)
    case .map(let step): "\(name(step.output)) = \(words(of: step.source))"
    case .add(let step):
      "\(name(step.output)) = \(step.activation.words(of: "\(words(of: step.left)) + \(words(of: step.right))"))"
    case .reduceGradient(let step): "\(name(step.gradient)): \(words(of: step))"
    default: "\(step.title): \(names(step.reads)) → \(names(step.writes))"
    }
  }

  private func line(_ title: String, of step: some ProductStep) -> String {
    let start =
      switch step.start {
      case .zero: ""
      case .bias(let bias): "\(name(bias)) + "
      case .output: "itself + "
      }
    return "\(title): \(name(step.output)) = \(start)\(words(of: step.left)) · \(words(of: step.right))"
      + words(of: step.epilogue)
  }

  private func words(of epilogue: ProductEpilogue) -> String {
    switch epilogue {
    case .none: ""
    case .activation(let function): ", then \(function)"
    case .moments: ", then moments"
    case .reduceGradient(let step): ", then \(words(of: step))"
    }
  }

  private func words(of step: ReduceGradientStep) -> String {
    let factor =
      switch step.derivative {
      case .one: ""
      case .output(let function, _), .input(let function, _), .normalized(let function):
        "times \(function)'s derivative"
      }
    let sums = step.partials == nil ? "" : step.centre == nil ? "sum" : "sum and centred sum"
    return [factor, sums].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private func words(of operand: Operand) -> String {
    let name = name(operand.matrix)
    return switch operand.transform {
    case .none: name
    case .activation(let function): function.words(of: name)
    case .normalize(_, let function): function.words(of: "normalized \(name)")
    case .gradient(_, _, let z): "gradient by \(self.name(z)) from \(name)"
    }
  }

  private func name(_ matrix: Matrix) -> String { "\(name(matrix.value)) [\(matrix.rows), \(matrix.channels)]" }
  private func name(_ value: ValueID) -> String { values[value.index].name }
  private func names(_ list: [ValueID]) -> String { list.map(name).joined(separator: ", ") }
}

extension ConvolutionKind {
  fileprivate var words: String {
    switch self {
    case .forward: "convolution"
    case .dataGradient: "convolution's input gradient"
    case .weightGradient: "convolution's kernel gradient"
    }
  }
}

extension ActivationFunction {
  fileprivate func words(of argument: String) -> String { self == .linear ? argument : "\(self)(\(argument))" }
}

extension Step {
  /// What the step is called where its operands say the rest.
  fileprivate var title: String {
    switch self {
    case .matmul, .convolution, .map, .add, .reduceGradient: ""
    case .moments: "moments"
    case .batchStatistics: "batch statistics"
    case .runningStatistics: "running statistics"
    case .foldNormalization: "normalization into weights"
    case .normalizationGradient: "normalization's gradients"
    case .sumColumns: "sum over rows"
    case .pool: "pooling"
    case .poolGradient: "pooling's gradient"
    case .pad: "padding"
    case .depthwise: "depthwise convolution"
    case .depthwiseKernel: "depthwise kernel gradient"
    case .repeatChannels: "repeated channels"
    case .dropout: "dropout"
    case .softmax: "softmax"
    case .softmaxGradient: "softmax's gradient"
    case .loss: "loss"
    case .clear: "zeros"
    case .arrange: "order of groups"
    case .permuteRows: "rows in order"
    case .transpose: "transposition"
    case .groupStatistics: "statistics by groups"
    case .groupMap: "normalization by groups"
    case .groupGradient: "gradient by groups"
    case .rowNormalization: "normalization of rows"
    case .rowNormalizationGradient: "gradient of normalized rows"
    }
  }
}
