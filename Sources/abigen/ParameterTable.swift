/// The parameters of every function, so that an error can name the one that it is about.
func parameterTable(_ border: Border) -> String {
  let lines = border.functionNames.compactMap { border.functions[$0] }.map { function in
    "    {\"\(function.name)\", \" \(function.parameters.map { $0.name + " " }.joined())\"},\n"
  }
  return """
    /* The names of every C function's parameters. Written by abigen (`swift run abigen`) from Sources/CABI: do not edit. */
    #include "normkit_parameters.h"

    #include <string.h>

    static const struct {
      const char *function, *parameters;
    } table[] = {
    \(lines.joined())    {"normkit_get_api", " abi_version out_api "},
    };

    const char *normkit_shims_parameters(const char *function, size_t length) {
      for (size_t place = 0; place < sizeof table / sizeof table[0]; ++place) {
        const char *name = table[place].function;
        if (strncmp(name, function, length) == 0 && name[length] == 0) return table[place].parameters;
      }
      return "";
    }

    """
}
