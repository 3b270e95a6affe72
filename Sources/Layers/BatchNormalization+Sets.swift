import Tensors

/// Named statistics: one set a domain, beside the unnamed one that every layer has.
///
/// A shared average that is fed batches of two domains in turn has the right mean but misses (mA − mB)²/4 of the
/// variance of their mixture. A set for each domain is right for it; γ and β are shared or each set's own.
/// Source: Li et al. 2016 (arXiv 1603.04779); Wu & Johnson 2021 (arXiv 2105.07576), §5.
extension BatchNormalization {
  /// The names of the sets, in order; `Sequential.useStatisticsSet` chooses.
  public var statisticsSets: [String] {
    get { namedSets ?? [] }
    set { namedSets = newValue.isEmpty ? nil : newValue }
  }

  /// Whether each set has γ and β of its own.
  public var affinePerSet: Bool {
    get { separateAffine ?? false }
    set { separateAffine = newValue ? true : nil }
  }

  func checkSets() throws(NormKitError) {
    for (index, name) in statisticsSets.enumerated() {
      guard !name.isEmpty, !name.contains("/"), !name.contains("\0") else {
        throw NormKitError(
          .invalidArgument, "BatchNormalization: a set's name must not be empty or have a slash or NUL, got \"\(name)\""
        )
      }
      guard !statisticsSets[..<index].contains(name) else {
        throw NormKitError(.invalidArgument, "BatchNormalization: two sets are called \(name)")
      }
    }
  }

  /// What the names of a set's statistics end in; those of the unnamed one, or of one that the layer has not, in nothing.
  package func statisticsSuffix(of set: String?) -> String {
    guard let set, statisticsSets.contains(set) else { return "" }
    return ".\(set)"
  }

  /// The same for γ and β.
  package func affineSuffix(of set: String?) -> String { affinePerSet ? statisticsSuffix(of: set) : "" }
}
