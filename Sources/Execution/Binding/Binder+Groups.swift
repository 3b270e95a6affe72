import KernelTable
import Routines

/// Rows that are normalized group by group, with the kernels that whole batches are normalized with.
extension Binder {
  mutating func bindGroupStatistics(_ step: GroupStatisticsStep) {
    let groups = groupRows(step.groups)
    let channels = step.groups.channels
    let members = step.members.map { GroupMember($0, self) }
    let memory = GroupMoments(doubles(step.moments), channels: channels)
    let source = UnsafePointer(floats(step.source.value))
    let moments = table.block.moments
    let takesBatch = step.usesBatch || step.movesRunning
    let limits = step.renormalization
    phase(chunks: groups.count) { group, _ in
      let (first, counted, _) = groups.bounds(group)
      memory.begin(group, count: counted - first)
      guard takesBatch else { return }
      let blocks = RowBlocks(rows: counted - first)
      for block in 0..<blocks.count {
        let rows = blocks.range(block)
        moments(
          BlockMoments(
            rows: rows.count, channels: channels, source: source + (first + rows.lowerBound) * channels,
            sourceStride: channels, mean: memory.blockMean(group), squares: memory.blockSquares(group)))
        memory.merge(group, rows: rows.count, after: rows.lowerBound)
      }
      memory.share(group, among: step.groups.channelsPerStatistic)
    }
    // One chunk: groups that share running statistics must all be written before the first of them moves.
    phase(chunks: 1) { _, _ in
      for group in 0..<groups.count {
        members[members.count == 1 ? 0 : group].writeAffine(
          group, moments: memory, usesBatch: step.usesBatch, limits: limits)
      }
      if step.movesRunning { moveRunning(members, memory, groups: groups.count) }
    }
  }

  mutating func bindGroupMap(_ step: GroupMapStep) {
    let groups = groupRows(step.groups)
    let channels = step.groups.channels
    let source = UnsafePointer(floats(step.source.value))
    let output = floats(step.output.value)
    let affine = floats(step.affine)
    let load = table.block.load
    phase(chunks: groups.count) { group, _ in
      let (first, _, end) = groups.bounds(group)
      let base = affine + group * NormalizationParameters.rows * channels
      load(
        BlockLoad(
          rows: end - first, channels: channels, source: source + first * channels, sourceStride: channels,
          destination: output + first * channels, destinationStride: channels, paddedChannels: channels,
          transform: .normalize(
            ChannelAffine(mean: base, scale: base + channels, shift: base + 2 * channels), .linear)))
    }
  }

  mutating func bindGroupGradient(_ step: GroupGradientStep) {
    let groups = groupRows(step.groups)
    let channels = step.groups.channels
    let members = step.members.map { GroupMember($0, self) }
    let moments = GroupMoments(doubles(step.moments), channels: channels)
    let sums = GroupSums(doubles(step.sums), channels: channels)
    let gradient = floats(step.gradient.value)
    let z = UnsafePointer(floats(step.z.value))
    let coefficients = step.coefficients.map(floats)
    let affine = UnsafePointer(floats(step.members[0].parameters.affine))
    let reduce = table.block.reduceGradient
    let perStatistic = step.groups.channelsPerStatistic
    let through = step.throughStatistics
    phase(chunks: groups.count) { group, _ in
      let (first, _, end) = groups.bounds(group)
      sums.begin(group)
      let blocks = RowBlocks(rows: end - first)
      let mean = affine + group * NormalizationParameters.rows * channels
      for block in 0..<blocks.count {
        let rows = blocks.range(block)
        let at = (first + rows.lowerBound) * channels
        reduce(
          BlockGradient(
            rows: rows.count, channels: channels, gradient: gradient + at, gradientStride: channels, derivative: .one,
            centred: (z + at, channels, mean), sum: sums.blockSum(group), centredSum: sums.blockCentred(group)))
        sums.add(group)
      }
      guard let coefficients else { return }
      members[members.count == 1 ? 0 : group].writeCoefficients(
        group, sums, count: through && moments.count(group) > 0 ? moments.count(group) : nil,
        perStatistic: perStatistic, into: coefficients + group * 4 * channels)
    }
    bindLearned(step, members, sums, groups: groups.count)
    if let output = step.output, let coefficients {
      bindGroupInput(step, groups, from: gradient, to: floats(output.value), coefficients)
    }
  }

