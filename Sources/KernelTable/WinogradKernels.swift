/// Winograd's minimal filtering (Winograd 1980; for convolutions Lavin & Gray 2016, arXiv 1509.09308): the transforms.
package struct WinogradKernels: Sendable {
  /// Transforms tiles, channel by channel: `WinogradRun`.
  package let transform: @Sendable (WinogradRun) -> Void

  package init(transform: @escaping @Sendable (WinogradRun) -> Void) {
    self.transform = transform
  }
}

/// The side of a tile of outputs that a 3×3 kernel's Winograd algorithm computes at a time.
package enum WinogradTile: Int, Sendable, Hashable, CaseIterable {
  /// F(2×2, 3×3): points 0, ±1, ∞; 16 multiplications in place of 36.
  case two = 2
  /// F(4×4, 3×3): points 0, ±3/4, ±5/4, ∞; 36 multiplications in place of 144. These points lose a fifth of the digits
  /// that the usual 0, ±1, ±2, ∞ lose, and need no more operations.
  case four = 4

  /// Outputs along a side.
  package var outputs: Int { rawValue }
  /// Inputs along a side of the tile, and points along a side of the transformed one.
  package var points: Int { rawValue + 2 }
  /// Products of a tile and a pair of channels.
  package var positions: Int { points * points }
}

/// Which transform T, of a side of the given number of elements (m outputs, m + 2 points).
package enum WinogradTransform: Sendable, Hashable, CaseIterable {
  /// Bᵀ, points → points: the images, forward and for the kernel's gradient, and the output gradient for the images'.
  case image
  /// G, 3 → points: the kernel.
  case kernel
  /// Aᵀ, points → m: what forward and the data gradient end with.
  case output
  /// A, m → points: the output gradient, for the kernel's gradient.
  case outputGradient
  /// Gᵀ, points → 3: what the kernel's gradient ends with.
  case kernelGradient
}

/// Tiles, one beside the other, to transform: destination = T · source · Tᵀ for every channel of every tile, columns
/// first. Element (row, column, channel) of tile t at row·rowStride + column·columnStride + t·tileStride + channel.
package struct WinogradRun {
  /// Where a tile's elements are.
  package struct Strides {
    package var row: Int
    package var column: Int
    package var tile: Int

    package init(row: Int, column: Int, tile: Int) {
      self.row = row
      self.column = column
      self.tile = tile
    }
  }

  package var tile: WinogradTile
  package var transform: WinogradTransform
  package var tiles: Int
  package var channels: Int
  package var source: UnsafePointer<Float>
  package var sourceStrides: Strides
  package var destination: UnsafeMutablePointer<Float>
  package var destinationStrides: Strides
  /// Rows and columns of the result that are written; all are by default.
  package var writtenRows = 6
  package var writtenColumns = 6
  /// [channels], added to every element of the result.
  package var bias: UnsafePointer<Float>?

  package init(
    tile: WinogradTile, transform: WinogradTransform, tiles: Int, channels: Int, source: UnsafePointer<Float>,
    sourceStrides: Strides, destination: UnsafeMutablePointer<Float>, destinationStrides: Strides
  ) {
    self.tile = tile
    self.transform = transform
    self.tiles = tiles
    self.channels = channels
    self.source = source
    self.sourceStrides = sourceStrides
    self.destination = destination
    self.destinationStrides = destinationStrides
  }
}
