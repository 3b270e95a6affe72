import FoundationEssentials
package import Tensors

/// JSON as sections have it: snake_case keys in order, so that equal contents give equal text.
package enum SectionJSON {
  /// Throws: `internal` when a value has no JSON form; checked configurations always have one.
  package static func encode(_ value: some Encodable, section: String) throws(NormKitError) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw NormKitError(.internal, "\(section): cannot be written as JSON: \(error)")
    }
  }

  /// Throws: `format` naming `source`, the section, and where in it what was expected.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String, section: String, source: String
  ) throws(NormKitError) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw NormKitError(.format, "\(source): section \"\(section)\": \(describe(error))")
    } catch {
      throw NormKitError(.format, "\(source): section \"\(section)\" is not JSON")
    }
  }

  private static func describe(_ error: DecodingError) -> String {
    switch error {
    case .typeMismatch(let type, let context): "expected \(type)\(place(context))"
    case .valueNotFound(let type, let context): "expected \(type), got null\(place(context))"
    case .keyNotFound(let key, let context): "\"\(key.stringValue)\" is missing\(place(context))"
    case .dataCorrupted(let context): "\(context.debugDescription)\(place(context))"
    @unknown default: "is damaged"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    guard !context.codingPath.isEmpty else { return "" }
    return " at " + context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}
