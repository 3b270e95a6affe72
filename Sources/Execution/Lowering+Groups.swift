package import Tensors

/// What a batch brings beside its inputs, and which statistics it is normalized by.
package struct BatchForm: Hashable, Sendable {
  /// The named statistics that normalize and are followed in the layers that have them; nil for the unnamed ones.
  package var statisticsSet: String?
  /// Whether each sample says its own set instead, by its place in `setNames`, counted from 1; 0 is the unnamed one.
  package var mixesSets = false
  /// The model's sets, in order.
  package var setNames: [String] = []
  /// Rows of a sample that a mask tells apart; 0 without one.
  package var maskRows = 0

  package init() {}
}

/// A normalization by groups of rows, as a layer asks for it.
package struct GroupNormalizationPlan: Sendable {
  package var groups: RowGroups
  package var members: [GroupStatisticsStep.Member]
  package var learned: [GroupGradientStep.Learned]
  package var learns: Bool
  package var usesBatch: Bool
  package var movesRunning: Bool
  package var renormalization: RenormalizationLimits?
  /// Backward steps to be run with the layer's own.
  package var cleared: [Step]

  package init(
    groups: RowGroups, members: [GroupStatisticsStep.Member], learned: [GroupGradientStep.Learned], learns: Bool,
    usesBatch: Bool = true, movesRunning: Bool = false, renormalization: RenormalizationLimits? = nil,
    cleared: [Step] = []
  ) {
    self.groups = groups
    self.members = members
    self.learned = learned
    self.learns = learns
    self.usesBatch = usesBatch
    self.movesRunning = movesRunning
    self.renormalization = renormalization
    self.cleared = cleared
  }
}

extension Lowering {
  /// Where the number of each sample's set is.
  package mutating func sampleSets() -> ValueID {
    if let known = program.sampleSets { return known }
    let value = kept(byteCount: batchSize * MemoryLayout<Int32>.stride, name: "sample sets")
    program.sampleSets = value
    return value
  }

  /// Where the mask of the samples' rows is. Throws: `shape` when the mask tells other rows apart.
  package mutating func mask(rowsPerSample: Int) throws(NormKitError) -> ValueID {
    guard rowsPerSample == form.maskRows else {
      throw NormKitError(
        .shape, "\(layerName): the mask is for \(form.maskRows) rows a sample, here a sample has \(rowsPerSample)")
    }
    if let known = program.mask { return known }
    let value = kept(byteCount: batchSize * rowsPerSample * MemoryLayout<Float>.stride, name: "mask")
    program.mask = value
    return value
  }

  /// Puts the rows of `current` into an order, or back out of it; the gradient goes the other way.
  package mutating func permuteRows(_ order: ValueID, back: Bool) throws(NormKitError) {
    let input = current
    let output = try matrix(rows: input.rows, channels: input.channels, name: back ? "rows put back" : "ordered rows")
    append(.permuteRows(PermuteRowsStep(source: input, order: order, output: output, back: back)))
    current = output
    guard mode.isTraining, needsGradient else { return }
    let (from, to) = (try gradient(of: output), try gradient(of: input))
    appendBackward([.permuteRows(PermuteRowsStep(source: from, order: order, output: to, back: !back))])
  }

  /// Sees `current` as [outer, rows, columns] and swaps the two inner axes: its channels are then the old rows.
  package mutating func transpose(outer: Int, rows: Int, columns: Int) throws(NormKitError) {
    let input = current
    let output = try matrix(rows: outer * columns, channels: rows, name: "transposed")
    append(.transpose(TransposeStep(source: input, output: output, outer: outer, rows: rows, columns: columns)))
    current = output
    guard mode.isTraining, needsGradient else { return }
    let (from, to) = (try gradient(of: output), try gradient(of: input))
    appendBackward([
      .transpose(TransposeStep(source: from, output: to, outer: outer, rows: columns, columns: rows))
    ])
  }

  /// Normalizes `current` group by group, forward and backward.
  package mutating func normalizeGroups(_ plan: GroupNormalizationPlan) throws(NormKitError) {
    let input = current
    let numbers = plan.groups.count * input.channels
    let moments = try doubles(5 * numbers, name: "moments")
    append(
      .groupStatistics(
        GroupStatisticsStep(
          source: input, groups: plan.groups, members: plan.members, usesBatch: plan.usesBatch,
          movesRunning: plan.movesRunning, renormalization: plan.renormalization, moments: moments)))
    let output = try matrix(rows: input.rows, channels: input.channels, name: "output")
    append(
      .groupMap(
        GroupMapStep(source: input, output: output, groups: plan.groups, affine: plan.members[0].parameters.affine)))
    current = output
    let wantsInput = needsGradient
    guard mode.isTraining, wantsInput || plan.learns else { return }
    markLearned()
    appendBackward(
      [
        .groupGradient(
          GroupGradientStep(
            gradient: try gradient(of: output), z: input, groups: plan.groups, members: plan.members,
            learned: plan.learned, throughStatistics: plan.usesBatch, moments: moments,
            sums: try doubles(4 * numbers, name: "gradient sums"),
            coefficients: wantsInput ? try floats(4 * numbers, name: "coefficients") : nil,
            output: wantsInput ? try gradient(of: input) : nil))
      ] + plan.cleared)
  }

  /// Normalizes each sample of `current` by statistics of its own, which so many neighbouring channels share; `gamma` and
  /// `beta` name the layer's own weights, if any.
  package mutating func normalizeSamples(
    channelsPerStatistic: Int, epsilon: Double, gamma: String?, beta: String?
  ) throws(NormKitError) {
    let input = current
    let groups = RowGroups.consecutive(
      input.rows / max(batchSize, 1), of: input, channelsPerStatistic: channelsPerStatistic)
    let parameters = NormalizationParameters(
      channels: input.channels, gamma: gamma.map { parameter($0) }, beta: beta.map { parameter($0) }, epsilon: epsilon,
      affine: try floats(NormalizationParameters.rows * groups.count * input.channels, name: "affine"))
    let learned = GroupGradientStep.Learned(
      gamma: gamma.flatMap { parameterGradient($0) }, beta: beta.flatMap { parameterGradient($0) })
    try normalizeGroups(
      GroupNormalizationPlan(
        groups: groups, members: [.init(parameters: parameters, running: nil)], learned: [learned],
        learns: learned.gamma != nil || learned.beta != nil))
  }
}
