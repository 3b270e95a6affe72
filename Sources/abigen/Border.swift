// The C border as abigen knows it: functions with types, in sections, and the types that they use.

/// A C type as far as the border uses them: a name, and how many pointers away it is.
struct CType: Equatable {
  var name: String
  /// Whether what the innermost pointer leads to may not be written.
  var isConst = false
  var pointers = 0

  /// Parses the compiler's spelling, such as `char const * _Nullable * _Nonnull`.
  init(_ spelling: Substring) throws {
    let words = spelling.replacing("*", with: " * ").split(separator: " ").map(String.init)
      .filter { !["_Nonnull", "_Nullable", "_Null_unspecified", "SWIFT_EXTERN"].contains($0) }
    pointers = words.count { $0 == "*" }
    isConst = words.contains("const")
    let names = words.filter { $0 != "*" && $0 != "const" }
    guard names.count == 1 else { throw Failure("a type that abigen does not know: \(spelling)") }
    // Swift's Int prints as ptrdiff_t; the border has one type for counts.
    guard names[0] != "ptrdiff_t" else { throw Failure("use Int64 for counts, not Int: \(spelling)") }
    name = names[0]
  }

  /// The type before a name, as C programmers write it: `const char *`.
  var spelling: String { (isConst ? "const " : "") + name + " " + String(repeating: "*", count: pointers) }
}

/// One exported function.
struct Function {
  var name: String
  var result: CType
  var parameters: [(name: String, type: CType)]
}

/// An enumeration of normkit_types.h.
struct Enumeration {
  var name: String
  var cases: [(name: String, value: Int)]
}

/// A struct of normkit_types.h: fields with their types.
struct Structure {
  var name: String
  var fields: [(name: String, type: CType)]
}

/// A callback type of normkit_types.h.
struct Callback {
  var name: String
  var result: CType
  var parameters: [(name: String, type: CType)]
}

/// Everything that the files are written from.
struct Border {
  var functions: [String: Function]
  var enumerations: [Enumeration]
  var structures: [Structure]
  var callbacks: [Callback]
  var version: String
  var abiVersion: String
  /// The part of normkit_types.h that goes into the public header as it is.
  var typesText: String
  var sections: [Section]
  /// Of each function who may call it meanwhile, and since which version it is there.
  var notes: [String: String] = [:]

  /// Every function's name, in the header's order.
  var functionNames: [String] { sections.flatMap(\.entries).map(\.function) }

  /// Throws: when a function stands in one of the sources but not in the other, or a parameter goes without a word.
  init(
    compilerHeader: String, typesHeader: String, sections: [Section], rules: ThreadRules, releases: Releases
  ) throws {
    functions = try parseFunctions(compilerHeader)
    let types = try TypesHeader(typesHeader)
    (enumerations, structures, callbacks) = (types.enumerations, types.structures, types.callbacks)
    (version, abiVersion, typesText) = (types.version, types.abiVersion, types.text)
    self.sections = sections
    let documented = functionNames
    for entry in sections.flatMap(\.entries) {
      guard let function = functions[entry.function] else {
        throw Failure("\(entry.function) stands in Sources/CABI but not in the compiler's header")
      }
      let (has, tells) = (function.parameters.map(\.name), entry.parameters.map(\.name))
      guard has == tells else {
        throw Failure("\(entry.function) has the parameters \(has), its comment tells of \(tells)")
      }
    }
    for name in functions.keys.sorted() where !documented.contains(name) {
      throw Failure("\(name) stands in no file that Section.order names")
    }
    for name in documented + [PluginTable.function] {
      let since = try releases.first(with: name, present: version)
      notes[name] = "Threads: \(rules.sentence(of: name)). Since \(since)."
    }
  }
}

/// The functions that the compiler printed for C, by name.
func parseFunctions(_ header: String) throws -> [String: Function] {
  var functions: [String: Function] = [:]
  for line in header.split(separator: "\n") where line.hasPrefix("SWIFT_EXTERN ") {
    guard let match = line.wholeMatch(of: /SWIFT_EXTERN (.*?)(normkit_\w+)\((.*)\) SWIFT_NOEXCEPT.*;/) else {
      throw Failure("a declaration that abigen does not know: \(line)")
    }
    let function = Function(
      name: String(match.2), result: try CType(match.1), parameters: try parseParameters(match.3))
    functions[function.name] = function
  }
  return functions
}

/// The parameters between a declaration's parentheses.
func parseParameters(_ list: Substring) throws -> [(name: String, type: CType)] {
  if list == "void" { return [] }
  guard !list.contains("(") else { throw Failure("give the callback a typedef in normkit_types.h: \(list)") }
  return try list.split(separator: ",").map { parameter in
    guard let match = parameter.wholeMatch(of: /\s*(.*?)(\w+)\s*/) else {
      throw Failure("a parameter that abigen does not know: \(parameter)")
    }
    return (String(match.2), try CType(match.1))
  }
}
