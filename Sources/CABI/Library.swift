// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The library itself: which version is running, what went wrong last, how many threads it uses.

public import CShims
internal import KernelTable
internal import Kernels
internal import Tensors
internal import Threads

/// The version of the library in use, as text: "0.2.0".
///
/// - Returns: text that lives as long as the library; never NULL.
@c public func normkit_version() -> UnsafePointer<CChar> { normkit_shims_version() }

/// The binary interface that the library in use offers: NORMKIT_ABI_VERSION of the header it was built with.
///
/// A program built with this header runs with every library that returns the same number.
@c public func normkit_abi_version() -> UInt32 { UInt32(NORMKIT_ABI_VERSION) }

/// What the library in use is, for logs: "NormKit 0.2.0, ABI 1, x86-64, kernels avx512".
///
/// The kernels are those chosen for this processor; the environment's NORMKIT_CPU lowers the choice.
///
/// - Returns: text that lives as long as the library; never NULL.
@c public func normkit_build_info() -> UnsafePointer<CChar> { buildInfo }

/// Made once and never freed.
nonisolated(unsafe) private let buildInfo: UnsafePointer<CChar> = {
  #if arch(x86_64)
  let architecture = "x86-64"
  #elseif arch(arm64)
  let architecture = "arm64"
  #else
  let architecture = "another architecture"
  #endif
  let text = "NormKit \(NORMKIT_VERSION), ABI \(NORMKIT_ABI_VERSION), \(architecture), kernels \(Kernels.table.name)"
  let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
  for (index, byte) in text.utf8.enumerated() { bytes[index] = CChar(bitPattern: byte) }
  bytes[text.utf8.count] = 0
  return UnsafePointer(bytes)
}()

/// The name of a status as written in this header: "NORMKIT_SHAPE".
///
/// - Parameter status: what a call returned.
/// - Returns: text that lives as long as the library; "unknown status" for a number that is none. Never NULL.
@c public func normkit_status_name(_ status: normkit_status) -> UnsafePointer<CChar> {
  normkit_shims_status_name(status)
}

/// What was wrong with the calling thread's last failed call: "function: what was expected, what came", in UTF-8.
///
/// A call that works leaves the text as it is. Text of more than 1,023 bytes is cut between two characters.
///
/// - Returns: text of this thread, valid until this thread's next failed call; "" before the first. Never NULL.
@c public func normkit_last_error_message() -> UnsafePointer<CChar> { normkit_shims_error() }

/// The parameter that the text of normkit_last_error_message is about, as this header names it: "units".
///
/// - Returns: text of this thread, valid until this thread's next failed call; "" where the mistake is in no single
///   argument. Never NULL.
@c public func normkit_last_error_argument() -> UnsafePointer<CChar> { normkit_shims_error_argument() }

/// How many threads work on one call, the calling one included; at least 1.
///
/// - Parameter out_threads: receives the number.
@c public func normkit_get_num_threads(_ out_threads: UnsafeMutablePointer<Int32>?) -> normkit_status {
  border { try required(out_threads, "out_threads").pointee = Int32(WorkerPool.shared.threadCount) }
}

/// Chooses how many threads work on one call, from the next call on. Results are the same bits with any number.
///
/// - Parameter threads: 1 to 256; 0 for the library's own choice: the environment's NORMKIT_NUM_THREADS or, without it,
///   the cores that this process may use.
@c public func normkit_set_num_threads(_ threads: Int32) -> normkit_status {
  border {
    guard WorkerPool.shared.setThreadCount(Int(threads)) else {
      throw NormKitError(
        .invalidArgument, "threads must be in 0...\(WorkerPool.maximumThreadCount), got \(threads)")
    }
  }
}
