package import Execution
package import KernelTable
import Kernels
public import Layers
public import Tensors

/// A network that is one chain of layers, with its parameters.
///
/// Parameters are initialized from the seed and each tensor's own name, so that two models with a tensor of the same name
/// and shape start from the same numbers there, whatever other layers they have: with and without batch norm alike.
///
/// `predict` and reading tensors may go on in several threads at once; whatever changes the model must be alone.
public final class Sequential {
  /// The shape of one sample: [784].
  public let inputShape: Shape
  /// The shape of one sample of the output.
  public let outputShape: Shape
  /// What the random numbers of initialization, dropout and shuffling come from.
  public let seed: UInt64
  /// The layers, in order.
  public private(set) var layers: [any Layer]
  /// The layers' names: given, or their kind with a number: dense, dense_1.
  public let layerNames: [String]

  /// The parameters' memory.
  package let store: ParameterStore
  /// Rises when a layer's configuration changes, so that what was derived from it is made anew.
  package private(set) var revision = 0
  /// The programs' fusions.
  package var fusions = Fusion.standard {
    didSet { forgetPlans() }
  }
  /// The kernels that plans and optimizers compute with; this processor's best by default.
  package var table = Kernels.table {
    didSet { forgetPlans() }
  }

  /// Whether every run looks for numbers that are infinite or none, in what goes into each layer and comes out, forward and
  /// backward: training, evaluation and prediction then throw `state`, which names the layer, the channel and the sample,
  /// and the model stays as it was. Costs the fusions and memory for all that is looked at. Files do not remember it.
  public var checksNumerics = false {
    didSet { forgetPlans() }
  }

  let layerInputs: [Shape]
  /// The layers and those in them, each before its own.
  package private(set) var placedLayers: [PlacedLayer]
  /// The index of each counter, by its layer's name, or the layer's and a set's.
  var counters: [String: Int]
  /// The names of the sets that any layer has, in the order in which they were named.
  public private(set) var statisticsSets: [String]
  /// The named statistics that normalize and are followed; nil for the unnamed ones.
  public package(set) var statisticsSet: String?
  /// What joins the workers of a training in several processes.
  package var synchronizer: Synchronizer? {
    didSet { forgetPlans() }
  }
  /// Of training and evaluation.
  private var plans: [PlanKey: Plan] = [:]
  private let inferencePlans = PlanPool()

  /// Builds the layers for samples of `inputShape` and initializes their parameters.
  ///
  /// Throws: `shape` or `invalidArgument` from the layer that does not fit, named with its position; `outOfMemory`.
  public convenience init(inputShape: Shape, seed: UInt64 = 0, layers: [any Layer]) throws(NormKitError) {
    try self.init(blueprint: Blueprint(inputShape: inputShape, layers: layers), seed: seed)
  }

  init(blueprint: Blueprint, seed: UInt64) throws(NormKitError) {
    self.seed = seed
    inputShape = blueprint.inputShape
    layers = blueprint.layers
    layerNames = blueprint.names
    layerInputs = Array(blueprint.shapes.dropLast())
    placedLayers = blueprint.placed
    outputShape = blueprint.shapes[blueprint.layers.count]
    counters = blueprint.counters
    statisticsSets = Self.statisticsSets(of: blueprint.placed)
    store = try ParameterStore(tensors: blueprint.tensors, counterCount: blueprint.counters.count)
    initializeParameters()
  }

  /// Gives every parameter its start value again: the seed's.
  public func initializeParameters() {
    for entry in store.entries {
      var random = Random(seed: seed, stream: Random.stream(.initialization, index: LayerNames.number(of: entry.name)))
      let declaration = entry.declaration
      declaration.initializer.fill(
        store.changeableValues(of: entry), fanIn: declaration.fanIn, fanOut: declaration.fanOut, random: &random)
    }
    store.counterValues.update(repeating: 0)
  }

  /// Changes the configuration of the layer called `name`, as to freeze it, without touching its parameters. A layer
  /// in a residual one is called by both names: "residual/dense".
  ///
  /// Throws: `invalidArgument` when there is no such layer or it is of another type; `shape` when the change asks for
  /// other parameters.
  public func configure<L: Layer>(
    _ name: String, as type: L.Type, _ change: (inout L) -> Void
  ) throws(NormKitError) {
    guard let place = placedLayers.firstIndex(where: { $0.path == name }) else {
      throw NormKitError(
        .invalidArgument, "Sequential.configure: no layer is called \(name); there are \(placedLayers.map(\.path))")
    }
    guard var layer = placedLayers[place].layer as? L else {
      throw NormKitError(
        .invalidArgument,
        "Sequential.configure: expected \(name) to be a \(L.kind), "
          + "it is a \(Swift.type(of: placedLayers[place].layer).kind)")
    }
    let ownName = layer.name
    change(&layer)
    layer.name = ownName
    try replaceLayer(placedLayers[place], by: layer)
  }