  /// Σ over the groups that share γ and β, in the groups' order.
  private mutating func bindLearned(
    _ step: GroupGradientStep, _ members: [GroupMember], _ sums: GroupSums, groups: Int
  ) {
    let channels = step.groups.channels
    let learned = step.learned.map { (gamma: $0.gamma.map(floats), beta: $0.beta.map(floats)) }
    guard learned.contains(where: { $0.gamma != nil || $0.beta != nil }) else { return }
    phase(chunks: 1) { _, _ in
      for place in learned.indices {
        let (gamma, beta) = learned[place]
        if learned[..<place].contains(where: { $0.gamma == gamma && $0.beta == beta }) { continue }
        for channel in 0..<channels {
          var (gammaSum, betaSum) = (0.0, 0.0)
          for group in 0..<groups {
            let own = learned[learned.count == 1 ? 0 : group]
            guard own.gamma == gamma, own.beta == beta else { continue }
            let member = members[members.count == 1 ? 0 : group].parameters(of: group)
            gammaSum += member.normalizedSum(
              channel: channel, sum: sums.sum(group)[channel], centredSum: sums.centred(group)[channel])
            betaSum += sums.sum(group)[channel]
          }
          gamma?[channel] = Float(gammaSum)
          beta?[channel] = Float(betaSum)
        }
      }
    }
  }

  private mutating func bindGroupInput(
    _ step: GroupGradientStep, _ groups: GroupBounds, from gradient: UnsafeMutablePointer<Float>,
    to output: UnsafeMutablePointer<Float>, _ coefficients: UnsafeMutablePointer<Float>
  ) {
    let channels = step.groups.channels
    let z = UnsafePointer(floats(step.z.value))
    let affine = UnsafePointer(floats(step.members[0].parameters.affine))
    let load = table.block.load
    phase(chunks: groups.count) { group, _ in
      let (first, counted, end) = groups.bounds(group)
      let p = UnsafePointer(coefficients + group * 4 * channels)
      let zeros = p + 3 * channels
      let mean = affine + group * NormalizationParameters.rows * channels
      func write(_ rows: Range<Int>, q: UnsafePointer<Float>, r: UnsafePointer<Float>) {
        let at = rows.lowerBound * channels
        load(
          BlockLoad(
            rows: rows.count, channels: channels, source: UnsafePointer(gradient + at), sourceStride: channels,
            destination: output + at, destinationStride: channels, paddedChannels: channels,
            transform: .gradient(ChannelGradient(mean: mean, p: p, q: q, r: r), z: z + at, zStride: channels)))
      }
      write(first..<counted, q: p + channels, r: p + 2 * channels)
      // Rows that do not count have a gradient of their own alone: no statistic depends on them.
      write(counted..<end, q: zeros, r: zeros)
    }
  }

  private func groupRows(_ groups: RowGroups) -> GroupBounds {
    switch groups.division {
    case .consecutive(let size): GroupBounds(count: groups.count, rows: groups.rows, size: size, table: nil)
    case .arranged(let bounds):
      GroupBounds(count: groups.count, rows: groups.rows, size: 0, table: int32s(bounds))
    }
  }
}

/// Which rows a group has.
struct GroupBounds {
  let count: Int
  let rows: Int
  let size: Int
  let table: UnsafeMutablePointer<Int32>?

  /// The first row, the end of those that count for the statistics, and the end.
  func bounds(_ group: Int) -> (first: Int, counted: Int, end: Int) {
    if let table {
      let at = table + 3 * group
      return (Int(at[0]), Int(at[1]), Int(at[2]))
    }
    let end = min((group + 1) * size, rows)
    return (group * size, end, end)
  }
}

/// Moves the running statistics once for all groups that share them, by the mean of the groups' statistics weighted with
/// their rows (as Keras's virtual_batch_size did).
private func moveRunning(_ members: [GroupMember], _ memory: GroupMoments, groups: Int) {
  for place in members.indices {
    guard let running = members[place].running else { continue }
    if members[..<place].contains(where: { $0.running?.mean == running.mean }) { continue }
    let isMember = { (group: Int) in
      memory.count(group) > 0 && members[members.count == 1 ? 0 : group].running?.mean == running.mean
    }
    var total = 0.0
    for group in 0..<groups where isMember(group) { total += memory.count(group) }
    guard total > 0 else { continue }
    let weightOfOld = running.weightOfOld
    for channel in 0..<memory.channels {
      var (mean, variance) = (0.0, 0.0)
      for group in 0..<groups where isMember(group) {
        let count = memory.count(group)
        let divisor = running.unbiased && count > 1 ? count - 1 : count
        mean += count / total * memory.mean(group)[channel]
        variance += count / total * (memory.squares(group)[channel] / divisor)
      }
      running.update(channel: channel, weightOfOld: weightOfOld, mean: mean, variance: variance)
    }
    running.countUpdate()
  }
}
