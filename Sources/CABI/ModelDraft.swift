// A model's layers before the network is made of them.

internal import Layers
internal import Tensors

/// Layers on their way into a model, some perhaps in residual blocks that are still open.
///
/// A layer's place is its number in the order in which layers and blocks were begun, so that a block comes before its own.
struct ModelDraft {
  /// What was called for, in order: enough to make everything else from.
  private enum Event {
    case layer(any Layer)
    case begin(Residual)
    case beginShortcut
    case end(Activation.Function)
  }

  /// A layer or block as it stands so far.
  struct Place {
    fileprivate(set) var layer: any Layer
    /// nil for a block that is still open.
    fileprivate(set) var output: Shape?
    /// How many blocks it is in.
    let depth: Int
    fileprivate let event: Int
  }

  /// A block whose paths are being filled.
  private struct Block {
    let place: Int
    let input: Shape
    var residual: Residual
    var isInShortcut = false
    /// The shape at the end of the path being filled.
    var output: Shape
  }

  /// How deep blocks may be nested.
  static let maximumDepth = 32

  let inputShape: Shape
  private var events: [Event] = []
  private(set) var places: [Place] = []
  private var blocks: [Block] = []
  /// The layers of the model itself.
  private var layers: [any Layer] = []
  private var end: Shape

  init(inputShape: Shape) {
    self.inputShape = inputShape
    end = inputShape
  }

  /// The shape after the last layer so far, within an open block that of its path.
  var outputShape: Shape { blocks.last?.output ?? end }

  /// Appends a layer; its place. Throws: what the layer says of its input's shape.
  mutating func add(_ layer: any Layer) throws(NormKitError) -> Int { try take(.layer(layer)) }

  /// Opens a block; its place. Throws: `unsupported` when too many are open.
  mutating func beginResidual() throws(NormKitError) -> Int { try take(.begin(Residual([]))) }

  /// Goes on to the shortcut of the open block. Throws: `state` when there is none or it is there already.
  mutating func beginShortcut() throws(NormKitError) { _ = try take(.beginShortcut) }

  /// Closes the open block. Throws: `state` when there is none; what `Residual` says of its paths, and then it stays open.
  mutating func endResidual(_ activation: Activation.Function) throws(NormKitError) { _ = try take(.end(activation)) }

  /// Puts a changed layer in place of the one it was, if all that follows still fits. Throws: what a layer says.
  mutating func replace(_ place: Int, by layer: any Layer) throws(NormKitError) {
    var changed = ModelDraft(inputShape: inputShape)
    for (index, event) in events.enumerated() {
      switch (event, layer) {
      case (.begin, let residual as Residual) where index == places[place].event:
        _ = try changed.take(.begin(residual))
      case (.end, let residual as Residual) where changed.blocks.last?.place == place:
        _ = try changed.take(.end(residual.activation))
      case (.layer, _) where index == places[place].event: _ = try changed.take(.layer(layer))
      default: _ = try changed.take(event)
      }
    }
    self = changed
  }

  /// The model's layers. Throws: `state` when there are none or a block is open.
  func finished() throws(NormKitError) -> [any Layer] {
    if let block = blocks.last {
      let name = block.residual.name.map { "residual block \($0)" } ?? "residual block at place \(block.place)"
      throw NormKitError(.state, "the \(name) is open; call normkit_model_end_residual first")
    }
    guard !layers.isEmpty else { throw NormKitError(.state, "the model has no layers; add some first") }
    return layers
  }

  // MARK: Events

  /// Does what `event` says, or nothing when it throws. The place of the layer that it is about.
  private mutating func take(_ event: Event) throws(NormKitError) -> Int {
    let place: Int
    switch event {
    case .layer(let layer):
      let output = try layer.outputShape(for: outputShape)
      place = places.count
      places.append(Place(layer: layer, output: output, depth: blocks.count, event: events.count))
      append(layer, output)
    case .begin(var residual):
      guard blocks.count < Self.maximumDepth else {
        throw NormKitError(
          .unsupported, "residual blocks can be nested \(Self.maximumDepth) deep, and so many are open")
      }
      (residual.layers, residual.shortcut) = ([], [])
      place = places.count
      places.append(Place(layer: residual, output: nil, depth: blocks.count, event: events.count))
      blocks.append(Block(place: place, input: outputShape, residual: residual, output: outputShape))
    case .beginShortcut:
      place = try open().place
      guard !blocks[blocks.count - 1].isInShortcut else {
        throw NormKitError(.state, "the open residual block's shortcut has begun already")
      }
      blocks[blocks.count - 1].isInShortcut = true
      blocks[blocks.count - 1].output = try open().input
    case .end(let activation):
      let block = try open()
      var residual = block.residual
      residual.activation = activation
      let output = try residual.outputShape(for: block.input)
      place = block.place
      (places[place].layer, places[place].output) = (residual, output)
      blocks.removeLast()
      append(residual, output)
    }
    events.append(event)
    return place
  }

  private func open() throws(NormKitError) -> Block {
    guard let block = blocks.last else {
      throw NormKitError(.state, "no residual block is open; call normkit_model_begin_residual first")
    }
    return block
  }

  /// Appends a layer to the path being filled.
  private mutating func append(_ layer: any Layer, _ output: Shape) {
    guard !blocks.isEmpty else {
      layers.append(layer)
      end = output
      return
    }
    let last = blocks.count - 1
    blocks[last].output = output
    if blocks[last].isInShortcut {
      blocks[last].residual.shortcut.append(layer)
    } else {
      blocks[last].residual.layers.append(layer)
    }
  }
}
