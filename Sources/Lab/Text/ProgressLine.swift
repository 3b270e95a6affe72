import Threads

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One line at the bottom of a terminal that is written over again and again; nothing where the stream is no terminal.
///
/// May be used from several threads.
package struct ProgressLine: Sendable {
  /// Where the line goes.
  package enum Stream: Sendable { case standardOutput, standardError }

  private let descriptor: Int32
  private let isTerminal: Bool
  private let start = ContinuousClock.now
  private let lock = Lock()

  package init(_ stream: Stream) {
    descriptor = stream == .standardOutput ? STDOUT_FILENO : STDERR_FILENO
    isTerminal = isatty(descriptor) == 1
  }

  /// Shows `text` with the seconds since the start. Longer than 79 characters it is cut, as a wrapped line would stay.
  package func show(_ text: String) {
    let seconds = (ContinuousClock.now - start).components.seconds
    put("\r\u{1B}[2K" + "\(seconds) s  \(text)".prefix(79))
  }

  /// Removes the line.
  package func clear() { put("\r\u{1B}[2K") }

  private func put(_ text: String) {
    guard isTerminal else { return }
    lock.locked { _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }
  }
}
