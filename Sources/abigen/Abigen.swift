import ArgumentParser
import Foundation

/// The command: one reading of the C border, the files written from it.
@main
struct Abigen: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the C header, the plugin table, the Python prototypes and the export list from the C border.",
    discussion: """
      Types come from the header that the Swift compiler prints for the CABI module and from CShims' normkit_types.h, \
      order, documentation and the rules for threads from Sources/CABI, versions from Tests/abi. Run it in the package's folder after changing any of them.
      """)

  @Flag(help: "Write nothing; fail, naming the file, when one is not what would be written.")
  var check = false

  @Option(help: "The compiler's header of CABI; without it, CABI is built first, beside this program.")
  var header: String?

  private static let exportListPath = "Sources/CABI/exports.map"

  func run() throws {
    let sources = try Section.order.map { try text("Sources/CABI/\($0).swift") }
    let border = try Border(
      compilerHeader: try text(try header ?? buildHeader()),
      typesHeader: try text("Sources/CShims/include/normkit_types.h"),
      sections: try zip(Section.order, sources).map { try Section(file: $0, source: $1) },
      rules: ThreadRules(sources), releases: Releases(folder: "Tests/abi"))
    let table = try PluginTable(border, before: (try? text("Sources/CPlugin/functions.txt")) ?? "")
    let outputs = [
      ("Include/normkit.h", cHeader(border, table)),
      ("Sources/CPlugin/api.c", table.source),
      ("Sources/CPlugin/functions.txt", table.list),
      ("Sources/CShims/parameters.c", parameterTable(border)),
      ("bindings/python/normkit/_abi.py", pythonPrototypes(border)),
      (Self.exportListPath, exportList(border)),
    ]
    var stale: [String] = []
    for (path, content) in outputs where (try? text(path)) != content {
      stale.append(path)
      if check { continue }
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(content.utf8).write(to: URL(fileURLWithPath: path))
      print("wrote \(path)")
      if path == Self.exportListPath { dropLibraries() }
    }
    if check, !stale.isEmpty {
      throw Failure("stale: \(stale.joined(separator: ", ")); run `swift run abigen` and commit the result")
    }
    print("\(border.functions.count) functions, \(outputs.count) files up to date")
  }

  /// Builds CABI in the configuration that this program was built in. Returns: the path of the compiler's header.
  private func buildHeader() throws -> String {
    #if DEBUG
    let configuration = "debug"
    #else
    let configuration = "release"
    #endif
    let build = Process()
    build.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    build.arguments = ["swift", "build", "--configuration", configuration, "--target", "CABI"]
    build.standardOutput = FileHandle.standardError
    try build.run()
    build.waitUntilExit()
    guard build.terminationStatus == 0 else { throw Failure("CABI does not build") }
    let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return products.appendingPathComponent("CABI.build/include/CABI-Swift.h").path
  }

  /// Deletes the libraries linked with another export list: SwiftPM does not see it change, and would keep them.
  private func dropLibraries() {
    for configuration in ["debug", "release"] {
      try? FileManager.default.removeItem(atPath: ".build/\(configuration)/libnormkit.so")
    }
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}

/// What is wrong with the sources, in words.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
