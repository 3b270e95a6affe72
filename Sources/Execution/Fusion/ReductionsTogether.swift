/// Two reductions of one gradient, as for the batch norms on both sides of a sum, are made in one pass.
extension Fusion {
  package static let reductionsTogether = Fusion("reductions together") { program in
    var index = 0
    while index < program.backward.count {
      if let place = program.laterReduction(like: index), case .reduceGradient(var first) = program.backward[index],
        case .reduceGradient(let later) = program.backward[place], first.take(later)
      {
        program.backward[index] = .reduceGradient(first)
        program.backward.remove(at: place)
      } else {
        index += 1
      }
    }
  }
}

extension Program {
  /// The place of a reduction that changes nothing, of the gradient that the one at `index` reduces, and that could have
  /// been made there.
  fileprivate func laterReduction(like index: Int) -> Int? {
    guard case .reduceGradient(let first) = backward[index] else { return nil }
    for place in backward.indices.dropFirst(index + 1) {
      if case .reduceGradient(let later) = backward[place], later.gradient == first.gradient, later.derivative == .one {
        let needed = backward[place].reads.filter { $0 != first.gradient.value }
        let isReady = !backward[index..<place].contains { step in needed.contains { step.writes.contains($0) } }
        return isReady ? place : nil
      }
      if backward[place].writes.contains(first.gradient.value) { return nil }
    }
    return nil
  }
}

extension ReduceGradientStep {
  /// Makes the sums of `later` too; false when there is no room for them.
  fileprivate mutating func take(_ later: ReduceGradientStep) -> Bool {
    guard let partials = later.partials, later.second == nil else { return false }
    if self.partials == nil && centre == nil {
      (self.partials, centre) = (partials, later.centre)
      return true
    }
    guard second == nil, self.partials.map({ $0.blocks == partials.blocks }) ?? true else { return false }
    second = Sums(centre: later.centre, partials: partials)
    return true
  }
}
