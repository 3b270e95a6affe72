// Writes Include/normkit.h: C99, documented, in sections.

/// The header's whole text.
func cHeader(_ border: Border, _ table: PluginTable) -> String {
  var text = preamble
  text += "\n" + border.typesText
  for section in border.sections where !section.entries.isEmpty {
    text += heading(section.title)
    for entry in section.entries {
      guard let function = border.functions[entry.function] else { continue }
      text += "\n" + comment(entry, border.notes[entry.function]) + declaration(function) + "\n"
    }
  }
  return text + heading(PluginTable.title) + "\n" + table.declarations + closing
}

private func heading(_ title: String) -> String {
  "\n\n/* " + String(repeating: "-", count: 73) + "\n" + wrapped(title, indent: "   ", first: "   ") + " */\n"
}

private func comment(_ entry: Section.Entry, _ note: String?) -> String {
  var blocks = entry.text.map { wrapped($0, indent: " * ", first: " * ") }
  let parameters = entry.parameters.map { wrapped("@param \($0.name) \($0.text)", indent: " *     ", first: " * ") }
  let returns = entry.returns.map { [wrapped("@return \($0)", indent: " *     ", first: " * ")] } ?? []
  if !(parameters + returns).isEmpty { blocks.append((parameters + returns).joined(separator: "\n")) }
  if let note { blocks.append(wrapped(note, indent: " * ", first: " * ")) }
  return "/**\n" + blocks.joined(separator: "\n *\n") + "\n */\n"
}

private func declaration(_ function: Function) -> String {
  prototype("NORMKIT_API " + function.result.spelling + function.name, function, indent: "    ")
}

/// `start` and the parameters, on one line or on lines of their own.
func prototype(_ start: String, _ function: Function, indent: String) -> String {
  let parameters = function.parameters.map { $0.type.spelling + $0.name }
  let line = start + "(" + (parameters.isEmpty ? "void" : parameters.joined(separator: ", ")) + ");"
  if line.count <= 100 { return line }
  // A parameter is one word to the line breaker: its spaces are put back after.
  let list = parameters.map { $0.replacing(" ", with: "\u{A0}") }.joined(separator: ", ") + ");"
  return start + "(\n" + wrapped(list, indent: indent, first: indent).replacing("\u{A0}", with: " ")
}

/// The words in lines of at most 100 characters.
private func wrapped(_ text: String, indent: String, first: String) -> String {
  var lines: [String] = []
  var line = first
  var isEmpty = true
  for word in text.split(separator: " ") {
    if !isEmpty, line.count + 1 + word.count > 100 {
      lines.append(line)
      line = indent
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + word
    isEmpty = false
  }
  return (lines + [line]).joined(separator: "\n")
}

private let preamble = """
  /*
   * normkit.h: training and running small neural networks with batch normalization, inside any program.
   *
   * Written by abigen (`swift run abigen`) from Sources/CABI and Sources/CShims: do not edit.
   *
   * STATUS. Every function that can fail returns a normkit_status: NORMKIT_OK (0), or what kind of mistake it was;
   * normkit_last_error_message() then says in a sentence what was expected and what came. Results come through the
   * trailing parameters named out_...; when a call fails they are left as they were. The library never prints, exits
   * or aborts.
   *
   * HANDLES are small structs passed by value. A freed, stale or made-up handle is answered with NORMKIT_HANDLE, never
   * with a crash. All zeros is the null handle; freeing it does nothing and succeeds. Whoever makes a handle frees it.
   *
   * MEMORY that the caller passes stays the caller's. Numbers are float, row by row, channels last: [N, C] or
   * [N, H, W, C]. Text is UTF-8 and ends with a zero. A pointer may be NULL only where its description says so.
   *
   * THREADS. Any function may be called from any thread. Each says which objects it changes, reads or frees: one object
   * serves one call that changes it, or any number that read it; a call that comes in between returns NORMKIT_BUSY at
   * once and changes nothing. "Any time" stands where that never happens. A layer is a part of its model. Different
   * objects are independent.
   */
  #ifndef NORMKIT_H
  #define NORMKIT_H

  #include <stdbool.h>
  #include <stdint.h>

  #ifdef __cplusplus
  extern "C" {
  #endif

  #if defined(__GNUC__)
  #define NORMKIT_API __attribute__((visibility("default")))
  #else
  #define NORMKIT_API
  #endif

  """

private let closing = """

  #ifdef __cplusplus
  }
  #endif

  #endif

  """
