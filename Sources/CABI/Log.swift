// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The log: silent until somebody asks to be told what the library does and what fails.

public import CShims
internal import Tensors
internal import Threads

/// The one listener of the process.
private let listener = Guarded<LogListener?>(nil)

/// A C callback with its user data, which is handed back to the caller when nobody holds it any more.
private final class LogListener: @unchecked Sendable {
  private let callback: normkit_log_callback
  private let userData: UnsafeMutableRawPointer?
  var destroy: normkit_destroy_callback?

  init(
    _ callback: @escaping normkit_log_callback, _ userData: UnsafeMutableRawPointer?,
    _ destroy: normkit_destroy_callback?
  ) {
    self.callback = callback
    self.userData = userData
    self.destroy = destroy
  }

  func hear(_ level: normkit_log_level, _ text: UnsafePointer<CChar>) { callback(level, text, userData) }

  deinit { destroy?(userData) }
}

/// Has a function called with what the library does, in place of any function before. Nothing is logged by default.
///
/// The function may call the library; what it does there is not logged. Calls of several threads may reach it at once.
///
/// - Parameter level: the most talkative lines that are wanted; NORMKIT_LOG_OFF for none, whatever the callback.
/// - Parameter callback: what to call; NULL for nothing.
/// - Parameter user_data: handed to the callback; may be NULL.
/// - Parameter destroy: called once with user_data when another listener takes the place and the last line has been
///   heard; may be NULL. When this call fails it is not called.
@c public func normkit_set_log(
  _ level: normkit_log_level, _ callback: normkit_log_callback?, _ user_data: UnsafeMutableRawPointer?,
  _ destroy: normkit_destroy_callback?
) -> normkit_status {
  border {
    guard level.rawValue <= NORMKIT_LOG_DEBUG.rawValue else { throw unknown("log_level", level.rawValue) }
    let silent: normkit_log_callback = { _, _, _ in }
    let isSilent = callback == nil && destroy == nil
    let next = isSilent ? nil : LogListener(callback ?? silent, user_data, destroy)
    // The replaced one goes after the lock, since it may call back.
    let replaced = listener.exchange(next)
    normkit_shims_set_log_level(callback == nil ? 0 : Int32(level.rawValue))
    withExtendedLifetime(replaced) {}
  }
}

/// Whether lines of this level are heard at all.
func isLogged(_ level: normkit_log_level) -> Bool {
  normkit_shims_log_level() >= Int32(level.rawValue) && !normkit_shims_is_logging()
}

/// Tells the listener. Allocates nothing.
func log(_ level: normkit_log_level, _ text: UnsafePointer<CChar>) {
  guard isLogged(level), let heard = listener.value else { return }
  normkit_shims_set_logging(true)
  heard.hear(level, text)
  normkit_shims_set_logging(false)
}

/// The same with a text that is made only when somebody listens.
func log(_ level: normkit_log_level, _ text: @autoclosure () -> String) {
  guard isLogged(level) else { return }
  text().withCString { log(level, $0) }
}
