import NormKit

/// One way of training on two sets of digits: a part of `Perils`.
enum PerilsArm: String, CaseIterable, Encodable {
  /// One net; half of each batch from either set.
  case merged
  /// One net; each batch from one set, in turn; everything shared.
  case shared
  /// The same with moving averages for each set; γ and β shared. Training normalizes by batches' own statistics, so its
  /// weights are those of `shared` to the bit: what its averages say is said of the same weights.
  case averagesApart
  /// One net whose batch norms have averages, γ and β for each set.
  case normsApart
  /// Two nets that share nothing, each of one set.
  case netsApart

  /// The ones that are compared; `averagesApart` is looked at beside `shared`.
  static let compared: [PerilsArm] = [.merged, .shared, .normsApart, .netsApart]

  /// What the batch norms call the sets.
  static let sets = ["first", "second"]

  var title: String {
    switch self {
    case .merged: "(1) merged batches"
    case .shared: "(2) separate batches, all shared"
    case .averagesApart: "(2) with averages for each set"
    case .normsApart: "(3) batch norm for each set"
    case .netsApart: "(4) a net for each set"
    }
  }

  /// "(1)"
  var number: String { String(title.prefix(3)) }

  /// Whether its batch norms keep statistics for each set.
  var keepsSets: Bool { self == .averagesApart || self == .normsApart }
  var netCount: Int { self == .netsApart ? 2 : 1 }

  /// A convolutional net with batch norm before each ReLU.
  ///
  /// `filters`: of the first convolution. `strides`: its step; the second one's is 2.
  func net(filters: Int, strides: Int, momentum: Double) -> Net {
    Net(title) {
      var norm = BatchNormalization(momentum: momentum, averaging: .biasCorrected)
      if keepsSets { norm.statisticsSets = Self.sets }
      norm.affinePerSet = self == .normsApart
      func block(_ layer: any Layer) -> [any Layer] { [layer, norm, Activation(.relu)] }
      func convolution(_ filters: Int, _ strides: Int) -> Conv2D {
        Conv2D(
          filters, kernelSize: 3, strides: WindowSize(strides, strides), padding: .same, useBias: false,
          kernelInitializer: .heNormal)
      }
      return block(convolution(filters, strides)) + block(convolution(2 * filters, 2)) + [Flatten()]
        + block(Dense(64, useBias: false, kernelInitializer: .heNormal)) + [Dense(ExperimentData.classes)]
    }
  }
}
