import Routines

/// What a window does where it meets the edge of an image.
public enum Padding: String, Sendable, Hashable, Codable, CaseIterable {
  /// It stays inside: ⌊(size − window) / stride⌋ + 1 outputs.
  case valid
  /// ⌈size / stride⌉ outputs; beyond the edges are zeros, half of them on each side, the odd one at the bottom or right.
  /// Differs from: PyTorch's `padding=1` for a 3×3 window by stride 2, which has as many zeros on all sides; a
  /// ZeroPadding2D before a valid window does that.
  case same

  var window: WindowPadding { self == .valid ? .valid : .same }
}
