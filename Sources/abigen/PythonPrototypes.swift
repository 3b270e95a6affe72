// Writes bindings/python/normkit/_abi.py: the types, and every function's argument and result types, for ctypes.

/// The module's whole text.
func pythonPrototypes(_ border: Border) -> String {
  let names = PythonNames(border)
  var text = """
    \"\"\"The C interface of libnormkit for ctypes.

    Written by abigen (`swift run abigen`) from the sources of the C border: do not edit.
    \"\"\"

    from __future__ import annotations

    import ctypes
    from enum import IntEnum
    from typing import TYPE_CHECKING, Protocol, TypeVar, cast

    if TYPE_CHECKING:
        from ctypes import Array, _CArgObject, _CData, _FuncPointer, _Pointer

        _T = TypeVar("_T", bound=_CData)
        Pointer = Array[_T] | _Pointer[_T] | _CArgObject | None
        Callback = _FuncPointer | None

    VERSION = "\(border.version)"
    ABI_VERSION = \(border.abiVersion)

    """
  for enumeration in border.enumerations {
    text += "\n\nclass \(names.python(enumeration.name))(IntEnum):\n"
    text += "    \"\"\"`\(enumeration.name)` of normkit.h.\"\"\"\n\n"
    for (name, value) in enumeration.cases { text += "    \(names.member(name, of: enumeration)) = \(value)\n" }
  }
  for structure in border.structures {
    text += "\n\nclass \(names.python(structure.name))(ctypes.Structure):\n"
    text += "    \"\"\"`\(structure.name)` of normkit.h.\"\"\"\n\n    _fields_ = (\n"
    for (name, type) in structure.fields { text += "        (\"\(name)\", \(names.ctypes(type))),\n" }
    text += "    )\n"
    for (name, type) in structure.fields { text += "    \(name): \(names.annotation(type))\n" }
  }
  text += "\n"
  for callback in border.callbacks {
    let types = [callback.result] + callback.parameters.map(\.type)
    let all = types.map(names.ctypes).joined(separator: ", ")
    text += "\n" + broken("\(names.python(callback.name)) = ctypes.CFUNCTYPE(", all, ")")
  }
  return text + protocolClass(border, names) + prototypeTable(border, names) + binder
}

/// The library as Python sees it: what mypy checks calls against.
private func protocolClass(_ border: Border, _ names: PythonNames) -> String {
  var text = "\n\nclass Library(Protocol):\n    \"\"\"The functions of normkit.h, as ctypes calls them.\"\"\"\n"
  for entry in border.sections.flatMap(\.entries) {
    guard let function = border.functions[entry.function] else { continue }
    let named = function.parameters.map { "\($0.name): \(names.annotation($0.type))" }
    let parameters = ["self"] + named + ["/"]
    let end = ") -> \(names.result(function.result)): ..."
    text += "\n" + broken("    def \(function.name)(", parameters.joined(separator: ", "), end)
  }
  return text
}

private func prototypeTable(_ border: Border, _ names: PythonNames) -> String {
  var text = "\n\n_PROTOTYPES: dict[str, tuple[type | None, list[type]]] = {\n"
  for entry in border.sections.flatMap(\.entries) {
    guard let function = border.functions[entry.function] else { continue }
    text += "    \"\(function.name)\": (\n        \(names.ctypes(function.result)),\n        ["
    let types = function.parameters.map { "            \(names.ctypes($0.type)),\n" }.joined()
    text += (types.isEmpty ? "" : "\n\(types)        ") + "],\n    ),\n"
  }
  return text + "}\n"
}

/// One line, or one item a line where it would be longer than 88 characters.
private func broken(_ start: String, _ items: String, _ end: String) -> String {
  let line = start + items + end
  if line.count <= 88 { return line + "\n" }
  let indent = String(start.prefix { $0 == " " })
  var depth = 0
  var parts = [""]
  for character in items {
    if character == "(" || character == "[" { depth += 1 }
    if character == ")" || character == "]" { depth -= 1 }
    if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
  }
  let lines = parts.map { indent + "    " + $0.drop { $0 == " " } + ",\n" }.joined()
  return start + "\n" + lines + indent + end + "\n"
}

private let binder = """


  def bind(library: ctypes.CDLL) -> Library:
      \"\"\"Give every function of the loaded library its argument and result types.\"\"\"
      for name, (result, arguments) in _PROTOTYPES.items():
          function = getattr(library, name)
          function.restype = result
          function.argtypes = arguments
      return cast("Library", library)

  """
