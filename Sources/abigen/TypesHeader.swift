/// What normkit_types.h declares, read line by line: its declarations are written in one fixed form.
struct TypesHeader {
  var enumerations: [Enumeration] = []
  var structures: [Structure] = []
  var callbacks: [Callback] = []
  var version = ""
  var abiVersion = ""
  /// From after the includes to before the guard's end.
  var text = ""

  init(_ header: String) throws {
    guard let body = header.firstMatch(of: /(?s)#include <stdint.h>\n\n(.*)\n#endif\n/) else {
      throw Failure("normkit_types.h must hold its declarations between #include <stdint.h> and #endif")
    }
    text = String(body.1)
    version = text.firstMatch(of: /#define NORMKIT_VERSION "(.*)"/).map { String($0.1) } ?? ""
    abiVersion = text.firstMatch(of: /#define NORMKIT_ABI_VERSION (\d+)/).map { String($0.1) } ?? ""
    let code = text.replacing(/(?s)\/\*.*?\*\//, with: "")
    for match in code.matches(of: /(?s)typedef enum (\w+) \{(.*?)\} (\w+);/) {
      enumerations.append(Enumeration(name: String(match.1), cases: try Self.cases(match.2)))
    }
    for match in code.matches(of: /(?s)typedef struct (\w+) \{(.*?)\} (\w+);/) {
      let fields = match.2.split(separator: ";").map { $0.replacing("\n", with: " ") }
        .filter { !$0.allSatisfy(\.isWhitespace) }
      structures.append(
        Structure(name: String(match.1), fields: try fields.flatMap { try parseParameters($0[...]) }))
    }
    for match in code.matches(of: /typedef (\w+) \(\*(\w+)\)\(([^)]*)\);/) {
      let parameters = try parseParameters(match.3.replacing("\n", with: " ")[...])
      callbacks.append(Callback(name: String(match.2), result: try CType(match.1), parameters: parameters))
    }
  }

  private static func cases(_ body: Substring) throws -> [(name: String, value: Int)] {
    try body.split(separator: ",").filter { !$0.allSatisfy(\.isWhitespace) }.map { item in
      guard let match = item.wholeMatch(of: /\s*(\w+) = (-?\d+)\s*/), let value = Int(match.2) else {
        throw Failure("every enumerator of normkit_types.h needs its number: \(item)")
      }
      return (String(match.1), value)
    }
  }
}
