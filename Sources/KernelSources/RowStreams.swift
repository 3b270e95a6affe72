import CShims

/// Maps whose results are stored past the caches, row by row: memory is then written in one straight line, each line of
/// the cache as a whole, and none is read before it is overwritten.

/// What a map does to a strip of one row.
protocol RowMap: RowKernel {
  func step<S: Strip>(_ row: Int, _ strip: S, at channel: Int)
}

/// A line of the cache, stored past it.
struct StreamedStrip: Strip {
  var count: Int { @inline(__always) get { 16 } }

  @inline(__always)
  func load(_ source: UnsafePointer<Float>) -> SIMD16<Float> {
    UnsafeRawPointer(source).loadUnaligned(as: SIMD16<Float>.self)
  }

  @inline(__always)
  func store(_ vector: SIMD16<Float>, to destination: UnsafeMutablePointer<Float>) {
    normkit_shims_stream_line(destination, vector)
  }
}

/// Runs the kernel over rows of whole lines. A strip's parameters come from the first-level cache for each row.
@inline(__always)
func streamRows<Kernel: RowMap>(_ rows: Int, _ channels: Int, _ kernel: Kernel) {
  for row in 0..<rows {
    var channel = 0
    while channel < channels {
      kernel.step(row, StreamedStrip(), at: channel)
      channel &+= 16
    }
  }
  normkit_shims_finish_streams()
}
