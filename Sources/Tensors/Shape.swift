/// The sizes of a tensor's axes, outermost first: [N, C] or [N, H, W, C]. The last axis is the channel axis.
public struct Shape: Hashable, Sendable, CustomStringConvertible, ExpressibleByArrayLiteral {
  /// Every size is at least 0, and the product of those above 0 fits an Int.
  public let sizes: [Int]
  /// The product of all sizes; 1 for a scalar (no axes).
  public let count: Int

  /// Throws: `shape` when a size is negative or the product of the sizes above 0 overflows.
  public init(_ sizes: [Int]) throws(NormKitError) {
    // Sizes of 0 are left out: the products of the other axes, such as `rows`, must not overflow either.
    var product = 1
    for size in sizes where size != 0 {
      guard size > 0 else { throw NormKitError(.shape, "Shape: sizes must be at least 0, got \(sizes)") }
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow else { throw NormKitError(.shape, "Shape: the number of elements of \(sizes) overflows") }
      product = next
    }
    self.sizes = sizes
    self.count = sizes.contains(0) ? 0 : product
  }

  /// For sizes written in the source; traps where `init(_:)` throws.
  public init(arrayLiteral sizes: Int...) {
    do { try self.init(sizes) } catch { preconditionFailure(error.message) }
  }

  /// The size of the last axis; 1 for a scalar.
  public var channels: Int { sizes.last ?? 1 }

  /// How many runs of channels: the product of all sizes but the last.
  public var rows: Int { sizes.dropLast().reduce(1, *) }

  /// The sizes in brackets: "[60, 784]".
  public var description: String { "[" + sizes.map(String.init).joined(separator: ", ") + "]" }
}
