import KernelTable

/// Transforms tiles, a vector of channels at a time: `WinogradKernels.transform`.
func transformTiles(_ run: WinogradRun) {
  switch (run.tile, run.transform) {
  case (.four, .image): transformTiles(run, by: FourImage.self)
  case (.four, .kernel): transformTiles(run, by: FourKernel.self)
  case (.four, .output): transformTiles(run, by: FourOutput.self)
  case (.four, .outputGradient): transformTiles(run, by: FourOutputGradient.self)
  case (.four, .kernelGradient): transformTiles(run, by: FourKernelGradient.self)
  case (.two, .image): transformTiles(run, by: TwoImage.self)
  case (.two, .kernel): transformTiles(run, by: TwoKernel.self)
  case (.two, .output): transformTiles(run, by: TwoOutput.self)
  case (.two, .outputGradient): transformTiles(run, by: TwoOutputGradient.self)
  case (.two, .kernelGradient): transformTiles(run, by: TwoKernelGradient.self)
  }
}

/// Whole vectors of channels whose results are all wanted go straight from source to destination; others by way of a
/// buffer, so that there is one piece of unrolled code for each line.
@inline(never)
private func transformTiles<Line: WinogradLine>(_ run: WinogradRun, by _: Line.Type) {
  let direct = run.writtenRows >= Line.outputs && run.writtenColumns >= Line.outputs && run.bias == nil
  for tile in 0..<run.tiles {
    let source = run.source + tile &* run.sourceStrides.tile
    let destination = run.destination + tile &* run.destinationStrides.tile
    var channel = 0
    while channel < run.channels {
      if direct && channel &+ vectorWidth <= run.channels {
        transformVector(
          source + channel, run.sourceStrides, destination + channel, run.destinationStrides, by: Line.self)
      } else {
        transformPartly(source + channel, destination + channel, run, at: channel, by: Line.self)
      }
      channel &+= vectorWidth
    }
  }
}

/// Transforms a tile's vector of channels, or what is left of one, adds the bias and writes some of the rows and columns.
@inline(never)
private func transformPartly<Line: WinogradLine>(
  _ source: UnsafePointer<Float>, _ destination: UnsafeMutablePointer<Float>, _ run: WinogradRun, at channel: Int,
  by _: Line.Type
) {
  let count = min(vectorWidth, run.channels &- channel)
  let bias = run.bias.map { Vector.loadFirst(count, from: $0 + channel) } ?? .zero
  var buffer = InlineArray<36, Vector>(repeating: .zero)
  withUnsafeMutablePointer(to: &buffer) { buffer in
    let vectors = UnsafeMutableRawPointer(buffer).assumingMemoryBound(to: Float.self)
    for element in 0..<Line.inputs &* Line.inputs {
      let (row, column) = (element / Line.inputs, element % Line.inputs)
      let from = source + (row &* run.sourceStrides.row &+ column &* run.sourceStrides.column)
      store(Vector.loadFirst(count, from: from), to: vectors + element &* vectorWidth)
    }
    transformVector(
      vectors, bufferStrides(Line.inputs), vectors, bufferStrides(Line.outputs), by: Line.self)
    for row in 0..<min(run.writtenRows, Line.outputs) {
      for column in 0..<min(run.writtenColumns, Line.outputs) {
        let output = load(vectors + (row &* Line.outputs &+ column) &* vectorWidth) + bias
        let to = destination + (row &* run.destinationStrides.row &+ column &* run.destinationStrides.column)
        output.storeFirst(count, to: to)
      }
    }
  }
}

/// How a tile's vectors lie one after the other.
@inline(__always)
private func bufferStrides(_ side: Int) -> WinogradRun.Strides {
  WinogradRun.Strides(row: side &* vectorWidth, column: vectorWidth, tile: 0)
}

/// Transforms a tile's vector of channels. All lines are unrolled, so that much of what lies between columns and rows
/// stays in registers; everything is read before anything is written.
@inline(never)
private func transformVector<Line: WinogradLine>(
  _ source: UnsafePointer<Float>, _ from: WinogradRun.Strides, _ destination: UnsafeMutablePointer<Float>,
  _ to: WinogradRun.Strides, by _: Line.Type
) {
  var between = InlineArray<36, Vector>(repeating: .zero)
  unrolled(Line.inputs) { column in
    Line.transform(
      { load(source + ($0 &* from.row &+ column &* from.column)) },
      { between[unchecked: $0 &* Line.inputs &+ column] = $1 })
  }
  unrolled(Line.outputs) { row in
    Line.transform(
      { between[unchecked: row &* Line.inputs &+ $0] },
      { store($1, to: destination + (row &* to.row &+ $0 &* to.column)) })
  }
}

/// Calls `body` with 0..<count, count ≤ 6, each index a constant.
@inline(__always)
private func unrolled(_ count: Int, _ body: (Int) -> Void) {
  if count > 0 { body(0) }
  if count > 1 { body(1) }
  if count > 2 { body(2) }
  if count > 3 { body(3) }
  if count > 4 { body(4) }
  if count > 5 { body(5) }
}

/// The Winograd kernels of this instruction set.
func makeWinogradKernels() -> WinogradKernels {
  WinogradKernels(transform: { transformTiles($0) })
}
