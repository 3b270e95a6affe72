import NormKit

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Whole files as bytes.
enum FileBytes {
  /// Throws: `io` when the file cannot be read.
  static func read(_ path: String) throws(NormKitError) -> [UInt8] {
    do { return [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
      throw NormKitError(.io, "\(path): could not be read")
    }
  }
}
