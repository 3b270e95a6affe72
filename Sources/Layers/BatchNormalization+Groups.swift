import Execution
import Tensors

/// Batch norms whose rows are normalized group by group: ghost batches, masked rows, rows of several sets.
extension BatchNormalization {
  /// How the rows are divided and in what order they are worked on.
  struct Groups {
    var rows: RowGroups
    /// The set of each group, nil for the unnamed one; one entry for all where they share it.
    var sets: [String?]
    /// nil: the rows stay as they come.
    var order: ValueID?
  }

  /// nil where the whole batch is one group in its own order.
  func rowGroups(of input: Matrix, into lowering: inout Lowering) throws(NormKitError) -> Groups? {
    let takesBatch = usesBatch(lowering.mode) || lowering.mode.isTraining && updatesStatistics
    let mixes = lowering.form.mixesSets && !statisticsSets.isEmpty
    let masked = takesBatch && lowering.form.maskRows > 0
    let rowsPerSample = input.rows / max(lowering.batchSize, 1)
    let size = (virtualBatchSize ?? lowering.batchSize) * rowsPerSample
    let splits = takesBatch && size < input.rows
    guard mixes || masked || splits else { return nil }
    guard !(splits && (mixes || masked)) else {
      throw NormKitError(
        .unsupported, "\(lowering.layerName): ghost batches cannot be had with masks or with sets mixed in a batch")
    }
    if splits {
      try checkValues(in: (input.rows - 1) % size + 1, lowering)
      return Groups(rows: .consecutive(size, of: input), sets: [lowering.form.statisticsSet], order: nil)
    }
    guard !lowering.isSynchronized else {
      throw NormKitError(
        .unsupported, "\(lowering.layerName): masks and mixed sets cannot be synchronized between processes")
    }
    return try arrangedGroups(
      of: input, mixes: mixes, mask: masked ? try lowering.mask(rowsPerSample: rowsPerSample) : nil, into: &lowering)
  }

  private func arrangedGroups(
    of input: Matrix, mixes: Bool, mask: ValueID?, into lowering: inout Lowering
  ) throws(NormKitError) -> Groups {
    let sets: [String?] = mixes ? [nil] + statisticsSets : [lowering.form.statisticsSet]
    // Sets are numbered by the model; those that this layer has not got are the unnamed one.
    let numbers = mixes ? ([nil] + lowering.form.setNames).map { sets.firstIndex(of: $0) ?? 0 } : [0]
    let bounds = try lowering.floats(3 * sets.count, name: "groups")
    let order = try lowering.floats(input.rows, name: "order")
    let groups = RowGroups(
      count: sets.count, rows: input.rows, channels: input.channels, division: .arranged(bounds: bounds))
    lowering.append(
      .arrange(
        ArrangeStep(
          sets: mixes ? lowering.sampleSets() : nil, mask: mask, groupOfSet: numbers, groups: groups,
          rowsPerSample: input.rows / max(lowering.batchSize, 1), order: order)))
    return Groups(rows: groups, sets: sets, order: order)
  }

  func lowerGroups(_ groups: Groups, into lowering: inout Lowering) throws(NormKitError) {
    if let order = groups.order { try lowering.permuteRows(order, back: false) }
    let channels = lowering.current.channels
    let count = NormalizationParameters.rows * groups.rows.count * channels
    let affine = try lowering.floats(count, name: "affine")
    var members: [GroupStatisticsStep.Member] = []
    for set in groups.sets {
      members.append(
        .init(
          parameters: parameters(channels, of: set, affine: affine, lowering),
          running: running(of: set, into: &lowering)))
    }
    let isTraining = lowering.mode.isTraining
    let suffixes = groups.sets.map { affineSuffix(of: $0) }
    let learned = suffixes.map {
      GroupGradientStep.Learned(
        gamma: lowering.parameterGradient("gamma\($0)"), beta: lowering.parameterGradient("beta\($0)"))
    }
    try lowering.normalizeGroups(
      GroupNormalizationPlan(
        groups: groups.rows, members: members, learned: learned, learns: trainable && (center || scale),
        usesBatch: usesBatch(lowering.mode), movesRunning: isTraining && updatesStatistics,
        renormalization: isTraining ? renormalization?.limits : nil,
        cleared: clearedGradients(but: Set(suffixes), channels, lowering)))
    if let order = groups.order { try lowering.permuteRows(order, back: true) }
  }
}
