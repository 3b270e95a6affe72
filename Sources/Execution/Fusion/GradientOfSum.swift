/// The gradient of a sum is that of both its sides: it is copied only for a side whose steps change it in place.
extension Fusion {
  package static let gradientOfSum = Fusion("gradient of sum") { program in
    var index = 0
    while index < program.backward.count {
      if let map = program.spareCopy(at: index) {
        program.backward.remove(at: index)
        program.replaceGradient(map.output.value, by: map.source.matrix.value)
      } else {
        index += 1
      }
    }
  }
}

extension Program {
  /// A copy that can be read where it came from: neither is changed after it, or the original is not used any more.
  fileprivate func spareCopy(at index: Int) -> MapStep? {
    guard case .map(let map) = backward[index], map.source.transform == .none, !isKept(map.source.matrix.value),
      !isKept(map.output.value)
    else { return nil }
    let (original, copy) = (map.source.matrix.value, map.output.value)
    let later = backward[(index + 1)...]
    let neitherChanges = !later.contains { $0.writes.contains(original) || $0.writes.contains(copy) }
    let originalIsDone = !later.contains { $0.reads.contains(original) || $0.writes.contains(original) }
    let copyIsNew = !backward[..<index].contains { $0.reads.contains(copy) || $0.writes.contains(copy) }
    return copyIsNew && (neitherChanges || originalIsDone) ? map : nil
  }
}
