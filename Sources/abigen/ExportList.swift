/// The linker's version script: what libnormkit.so shows, and nothing else.
func exportList(_ border: Border) -> String {
  let names = (border.functionNames + [PluginTable.function]).map { "    \($0);\n" }.joined()
  return """
    /* Written by abigen (`swift run abigen`) from Sources/CABI: do not edit. */
    {
      global:
    \(names)  local: *;
    };

    """
}
