import CShims

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How many threads to use when nobody has said: what the environment says, else the cores this process may use.
package enum ThreadCount {
  /// The variable that overrides the number of cores.
  package static let variable = "NORMKIT_NUM_THREADS"

  /// `NORMKIT_NUM_THREADS` where it is a positive whole number, else the available cores; in 1...maximum.
  package static func standard(maximum: Int) -> Int {
    let text = getenv(variable).map { String(cString: $0) }
    return max(1, min(maximum, stated(text) ?? availableCores()))
  }

  /// The number in the variable's text; nil where it is missing, not a whole number, or below 1.
  package static func stated(_ text: String?) -> Int? {
    guard let text, let number = Int(text), number >= 1 else { return nil }
    return number
  }

  /// The cores this process may run on, and no more than its share of processor time pays for.
  package static func availableCores() -> Int {
    max(1, min(Int(normkit_shims_schedulable_cores()), CPUQuota.cores() ?? Int.max))
  }
}
