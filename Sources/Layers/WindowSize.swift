/// Rows and columns of a window over an image: of a kernel, of a pool, or of its strides.
public struct WindowSize: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// Along the image's height.
  public var rows: Int
  /// Along its width.
  public var columns: Int

  /// A window of that many rows and columns.
  public init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// A square window.
  public init(integerLiteral size: Int) { self.init(size, size) }

  /// "[3, 3]"
  public var description: String { "[\(rows), \(columns)]" }
}
