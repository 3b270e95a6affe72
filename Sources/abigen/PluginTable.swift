/// The table of functions for hosts that load the library with dlopen: an order that only ever grows, and its C source.
struct PluginTable {
  /// The function that hands the table out.
  static let function = "normkit_get_api"
  /// Its section's title in the header.
  static let title = "Plugins: every function through one symbol, for programs that load the library at run time."

  private let border: Border
  /// The functions in the table's order.
  private let order: [String]

  /// `before`: the order as it was, a name a line; new functions come after those.
  ///
  /// Throws: when a function of the order is gone: programs in use have its place compiled in.
  init(_ border: Border, before: String) throws {
    let known = before.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    for name in known where border.functions[name] == nil {
      throw Failure("\(name) is gone or renamed: the binary interface promises it; see Sources/CPlugin/functions.txt")
    }
    self.border = border
    order = known + border.functionNames.filter { !known.contains($0) }
  }

  /// The order, to be kept in git.
  var list: String {
    "# The order of normkit_api, written by abigen: lines are added at the end, never changed or removed.\n"
      + order.map { $0 + "\n" }.joined()
  }

  /// What the header says.
  var declarations: String {
    var text = """
      /**
       * Every function of this header, for hosts that look up one symbol. Members are named as the functions without
       * normkit_, and only ever added at the end.
       */
      typedef struct normkit_api {
        /** The bytes of the table that the library fills: a member at or beyond it is not there. */
        uint64_t size;

      """
    for function in order.compactMap({ border.functions[$0] }) {
      let member = "  \(function.result.spelling)(*\(function.name.dropFirst(8)))"
      text += prototype(member, function, indent: "      ") + "\n"
    }
    return text + """
      } normkit_api;

      /**
       * The table of functions. NORMKIT_UNSUPPORTED when the library's binary interface is another.
       *
       * @param abi_version NORMKIT_ABI_VERSION of the header that the host was compiled with.
       * @param out_api receives the table, which lives as long as the library.
       *
       * \(border.notes[Self.function, default: ""])
       */
      NORMKIT_API normkit_status normkit_get_api(uint32_t abi_version, const normkit_api **out_api);

      """
  }

  /// Sources/CPlugin/api.c
  var source: String {
    let members = order.map { "    .\($0.dropFirst(8)) = \($0),\n" }.joined()
    return """
      /* The table of every C function. Written by abigen (`swift run abigen`) from Sources/CABI: do not edit. */
      #include <stddef.h>

      #include "normkit.h"
      #include "normkit_error.h"

      static const normkit_api api = {
          .size = sizeof(normkit_api),
      \(members)};

      normkit_status normkit_get_api(uint32_t abi_version, const normkit_api **out_api) {
        if (abi_version != NORMKIT_ABI_VERSION) {
          normkit_shims_set_error("normkit_get_api", "the library's NORMKIT_ABI_VERSION is not the one asked for");
          return NORMKIT_UNSUPPORTED;
        }
        if (out_api == NULL) {
          normkit_shims_set_error("normkit_get_api", "out_api must not be NULL");
          return NORMKIT_INVALID_ARGUMENT;
        }
        *out_api = &api;
        return NORMKIT_OK;
      }

      """
  }
}
