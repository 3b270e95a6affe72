/// What the steps over groups of rows read and write.
extension RowGroups {
  fileprivate var reads: [ValueID] { bounds.map { [$0] } ?? [] }
}

extension ArrangeStep {
  var reads: [ValueID] { [sets, mask].compactMap { $0 } }
  var writes: [ValueID] { [order] + groups.reads }
}

extension PermuteRowsStep {
  var reads: [ValueID] { [source.value, order] }
}

extension GroupStatisticsStep {
  private var running: [ValueID] {
    members.flatMap { member in member.running.map { [$0.mean, $0.variance, $0.updates] } ?? [] }
  }

  var reads: [ValueID] {
    [source.value] + groups.reads + running
      + members.flatMap { [$0.parameters.gamma, $0.parameters.beta].compactMap { $0 } }
  }

  var writes: [ValueID] { [members[0].parameters.affine, moments] + (movesRunning ? running : []) }
}

extension GroupMapStep {
  var reads: [ValueID] { [source.value, affine] + groups.reads }
}

extension GroupGradientStep {
  var reads: [ValueID] {
    [gradient.value, z.value, members[0].parameters.affine, moments] + groups.reads
      + members.compactMap(\.parameters.gamma)
  }

  var writes: [ValueID] {
    [sums] + learned.flatMap { [$0.gamma, $0.beta].compactMap { $0 } }
      + [coefficients, output?.value].compactMap { $0 }
  }
}
