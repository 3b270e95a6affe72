import KernelTable

/// The gradient of what was pooled: `PoolingKernels.poolGradient`.
func poolGradient(_ run: PoolingGradientRun) {
  clearUncovered(run)
  acceptInput(run.normalization, PoolingBackward(run: run))
}

/// Pixels that no window covers have a gradient of 0, and so begin those that several do.
@inline(__always)
private func clearUncovered(_ run: PoolingGradientRun) {
  let windows = run.windows
  guard windows.overlap || !windows.tile, run.rows > 0 else { return }
  let rowCount = windows.inputWidth &* windows.channels
  let first = windows.ownedRows(run.firstRow).lowerBound
  let end = windows.ownedRows(run.firstRow &+ run.rows &- 1).upperBound
  (run.gradient + first &* rowCount).update(repeating: 0, count: (end &- first) &* rowCount)
}

private struct PoolingBackward: PoolingInputVisitor {
  let run: PoolingGradientRun

  @inline(never)
  func visit<Input: PoolingInput>(_ input: Input) {
    switch run.pooling {
    case .maximum: forEachStrip(run.windows.channels, GradientWindows(run: run, input: input, share: ToTheLargest()))
    case .average: forEachStrip(run.windows.channels, GradientWindows(run: run, input: input, share: InEqualParts()))
    }
  }
}

/// How a window's gradient is divided among its pixels.
private protocol WindowShare {
  /// Calls `give` with each pixel's offset in the image and its share of dy; `value` is what was pooled there.
  func divide<V: SIMD>(
    _ dy: V, _ rows: WindowSpan, _ columns: WindowSpan, width: Int, channels: Int, value: (_ offset: Int) -> V,
    give: (_ offset: Int, _ share: V) -> Void
  ) where V.Scalar == Float, V.MaskStorage.Scalar == Int32
}

/// The places of the window are numbered; the largest's number is found, then compared with each.
private struct ToTheLargest: WindowShare {
  @inline(__always)
  func divide<V: SIMD>(
    _ dy: V, _ rows: WindowSpan, _ columns: WindowSpan, width: Int, channels: Int, value: (_ offset: Int) -> V,
    give: (_ offset: Int, _ share: V) -> Void
  ) where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    var best = V(repeating: -.infinity)
    var place = V.zero
    var number: Float = 0
    forEachPixel(rows, columns, width: width, channels: channels) { offset in
      let x = value(offset)
      let isNumber = equal(x, x)
      let isLarger = less(best, x)
      let here = V(repeating: number)
      place = select(isNumber, select(isLarger, here, place), here)
      best = select(isNumber, select(isLarger, x, best), x)
      number += 1
    }
    number = 0
    forEachPixel(rows, columns, width: width, channels: channels) { offset in
      give(offset, select(equal(place, V(repeating: number)), dy, V.zero))
      number += 1
    }
  }
}

private struct InEqualParts: WindowShare {
  @inline(__always)
  func divide<V: SIMD>(
    _ dy: V, _ rows: WindowSpan, _ columns: WindowSpan, width: Int, channels: Int, value: (_ offset: Int) -> V,
    give: (_ offset: Int, _ share: V) -> Void
  ) where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    let share = dy / V(repeating: Float(rows.count &* columns.count))
    forEachPixel(rows, columns, width: width, channels: channels) { offset in give(offset, share) }
  }
}

private struct GradientWindows<Input: PoolingInput, Share: WindowShare>: StripKernel {
  let run: PoolingGradientRun
  let input: Input
  let share: Share

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let windows = run.windows
    let channels = windows.channels
    let overlap = windows.overlap
    // With sums, the gradient is the one by the normalized numbers.
    let reduces = Input.isNormalized && run.sum != nil
    let parameters = input.columns(strip, at: channel)
    // Averages ask for no number of an image that is read as it is.
    let source = (run.source ?? run.upstream) + channel
    let gradient = run.gradient + channel
    var upstream = run.upstream + (run.firstRow &* windows.outputWidth &* channels &+ channel)
    var sums = S.Vector.zero
    var centredSums = S.Vector.zero
    for row in run.firstRow..<(run.firstRow &+ run.rows) {
      let rows = windows.rows(of: row)
      for column in 0..<windows.outputWidth {
        share.divide(
          strip.load(upstream), rows, windows.columns(of: column), width: windows.inputWidth, channels: channels
        ) { offset in
          input.value(strip.load(source + offset), parameters)
        } give: { offset, dy in
          var part = dy
          if reduces {
            let x = strip.load(source + offset)
            part = input.gradient(dy, at: x, parameters)
            sums += part
            centredSums = multiplyAdd(part, x - parameters.mean, centredSums)
          }
          if overlap { part = part + strip.load(gradient + offset) }
          strip.store(part, to: gradient + offset)
        }
        upstream += channels
      }
    }
    if let sum = run.sum { addLanes(sums, count: strip.count, to: sum + channel) }
    if let sum = run.centredSum { addLanes(centredSums, count: strip.count, to: sum + channel) }
  }
}
