// What a model handle stands for.

internal import CShims
internal import Layers
internal import Models
internal import Tensors
internal import Threads
internal import Training

extension normkit_model: Handle {
  static var noun: StaticString { "model" }
}

let models = HandleTable<normkit_model, ModelObject>()

/// A model on its way: layers being added, then the network made of them, then its training.
final class ModelObject {
  let inputShape: Shape
  /// What other threads see of a fit.
  let run = RunningFit()
  /// What the model's buffers are charged to.
  let budget: MemoryBudget
  private let seed: UInt64
  /// The layers before the network is made of them.
  private var draft: ModelDraft
  private let making = Lock()
  /// Under the lock: readers that need it first make it.
  private var made: Sequential?
  private var training: Trainer?

  init(inputShape: Shape, seed: UInt64) {
    self.inputShape = inputShape
    self.seed = seed
    budget = MemoryBudget()
    draft = ModelDraft(inputShape: inputShape)
  }

  /// A network that is made already, and its training where it has one; `budget` is what they were charged to.
  init(_ network: Sequential, training: Trainer? = nil, budget: MemoryBudget) {
    self.budget = budget
    inputShape = network.inputShape
    seed = network.seed
    draft = ModelDraft(inputShape: network.inputShape)
    made = network
    self.training = training
  }

  /// The network, if it is made.
  private var network: Sequential? { making.locked { made } }

  /// How many layers there are, those in residual blocks among them.
  var layerCount: Int { network?.placedLayers.count ?? draft.places.count }

  /// The shape after the layer at `place`. Throws: `handle` when there is none there, `state` for an open block.
  func outputShape(of place: Int) throws(NormKitError) -> Shape {
    _ = try layer(at: place)
    if let network { return network.placedLayers[place].output }
    guard let output = draft.places[place].output else { throw Self.isOpen }
    return output
  }

  /// The shape after the last layer so far.
  var outputShape: Shape { network?.outputShape ?? draft.outputShape }

  /// Appends a layer; its place. Throws: `state` once the network is made; what the layer says of its input's shape.
  func add(_ layer: any Layer) throws(NormKitError) -> Int {
    try checkIsDraft()
    return try draft.add(layer)
  }

  /// Opens a residual block; its place. Throws: `state` once the network is made; as `ModelDraft`.
  func beginResidual() throws(NormKitError) -> Int {
    try checkIsDraft()
    return try draft.beginResidual()
  }

  /// Goes on to the open block's shortcut. Throws: as `beginResidual`.
  func beginShortcut() throws(NormKitError) {
    try checkIsDraft()
    try draft.beginShortcut()
  }

  /// Closes the open block. Throws: as `beginResidual`.
  func endResidual(_ activation: Activation.Function) throws(NormKitError) {
    try checkIsDraft()
    try draft.endResidual(activation)
  }

  private func checkIsDraft() throws(NormKitError) {
    guard network == nil else {
      throw NormKitError(.state, "layers must be added before the model is compiled or used")
    }
  }

  private static let isOpen = NormKitError(
    .state, "the residual block is open; call normkit_model_end_residual first")

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
    if let network { return try network.configure(network.placedLayers[place].path, as: kind, change) }
    guard draft.places[place].output != nil else { throw Self.isOpen }
    change(&changed)
    try draft.replace(place, by: changed)
  }

  /// Gives the layer at `place` a name of its own. Throws: `state` once the network is made.
  func rename(_ place: Int, _ name: String) throws(NormKitError) {
    guard network == nil else {
      throw NormKitError(.state, "a layer must be named before the model is compiled or used")
    }
    var layer = try layer(at: place)
    layer.name = name
    try draft.replace(place, by: layer)
  }

  /// The layer at `place`. Throws: `handle` when there is none.
  func layer(at place: Int) throws(NormKitError) -> any Layer {
    guard place < layerCount else {
      throw NormKitError(.handle, "the layer handle is not NormKit's: the model has \(layerCount) layers")
    }
    return network?.placedLayers[place].layer ?? draft.places[place].layer
  }

  /// The places of the layers in the one at `place`; none but for a residual block.
  func places(in place: Int) throws(NormKitError) -> Range<Int> {
    _ = try layer(at: place)
    let depths = network?.placedLayers.map(\.depth) ?? draft.places.map(\.depth)
    let end = depths[(place + 1)...].firstIndex { $0 <= depths[place] } ?? depths.count
    return place + 1..<end
  }

  /// The name of the layer at `place`, with those of the blocks that it is in. Makes the network. Throws: as `sequential`.
  func name(of place: Int) throws(NormKitError) -> String {
    _ = try layer(at: place)
    return try sequential().placedLayers[place].path
  }

  /// The network, made now if this is the first need of it. Throws: `state` without layers or with an open block;
  /// `invalidArgument` for names that do not work; `outOfMemory`.
  ///
  /// From here to the end of the C call, buffers are charged to the model.
  func sequential() throws(NormKitError) -> Sequential {
    budget.enter()
    return try making.locked { () throws(NormKitError) in
      if let made { return made }
      let network = try Sequential(inputShape: inputShape, seed: seed, layers: draft.finished())
      made = network
      return network
    }
  }

  /// Makes the training anew. Throws: as `Trainer.init`.
  func compile(
    _ optimizer: Optimizer, _ loss: Loss, _ options: LossOptions = LossOptions()
  ) throws(NormKitError) {
    training = try Trainer(try sequential(), optimizer: optimizer, loss: loss, lossOptions: options)
  }

  /// Whether it has a training.
  var isCompiled: Bool { training != nil }

  /// The training; buffers are charged to the model from here on. Throws: `state` before the model is compiled.
  func trainer() throws(NormKitError) -> Trainer {
    budget.enter()
    guard let training else {
      throw NormKitError(.state, "the model is not compiled; call normkit_model_compile first")
    }
    return training
  }
}
