import KernelTable

/// A transform that begins further on in its matrix: per-channel parameters move with the channels, second matrices
/// with rows and channels.
extension BlockLoad.Transform {
  func advanced(rows: Int, channels: Int) -> BlockLoad.Transform {
    switch self {
    case .none, .activation: self
    case .normalize(let affine, let activation): .normalize(affine.advanced(by: channels), activation)
    case .gradient(let gradient, let z, let zStride):
      .gradient(gradient.advanced(by: channels), z: z + rows * zStride + channels, zStride: zStride)
    }
  }

  /// Whether the values stay as they are.
  var isNone: Bool {
    if case .none = self { true } else { false }
  }
}

extension BlockGradient.Derivative {
  func advanced(rows: Int, channels: Int) -> BlockGradient.Derivative {
    switch self {
    case .one: self
    case .output(let activation, let y, let stride):
      .output(activation, y: y + rows * stride + channels, yStride: stride)
    case .input(let activation, let x, let stride):
      .input(activation, x: x + rows * stride + channels, xStride: stride)
    case .normalized(let activation, let affine): .normalized(activation, affine.advanced(by: channels))
    }
  }
}
