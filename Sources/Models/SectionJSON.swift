import Archive
package import Tensors

/// JSON as sections have it: snake_case keys in order, so that equal contents give equal text.
package enum SectionJSON {
  /// Throws: `internal` when a value has no JSON form; checked configurations always have one.
  package static func encode(_ value: some Encodable, section: String) throws(NormKitError) -> String {
    do {
      return try JSONValue(encoding: value).text
    } catch {
      throw NormKitError(.internal, "\(section): cannot be written as JSON: \(error)")
    }
  }

  /// Throws: `format` naming `source`, the section, and where in it what was expected and what came.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String, section: String, source: String
  ) throws(NormKitError) -> Value {
    let place = "\(source): section \"\(section)\""
    let value = try JSONValue.parse(text, place: place)
    do {
      return try value.decode(as: type)
    } catch let error as DecodingError {
      throw NormKitError(.format, "\(place): \(describe(error))")
    } catch {
      throw NormKitError(.format, "\(place): \(error)")
    }
  }

  private static func describe(_ error: DecodingError) -> String {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
      .dataCorrupted(let context):
      context.debugDescription + location(context)
    @unknown default: "\(error)"
    }
  }

  private static func location(_ context: DecodingError.Context) -> String {
    guard !context.codingPath.isEmpty else { return "" }
    return " at " + context.codingPath.map(\.stringValue).joined(separator: ".")
  }
}
