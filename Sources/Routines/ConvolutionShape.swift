package import Tensors

/// Which of a convolution's three products is meant.
package enum ConvolutionKind: String, Sendable, Hashable, CaseIterable {
  case forward
  case dataGradient
  case weightGradient
}

/// The sizes of a convolution: images [N, H, W, C] with a kernel [KH, KW, C, F] give [N, OH, OW, F].
package struct ConvolutionShape: Sendable, Hashable {
  package let images: Int
  /// H, KH and OH.
  package let rows: WindowAxis
  /// W, KW and OW.
  package let columns: WindowAxis
  package let channels: Int
  package let filters: Int

  /// Throws: `shape` when the images, the kernel or the output have more elements than memory can.
  package init(
    images: Int, rows: WindowAxis, columns: WindowAxis, channels: Int, filters: Int
  ) throws(NormKitError) {
    self.images = images
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.filters = filters
    _ = try Shape([images, rows.size + rows.window, columns.size + columns.window, channels])
    _ = try Shape([rows.window, columns.window, channels, filters])
    _ = try Shape([images, rows.outputs, columns.outputs, filters])
  }

  /// Rows of the kernel as a matrix with a column a filter.
  package var depth: Int { rows.window * columns.window * channels }
  /// Rows of the input as a matrix of pixels.
  package var inputPixels: Int { images * rows.size * columns.size }
  /// Rows of the output as a matrix of pixels.
  package var outputPixels: Int { images * rows.outputs * columns.outputs }
  /// Multiply-adds of each of the three products, zeros at the edges included.
  package var multiplyAdds: Int { outputPixels * depth * filters }

  /// The blocks over which an epilogue sums; nil where the output is no image.
  package func blocks(of kind: ConvolutionKind) -> RowBlocks? {
    switch kind {
    case .forward: outputBlocks
    case .dataGradient: RowBlocks(images: images, height: rows.size, width: columns.size)
    case .weightGradient: nil
    }
  }

  /// The output's pixels in blocks.
  var outputBlocks: RowBlocks { RowBlocks(images: images, height: rows.outputs, width: columns.outputs) }
}
