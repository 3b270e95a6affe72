package import Archive

extension JSONValue {
  /// The value as JSON that is pleasant to read: a member a line, arrays of plain values on one line.
  package var indentedText: String { indented(by: "") + "\n" }

  /// The number, or null for one that JSON cannot hold.
  package init(finite value: Double) { self = value.isFinite ? .number(value.description) : .null }

  private func indented(by indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .array(let elements) where elements.contains(where: \.isContainer):
      let lines = elements.map { inner + $0.indented(by: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.sorted { $0.key < $1.key }.map { key, value in
        inner + JSONValue.string(key).text + ": " + value.indented(by: inner)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    default: return text
    }
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }
}
