public import Tensors

/// One tensor that a layer owns: its name, shape and role, and what it starts as.
public struct ParameterDeclaration: Sendable {
  /// What a tensor is for. A running statistic is not a weight: no optimizer can touch it.
  public enum Role: Sendable, Hashable {
    /// Learned by the optimizer.
    case weight
    /// A weight that its layer's `trainable` switch holds still.
    case frozenWeight
    /// Followed from batch to batch by the layer itself.
    case statistic
  }

  /// The name within the layer, as in Keras: "kernel", "gamma", "moving_mean".
  public let name: String
  /// The tensor's sizes.
  public let shape: Shape
  /// What the tensor is for.
  public let role: Role
  package let initializer: Initializer
  package let fanIn: Int
  package let fanOut: Int

  package init(
    name: String, shape: Shape, role: Role, initializer: Initializer, fanIn: Int = 1, fanOut: Int = 1
  ) {
    self.name = name
    self.shape = shape
    self.role = role
    self.initializer = initializer
    self.fanIn = fanIn
    self.fanOut = fanOut
  }

  /// The same tensor as one of a layer called `layer`: "dense/kernel".
  package func within(_ layer: String) -> ParameterDeclaration {
    ParameterDeclaration(
      name: "\(layer)/\(name)", shape: shape, role: role, initializer: initializer, fanIn: fanIn, fanOut: fanOut)
  }
}
