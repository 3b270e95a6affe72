/// What NormKit throws: a code to branch on, and a sentence that names the function, what it expected and what came.
public struct NormKitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of mistake. The C border's `normkit_status` has the same cases with the same numbers.
  public enum Code: Int32, Sendable, CaseIterable {
    /// A number, name or pointer out of its range.
    case invalidArgument = 1
    /// Sizes that do not fit together.
    case shape = 2
    /// A call at the wrong time, such as training before compiling.
    case state = 3
    /// A handle that is null, stale, freed or of another type.
    case handle = 4
    /// Memory that could not be had.
    case outOfMemory = 5
    /// A file that could not be opened, read or written.
    case io = 6
    /// A file whose content is not what its format asks for.
    case format = 7
    /// An object in use by another thread.
    case busy = 8
    /// Stopped by the caller's own callback.
    case cancelled = 9
    /// Something that this version, machine or layer cannot do.
    case unsupported = 10
    /// A mistake of the library's own.
    case `internal` = 11
  }

  /// The kind of mistake.
  public let code: Code
  /// One sentence for a person: "Dense.init: units must be at least 1, got 0".
  public let message: String

  /// An error of the given kind with its sentence.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}
