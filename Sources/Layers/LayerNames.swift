package import Tensors

/// The names of layers within their model or their composite layer, as Keras gives them: the kind, with a number from
/// the second of a kind on.
package enum LayerNames {
  /// `owner`: what the layers are in, for error texts. Throws: `invalidArgument` for a given name that is empty, has a
  /// slash, or is used twice.
  package static func assign(to layers: [any Layer], in owner: String) throws(NormKitError) -> [String] {
    var used: Set<String> = []
    for name in layers.compactMap(\.name) {
      guard !name.isEmpty, !name.contains("/"), !name.contains("\0"), !name.hasPrefix("normkit.") else {
        throw NormKitError(
          .invalidArgument,
          "\(owner): a layer's name must not be empty, have a slash or NUL, or begin with normkit., got \"\(name)\"")
      }
      guard used.insert(name).inserted else {
        throw NormKitError(.invalidArgument, "\(owner): two layers are called \(name)")
      }
    }
    var counts: [String: Int] = [:]
    return layers.map { layer in
      if let name = layer.name { return name }
      let kind = type(of: layer).kind
      while true {
        let number = counts[kind, default: 0]
        counts[kind] = number + 1
        let name = number == 0 ? kind : "\(kind)_\(number)"
        if used.insert(name).inserted { return name }
      }
    }
  }

  /// A number for a tensor's name, for its own random stream: FNV-1a (Fowler, Noll & Vo), folded to 56 bits.
  package static func number(of name: String) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int((hash ^ (hash >> 56)) & 0x00FF_FFFF_FFFF_FFFF)
  }
}
