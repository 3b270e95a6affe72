package import KernelTable

extension KernelTable {
  /// Whether a multiply-add is rounded once: everywhere but in the baseline of x86-64.
  package var isFused: Bool {
    #if arch(x86_64)
    name != "baseline"
    #else
    true
    #endif
  }
}
