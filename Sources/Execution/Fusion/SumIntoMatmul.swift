/// A product whose output is only added to another gradient starts from that gradient instead: the two ways back to a
/// branch point meet without a pass of their own.
extension Fusion {
  package static let sumIntoMatmul = Fusion("sum into matmul") { program in
    var index = 0
    while index < program.backward.count {
      if let pair = program.accumulation(at: index) {
        program.backward[pair.place] = pair.product.step
        program.backward.remove(at: index)
        program.replaceGradient(pair.other, by: pair.product.output.value)
      } else {
        index += 1
      }
    }
  }
}

/// A product that takes over the sum behind it.
private struct Accumulation {
  var place: Int
  /// The product as it will be.
  var product: any ProductStep
  /// The side of the sum that it starts from.
  var other: ValueID
}

extension Program {
  fileprivate func accumulation(at index: Int) -> Accumulation? {
    guard case .add(let sum) = backward[index], sum.isPlain, !isKept(sum.output.value),
      !backward[..<index].contains(where: { $0.touches(sum.output.value) })
    else { return nil }
    return accumulation(of: sum.left.matrix, onto: sum.right.matrix, sum, at: index)
      ?? accumulation(of: sum.right.matrix, onto: sum.left.matrix, sum, at: index)
  }

  private func accumulation(
    of side: Matrix, onto other: Matrix, _ sum: AddStep, at index: Int
  ) -> Accumulation? {
    guard !isKept(side.value), !isKept(other.value), readerCount(of: side.value) == 1,
      let place = backward[..<index].lastIndex(where: { $0.writes.contains(side.value) }),
      var product = backward[place].product, product.canAccumulate, product.output == side, product.start == .zero,
      case .none = product.epilogue
    else { return nil }
    // What the product starts from has to be whole before it and is gone after it.
    guard !backward[place..<index].contains(where: { $0.touches(other.value) }),
      !backward[(index + 1)...].contains(where: { $0.touches(other.value) })
    else { return nil }
    product.start = .output
    product.output = sum.output
    return Accumulation(place: place, product: product, other: other.value)
  }
}

extension Step {
  fileprivate func touches(_ value: ValueID) -> Bool { reads.contains(value) || writes.contains(value) }
}
