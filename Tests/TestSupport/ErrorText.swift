package import Tensors
package import Testing

/// That `body` throws an error of this code with exactly this text: texts are an interface.
package func expectError(
  _ code: NormKitError.Code, _ text: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("nothing was thrown, expected: \(text)", sourceLocation: sourceLocation)
  } catch let error as NormKitError {
    if error.code != code || error.message != text {
      Issue.record(
        "thrown was \(error.code): \(error.message)\nexpected \(code): \(text)", sourceLocation: sourceLocation)
    }
  } catch {
    Issue.record("thrown was \(error), expected: \(text)", sourceLocation: sourceLocation)
  }
}
