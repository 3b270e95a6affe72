/// What the C functions do with the objects that they are given, read from their sources: who may call them meanwhile.
///
/// The truth is which method of its handle's table a function calls; this finds the call, in the function or in a helper.
struct ThreadRules {
  private enum Use: Int {
    case reads, changes, frees
  }

  /// The tables of the C border and what their objects are called.
  private static let nouns = [
    "models": "model", "datasets": "dataset", "optimizers": "optimizer", "fitOptions": "options",
    "histories": "history", "diagnoses": "diagnosis",
  ]

  /// Every function's text by its name, helpers among them; overloads together.
  private var texts: [String: String] = [:]

  /// `sources`: the files of Sources/CABI.
  init(_ sources: [String]) {
    for source in sources {
      var name: String?
      for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
        if let match = line.firstMatch(of: /^(?:@c public |private )?func (\w+)/) { name = String(match.1) }
        guard let current = name else { continue }
        texts[current, default: ""] += line + "\n"
        if line.hasPrefix("}") { name = nil }
      }
    }
  }

  /// The sentence for the header: "changes the model, reads the dataset"; "any time" where no call is ever in the way.
  func sentence(of function: String) -> String {
    var uses: [String: Use] = [:]
    var seen: Set<String> = []
    collect(function, &uses, &seen)
    let parts = uses.sorted { ($1.value.rawValue, $0.key) < ($0.value.rawValue, $1.key) }
      .map { "\($0.value) the \($0.key)" }
    return parts.isEmpty ? "any time" : parts.joined(separator: ", ")
  }

  private func collect(_ function: String, _ uses: inout [String: Use], _ seen: inout Set<String>) {
    guard seen.insert(function).inserted, let text = texts[function] else { return }
    for match in text.matches(of: /(\w+)\.(write|update|read|remove)\(/) {
      guard let noun = Self.nouns[String(match.1)] else { continue }
      let use: Use = match.2 == "read" ? .reads : match.2 == "remove" ? .frees : .changes
      if use.rawValue >= uses[noun]?.rawValue ?? 0 { uses[noun] = use }
    }
    for match in text.matches(of: /(?:^|[^.\w])(\w+)[(<]/) { collect(String(match.1), &uses, &seen) }
  }
}
