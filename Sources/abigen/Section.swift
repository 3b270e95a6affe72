/// A section of the header: one file of Sources/CABI, its opening sentence, and its functions in the order written.
struct Section {
  /// The files that hold C functions, in the header's order.
  static let order = [
    "Library", "Log", "Datasets", "Models", "Layers", "Convolutions", "Pooling", "ResidualBlocks", "BatchNormalization",
    "Statistics", "Normalizations", "Optimizers", "FitOptions", "Training", "RunningCalls", "Metrics", "Histories",
    "Diagnoses", "WeightAverages", "Folding", "ModelTensors", "Descriptions", "Memory", "Files",
  ]

  struct Entry {
    var function: String
    /// Paragraphs, a blank line between two.
    var text: [String]
    var parameters: [(name: String, text: String)]
    var returns: String?
  }

  /// The file's opening sentence.
  var title: String
  var entries: [Entry] = []

  init(file: String, source: String) throws {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let opening = lines.filter { !$0.hasPrefix("// swift-format-ignore") }.drop { !$0.hasPrefix("// ") }
      .prefix { $0.hasPrefix("// ") }.map { $0.dropFirst(3) }
    guard !opening.isEmpty else { throw Failure("\(file).swift must open with a sentence on what it is") }
    title = opening.joined(separator: " ")
    var comment: [Substring] = []
    for line in lines {
      if line.hasPrefix("///") {
        comment.append(line.dropFirst(3).drop { $0 == " " })
        continue
      }
      if let match = line.firstMatch(of: /^@c public func (normkit_\w+)/) {
        entries.append(try Self.entry(String(match.1), comment))
      }
      comment = []
    }
  }

  /// Splits a documentation comment into paragraphs and parameters.
  private static func entry(_ function: String, _ comment: [Substring]) throws -> Entry {
    var entry = Entry(function: function, text: [""], parameters: [], returns: nil)
    var continued: WritableKeyPath<Entry, String> = \.text[0]
    for line in comment {
      if let match = line.wholeMatch(of: /- Parameter (\w+): (.*)/) {
        entry.parameters.append((String(match.1), String(match.2)))
        continued = \.parameters[entry.parameters.count - 1].text
      } else if let match = line.wholeMatch(of: /- Returns: (.*)/) {
        entry.returns = String(match.1)
        continued = \.returns!
      } else if line.isEmpty {
        entry.text.append("")
        continued = \.text[entry.text.count - 1]
      } else {
        entry[keyPath: continued] += (entry[keyPath: continued].isEmpty ? "" : " ") + line
      }
    }
    entry.text.removeAll(where: \.isEmpty)
    guard !entry.text.isEmpty else { throw Failure("\(function) has no documentation") }
    return entry
  }
}
