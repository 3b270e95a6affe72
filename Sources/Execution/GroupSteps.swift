/// Rows that are normalized group by group: ghost batches, samples on their own, the sets of a mixed batch.
///
/// The fusions do not know these steps, so a variant that needs them runs unfused and its neighbours as they are.
package struct RowGroups: Hashable, Sendable {
  package enum Division: Hashable, Sendable {
    /// So many consecutive rows to a group, the last group perhaps smaller.
    case consecutive(Int)
    /// Bounds known at run time: [groups, 3] Int32: the first row, the end of those that count for the statistics, the end.
    case arranged(bounds: ValueID)
  }

  package var count: Int
  package var rows: Int
  package var channels: Int
  /// Neighbouring channels that share a mean and a variance.
  package var channelsPerStatistic: Int
  package var division: Division

  package init(count: Int, rows: Int, channels: Int, channelsPerStatistic: Int = 1, division: Division) {
    self.count = count
    self.rows = rows
    self.channels = channels
    self.channelsPerStatistic = channelsPerStatistic
    self.division = division
  }

  /// Groups of `size` consecutive rows.
  package static func consecutive(_ size: Int, of matrix: Matrix, channelsPerStatistic: Int = 1) -> RowGroups {
    RowGroups(
      count: (matrix.rows + size - 1) / size, rows: matrix.rows, channels: matrix.channels,
      channelsPerStatistic: channelsPerStatistic, division: .consecutive(size))
  }

  var bounds: ValueID? {
    if case .arranged(let bounds) = division { return bounds }
    return nil
  }
}

/// Finds an order of a batch's rows in which each group's are together, those that count for its statistics first.
package struct ArrangeStep: Sendable {
  /// [N] Int32: the set of each sample; nil: one set.
  package var sets: ValueID?
  /// [rows]: 0 where a row does not count for the statistics; nil: all count.
  package var mask: ValueID?
  /// The group of each set, by the set's number.
  package var groupOfSet: [Int]
  package var groups: RowGroups
  package var rowsPerSample: Int
  /// [rows] Int32: the row that comes at each place.
  package var order: ValueID

  package init(
    sets: ValueID?, mask: ValueID?, groupOfSet: [Int], groups: RowGroups, rowsPerSample: Int, order: ValueID
  ) {
    self.sets = sets
    self.mask = mask
    self.groupOfSet = groupOfSet
    self.groups = groups
    self.rowsPerSample = rowsPerSample
    self.order = order
  }
}

/// Copies rows into an order, or back out of it.
package struct PermuteRowsStep: Sendable {
  package var source: Matrix
  package var order: ValueID
  package var output: Matrix
  /// Whether the source is in the order and the output is not.
  package var back: Bool

  package init(source: Matrix, order: ValueID, output: Matrix, back: Bool) {
    self.source = source
    self.order = order
    self.output = output
    self.back = back
  }
}

/// Swaps the two inner axes of [outer, rows, columns].
package struct TransposeStep: Sendable {
  package var source: Matrix
  package var output: Matrix
  package var outer: Int
  package var rows: Int
  package var columns: Int

  package init(source: Matrix, output: Matrix, outer: Int, rows: Int, columns: Int) {
    self.source = source
    self.output = output
    self.outer = outer
    self.rows = rows
    self.columns = columns
  }
}

/// Every group's affine value, from its own rows or from running statistics, which its own then move.
package struct GroupStatisticsStep: Sendable {
  /// Whose statistics a group takes and follows.
  package struct Member: Hashable, Sendable {
    /// The group's γ, β and ε; the affine value of all groups is [groups, 7, C].
    package var parameters: NormalizationParameters
    /// nil: the group has no running statistics.
    package var running: BatchStatisticsStep.Running?

    package init(parameters: NormalizationParameters, running: BatchStatisticsStep.Running?) {
      self.parameters = parameters
      self.running = running
    }
  }

  package var source: Matrix
  package var groups: RowGroups
  /// One for every group, or one for all.
  package var members: [Member]
  package var usesBatch: Bool
  package var movesRunning: Bool
  package var renormalization: RenormalizationLimits?
  /// [groups, 5, C] Doubles: count, mean, Σ(x − mean)², and room for a block's.
  package var moments: ValueID

  package init(
    source: Matrix, groups: RowGroups, members: [Member], usesBatch: Bool, movesRunning: Bool,
    renormalization: RenormalizationLimits?, moments: ValueID
  ) {
    self.source = source
    self.groups = groups
    self.members = members
    self.usesBatch = usesBatch
    self.movesRunning = movesRunning
    self.renormalization = renormalization
    self.moments = moments
  }
}

/// output = scale·(source − mean) + shift, each group by its own affine value.
package struct GroupMapStep: Sendable {
  package var source: Matrix
  package var output: Matrix
  package var groups: RowGroups
  package var affine: ValueID

  package init(source: Matrix, output: Matrix, groups: RowGroups, affine: ValueID) {
    self.source = source
    self.output = output
    self.groups = groups
    self.affine = affine
  }
}

/// dγ, dβ and the input's gradient of rows that were normalized group by group.
package struct GroupGradientStep: Sendable {
  /// Where a group's dγ and dβ go; groups that name the same values are summed.
  package struct Learned: Hashable, Sendable {
    package var gamma: ValueID?
    package var beta: ValueID?

    package init(gamma: ValueID?, beta: ValueID?) {
      self.gamma = gamma
      self.beta = beta
    }
  }

  package var gradient: Matrix
  package var z: Matrix
  package var groups: RowGroups
  package var members: [GroupStatisticsStep.Member]
  /// One for every group, or one for all.
  package var learned: [Learned]
  package var throughStatistics: Bool
  /// The moments of the forward pass, for the counts.
  package var moments: ValueID
  /// [groups, 4, C] Doubles: Σ dy, Σ dy·(z − mean), and room for a block's.
  package var sums: ValueID
  /// [groups, 4, C] floats: p, q, r, and zeros; nil when the input's gradient is not wanted.
  package var coefficients: ValueID?
  /// The input's gradient, in the same order of rows; may be `gradient`.
  package var output: Matrix?

  package init(
    gradient: Matrix, z: Matrix, groups: RowGroups, members: [GroupStatisticsStep.Member], learned: [Learned],
    throughStatistics: Bool, moments: ValueID, sums: ValueID, coefficients: ValueID?, output: Matrix?
  ) {
    self.gradient = gradient
    self.z = z
    self.groups = groups
    self.members = members
    self.learned = learned
    self.throughStatistics = throughStatistics
    self.moments = moments
    self.sums = sums
    self.coefficients = coefficients
    self.output = output
  }
}
