import Foundation

/// One line at the bottom of a terminal that is written over again and again; nothing where output is not a terminal.
struct ProgressLine: Sendable {
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private let start = Date()

  /// Shows `text` with the seconds since the start. Longer than 79 characters it is cut, as a wrapped line would stay.
  func show(_ text: String) {
    let seconds = Int(Date().timeIntervalSince(start))
    write("\r\u{1B}[2K" + "\(seconds) s  \(text)".prefix(79))
  }

  /// Removes the line.
  func clear() { write("\r\u{1B}[2K") }

  private func write(_ text: String) {
    if isTerminal { FileHandle.standardOutput.write(Data(text.utf8)) }
  }
}