  /// Puts a layer with the same tensors, perhaps in other roles, in the place of one.
  func replaceLayer(_ place: PlacedLayer, by layer: any Layer) throws(NormKitError) {
    _ = try layer.outputShape(for: place.input)
    try store.replaceDeclarations(of: place.path, by: layer.parameters(for: place.input))
    try replaceLayer(place.path, by: layer)
    revision += 1
    forgetPlans()
  }

  private func replaceLayer(_ path: String, by layer: any Layer) throws(NormKitError) {
    let names = path.split(separator: "/").map(String.init)
    guard let index = layerNames.firstIndex(of: names[0]) else { return }
    if var composite = layers[index] as? any CompositeLayer, names.count > 1 {
      composite.replace(names.dropFirst(), by: layer)
      layers[index] = composite
    } else {
      layers[index] = layer
    }
    placedLayers = try Blueprint(inputShape: inputShape, layers: layers).placed
    statisticsSets = Self.statisticsSets(of: placedLayers)
  }

  // MARK: Plans

  private struct PlanKey: Hashable {
    var mode: ExecutionMode
    var batchSize: Int
    var loss: LossFunction?
    var form: BatchForm
  }

  /// How many plans are kept: a training and an evaluation one with their last batches, and some to spare.
  private static let planLimit = 16

  /// The plan for batches of `batchSize`, made when it is first asked for.
  package func plan(
    _ mode: ExecutionMode, batchSize: Int, loss: LossFunction? = nil, form: BatchForm? = nil
  ) throws(NormKitError) -> Plan {
    let key = PlanKey(mode: mode, batchSize: batchSize, loss: loss, form: form ?? BatchForm(of: self))
    if let plan = plans[key] { return plan }
    let plan = try freshPlan(mode, batchSize: batchSize, loss: loss, form: key.form)
    if plans.count >= Self.planLimit { plans.removeAll() }
    plans[key] = plan
    return plan
  }

  /// A plan of the caller's own, which is not kept.
  package func freshPlan(
    _ mode: ExecutionMode, batchSize: Int, loss: LossFunction? = nil, form: BatchForm? = nil
  ) throws(NormKitError) -> Plan {
    let program = try runnable(mode, batchSize: batchSize, loss: loss, form: form)
    let plan = try Plan(program: program, store: store, table: table, synchronizer: synchronizer)
    plan.randomState.seed = seed
    return plan
  }

  /// Runs `body` with an inference plan that nobody else uses meanwhile. May be called from several threads at once.
  func withInferencePlan(
    _ statistics: StatisticsSource, batchSize: Int, form: BatchForm? = nil, _ body: (Plan) -> Void
  ) throws(NormKitError) {
    let key = PlanPool.Key(statistics: statistics, batchSize: batchSize, form: form ?? BatchForm(of: self))
    let (idle, weights) = inferencePlans.take(key)
    let plan: Plan
    if let idle {
      plan = idle
    } else {
      let program = try runnable(.inference(statistics), batchSize: batchSize, form: key.form)
      plan = try Plan(program: program, store: store, table: table, prepared: weights)
    }
    body(plan)
    defer { inferencePlans.give(plan, key) }
    try checkNumerics(of: plan)
  }

  /// The steps as they run: fused, or to be looked into.
  private func runnable(
    _ mode: ExecutionMode, batchSize: Int, loss: LossFunction? = nil, form: BatchForm?
  ) throws(NormKitError) -> Program {
    let program = try program(mode, batchSize: batchSize, loss: loss, form: form, observes: checksNumerics)
    return checksNumerics ? program : program.fused(by: fusions)
  }

  private func forgetPlans() {
    plans.removeAll()
    inferencePlans.removeAll()
  }

  /// The steps for batches of `batchSize`, before fusion. `observes`: whether what the layers observe is kept.
  package func program(
    _ mode: ExecutionMode, batchSize: Int, loss: LossFunction? = nil, form: BatchForm? = nil, observes: Bool = false
  ) throws(NormKitError) -> Program {
    var lowering = try Lowering(
      mode: mode, batchSize: batchSize, inputShape: inputShape, store: store, counters: counters)
    lowering.form = form ?? BatchForm(of: self)
    lowering.observes = observes
    lowering.isSynchronized = mode.isTraining && synchronizer != nil
    for index in 0..<loweredLayerCount(for: loss) {
      lowering.layerName = layerNames[index]
      lowering.inputShape = layerInputs[index]
      try layers[index].lower(into: &lowering)
      lowering.observe(.output, lowering.current)
    }
    if let loss { try lowering.appendLoss(loss) }
    return lowering.finish()
  }

  /// The counter of the layer called `name`: how many batches its running statistics have averaged, or those of one of
  /// its sets.
  public func statisticsUpdates(of name: String, set: String? = nil) -> Int? {
    counters[set.map { "\(name)/\($0)" } ?? name].map { Int(store.counterValues[$0]) }
  }

  /// Says how many batches running statistics stand for.
  package func setStatisticsUpdates(of name: String, set: String?, to count: Double) {
    if let index = counters[set.map { "\(name)/\($0)" } ?? name] { store.counterValues[index] = count }
  }
}
