import Execution
import KernelTable
import Routines
import Tensors

/// The steps that pooling becomes.
extension Lowering {
  /// Forward one pass over the images, backward another.
  mutating func appendPooling(_ pooling: Pooling, _ window: ImageWindow) throws(NormKitError) {
    let input = current
    let windows = window.grid(channels: input.channels)
    let pixels = batchSize * windows.outputHeight * windows.outputWidth
    let output = try matrix(rows: pixels, channels: windows.channels, name: "output")
    append(
      .pool(
        PoolStep(pooling: pooling, windows: windows, images: batchSize, source: Operand(input), output: output)))
    current = output
    guard mode.isTraining, needsGradient else { return }
    appendBackward([
      .poolGradient(
        PoolGradientStep(
          pooling: pooling, windows: windows, images: batchSize, upstream: try gradient(of: output),
          source: pooling == .maximum ? Operand(input) : nil, output: try gradient(of: input)))
    ])
  }
}
