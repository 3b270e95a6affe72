/// How the border's names and types are spelt in Python.
struct PythonNames {
  private let enumerations: Set<String>
  private let callbacks: Set<String>
  private let structures: Set<String>

  init(_ border: Border) {
    enumerations = Set(border.enumerations.map(\.name))
    callbacks = Set(border.callbacks.map(\.name))
    structures = Set(border.structures.map(\.name))
  }

  /// normkit_fit_options becomes FitOptions.
  func python(_ name: String) -> String {
    name.split(separator: "_").dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// NORMKIT_LOSS_SQUARED of normkit_loss becomes SQUARED, NORMKIT_OK becomes OK.
  func member(_ name: String, of enumeration: Enumeration) -> String {
    let own = enumeration.name.uppercased() + "_"
    let prefix = enumeration.cases.allSatisfy { $0.name.hasPrefix(own) } ? own : "NORMKIT_"
    return String(name.dropFirst(prefix.count))
  }

  /// The ctypes type: of a parameter, result or field.
  func ctypes(_ type: CType) -> String {
    if type.pointers > 0, type.name == "char" || type.name == "void" {
      let base = type.name == "char" && type.isConst ? "ctypes.c_char_p" : "ctypes.c_void_p"
      return pointer(to: base, depth: type.pointers - 1)
    }
    return pointer(to: value(type.name), depth: type.pointers)
  }

  private func pointer(to base: String, depth: Int) -> String {
    depth == 0 ? base : "ctypes.POINTER(\(pointer(to: base, depth: depth - 1)))"
  }

  private func value(_ name: String) -> String {
    if enumerations.contains(name) { return "ctypes.c_int" }
    if structures.contains(name) || callbacks.contains(name) { return python(name) }
    switch name {
    case "void": return "None"
    case "float", "double", "bool": return "ctypes.c_\(name)"
    default: return "ctypes.c_" + (name.hasSuffix("_t") ? String(name.dropLast(2)) : name)
    }
  }

  /// What mypy lets a caller pass.
  func annotation(_ type: CType) -> String {
    let spelling = ctypes(type)
    if spelling == "ctypes.c_char_p" { return "bytes | None" }
    if spelling == "ctypes.c_void_p" { return "ctypes.c_void_p | int | None" }
    if type.pointers > 0 {
      var pointee = spelling.dropFirst("ctypes.POINTER(".count).dropLast()
      if pointee.hasPrefix("ctypes.POINTER(") { pointee = "_Pointer[\(pointee.dropFirst(15).dropLast())]" }
      return "Pointer[\(pointee)]"
    }
    if callbacks.contains(type.name) { return "Callback" }
    if structures.contains(type.name) { return python(type.name) }
    switch type.name {
    case "float", "double": return "float"
    case "bool": return "bool"
    default: return "int"
    }
  }

  /// What a call gives back.
  func result(_ type: CType) -> String {
    ctypes(type) == "ctypes.c_char_p" ? "bytes" : annotation(type)
  }
}
