// What a model handle stands for.

internal import CShims
internal import Layers
internal import Models
internal import Tensors
internal import Training

extension normkit_model: Handle {
  static var noun: StaticString { "model" }
}

let models = HandleTable<normkit_model, ModelObject>()

/// A model on its way: layers being added, then the network made of them, then its training.
final class ModelObject {
  let inputShape: Shape
  private let seed: UInt64
  /// The layers before the network is made of them.
  private var draft: [any Layer] = []
  private var shapes: [Shape]
  private var network: Sequential?
  private var training: Trainer?

  init(inputShape: Shape, seed: UInt64) {
    self.inputShape = inputShape
    self.seed = seed
    shapes = [inputShape]
  }

  /// A network that is made already, and its training where it has one.
  init(_ network: Sequential, training: Trainer? = nil) {
    inputShape = network.inputShape
    seed = network.seed
    shapes = [network.inputShape] + network.summary.map(\.outputShape)
    self.network = network
    self.training = training
  }

  /// The layers, in order.
  var layers: [any Layer] { network?.layers ?? draft }

  /// The shape after the layer at `place`.
  func outputShape(of place: Int) -> Shape { shapes[place + 1] }

  /// The shape after the last layer.
  var outputShape: Shape { shapes[shapes.count - 1] }

  /// Appends a layer. Throws: `state` once the network is made; what the layer says of its input's shape.
  func add(_ layer: any Layer) throws(NormKitError) -> Int {
    guard network == nil else {
      throw NormKitError(.state, "layers must be added before the model is compiled or used")
    }
    shapes.append(try layer.outputShape(for: outputShape))
    draft.append(layer)
    return draft.count - 1
  }

  /// When a layer may be changed.
  enum ConfigurationTime {
    /// At any time: the change is of how it works.
    case always
    /// Before the network is made: the change is of the parameters it has and how they start.
    case beforeUse
  }

  /// Changes the layer at `place`. Throws: `handle` when there is none there, `invalidArgument` when it is of another
  /// kind, `state` when it is too late for it.
  func configure<Kind: Layer>(
    _ place: Int, as kind: Kind.Type, _ time: ConfigurationTime, _ change: (inout Kind) -> Void
  ) throws(NormKitError) {
    let layer = try layer(at: place)
    guard time == .always || network == nil else {
      throw NormKitError(.state, "this must be set before the model is compiled or used")
    }
    guard var changed = layer as? Kind else {
      throw NormKitError(.invalidArgument, "the layer must be a \(Kind.kind), it is a \(type(of: layer).kind)")
    }
    if let network { return try network.configure(network.layerNames[place], as: kind, change) }
    change(&changed)
    try replace(place, by: changed)
  }

  /// Gives the layer at `place` a name of its own. Throws: `state` once the network is made.
  func rename(_ place: Int, _ name: String) throws(NormKitError) {
    guard network == nil else {
      throw NormKitError(.state, "a layer must be named before the model is compiled or used")
    }
    var layer = try layer(at: place)
    layer.name = name
    try replace(place, by: layer)
  }

  /// The layer at `place`. Throws: `handle` when there is none.
  func layer(at place: Int) throws(NormKitError) -> any Layer {
    guard place < layers.count else {
      throw NormKitError(.handle, "the layer handle is not NormKit's: the model has \(layers.count) layers")
    }
    return layers[place]
  }

  private func replace(_ place: Int, by layer: any Layer) throws(NormKitError) {
    _ = try layer.outputShape(for: shapes[place])
    draft[place] = layer
  }

  /// The network, made now if this is the first need of it. Throws: `state` without layers; `invalidArgument` for names
  /// that do not work; `outOfMemory`.
  func sequential() throws(NormKitError) -> Sequential {
    if let network { return network }
    guard !draft.isEmpty else { throw NormKitError(.state, "the model has no layers; add some first") }
    let made = try Sequential(inputShape: inputShape, seed: seed, layers: draft)
    network = made
    return made
  }

  /// Makes the training anew. Throws: as `Trainer.init`.
  func compile(
    _ optimizer: Optimizer, _ loss: Loss, _ options: LossOptions = LossOptions()
  ) throws(NormKitError) {
    training = try Trainer(try sequential(), optimizer: optimizer, loss: loss, lossOptions: options)
  }

  /// The training. Throws: `state` before the model is compiled.
  func trainer() throws(NormKitError) -> Trainer {
    guard let training else {
      throw NormKitError(.state, "the model is not compiled; call normkit_model_compile first")
    }
    return training
  }
}
