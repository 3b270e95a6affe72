/// The element types that an archive holds, by their safetensors names.
extension ArchiveTensor {
  /// The type of a tensor's numbers; the raw value is the file's `dtype`. All are little-endian, as the machine is.
  package enum ElementType: String, Sendable, CaseIterable {
    case float32 = "F32"
    case float64 = "F64"
    case int32 = "I32"
    case int64 = "I64"

    /// Bytes of one element; also its alignment.
    package var byteCount: Int {
      switch self {
      case .float32, .int32: 4
      case .float64, .int64: 8
      }
    }

    /// Types that safetensors knows and NormKit does not read: an `unsupported` error, where other names are `format`.
    static let unsupportedNames: Set<String> = [
      "BOOL", "F4", "F6_E2M3", "F6_E3M2", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E5M2FNUZ", "F8_E4M3FNUZ",
      "I16", "U16", "F16", "BF16", "U32", "C64", "U64",
    ]

    /// The supported names, for error texts.
    static let supportedNames = allCases.map(\.rawValue).joined(separator: ", ")
  }
}

/// A Swift number that an archive can hold.
package protocol ArchiveElement: BitwiseCopyable, Sendable {
  /// How a file calls this type.
  static var archiveType: ArchiveTensor.ElementType { get }
}

extension Float: ArchiveElement {
  package static var archiveType: ArchiveTensor.ElementType { .float32 }
}

extension Double: ArchiveElement {
  package static var archiveType: ArchiveTensor.ElementType { .float64 }
}

extension Int32: ArchiveElement {
  package static var archiveType: ArchiveTensor.ElementType { .int32 }
}

extension Int64: ArchiveElement {
  package static var archiveType: ArchiveTensor.ElementType { .int64 }
}
