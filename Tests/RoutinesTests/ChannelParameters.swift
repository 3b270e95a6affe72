import KernelTable
import Reference
import Routines
import Testing

/// Per-channel parameters and second matrices for every transform of a matrix [rows, channels] while it is loaded.
struct ChannelParameters {
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case none, activation, normalize, gradient
    var testDescription: String { rawValue }
  }

  let rows: Int
  let channels: Int
  /// Four numbers a channel: mean, scale or p, shift or q, and r.
  let parameters: GuardedMatrix
  let z: GuardedMatrix

  init(rows: Int, channels: Int, seed: UInt64) {
    var numbers = TestNumbers(seed: seed)
    self.rows = rows
    self.channels = channels
    parameters = GuardedMatrix(rows: 4, columns: channels, gap: 5)
    z = GuardedMatrix(rows: rows, columns: channels, gap: 2)
    parameters.values = numbers.floats(4 * channels)
    z.values = numbers.floats(rows * channels)
  }

  private func pointer(_ row: Int) -> UnsafePointer<Float> {
    UnsafePointer(parameters.base + row * parameters.stride)
  }

  var affine: ChannelAffine { ChannelAffine(mean: pointer(0), scale: pointer(1), shift: pointer(2)) }

  func transform(_ kind: Kind) -> BlockLoad.Transform {
    switch kind {
    case .none: .none
    case .activation: .activation(.leakyRelu(slope: 0.25))
    case .normalize: .normalize(affine, .relu)
    case .gradient:
      .gradient(
        ChannelGradient(mean: pointer(0), p: pointer(1), q: pointer(2), r: pointer(3)), z: z.base, zStride: z.stride)
    }
  }

  /// The transformed matrix by definition.
  func exact(_ kind: Kind, of matrix: [Float]) -> [Double] {
    let numbers = parameters.values.map(Double.init)
    let second = z.values.map(Double.init)
    return matrix.indices.map { index in
      let channel = index % channels
      let x = Double(matrix[index])
      let (mean, a, b, r) = (
        numbers[channel], numbers[channels + channel], numbers[2 * channels + channel], numbers[3 * channels + channel]
      )
      return switch kind {
      case .none: x
      case .activation: x > 0 ? x : 0.25 * x
      case .normalize: max(0, a * (x - mean) + b)
      case .gradient: a * x + b * (second[index] - mean) - r
      }
    }
  }

  /// The transformed matrix as the kernels make it when they load it by itself.
  func loaded(_ kind: Kind, of matrix: GuardedMatrix, table: KernelTable) -> [Float] {
    let copy = GuardedMatrix(rows: rows, columns: channels)
    table.block.load(
      BlockLoad(
        rows: rows, channels: channels, source: matrix.base, sourceStride: matrix.stride, destination: copy.base,
        destinationStride: copy.stride, paddedChannels: channels, transform: transform(kind)))
    return copy.values
  }
}
