import KernelTable

/// The depthwise kernels of this instruction set.
func makeDepthwiseKernels() -> DepthwiseKernels {
  DepthwiseKernels(
    forward: { run in forEachStrip(run.windows.channels, DepthwiseForward(run: run)) },
    imageGradient: { run in
      run.destination.update(repeating: 0, count: run.windows.inputCount)
      forEachStrip(run.windows.channels, DepthwiseImageGradient(run: run))
    },
    kernelGradient: { run in
      run.sums.update(repeating: 0, count: run.windows.windowHeight &* run.windows.windowWidth &* run.windows.channels)
      forEachStrip(run.windows.channels, DepthwiseKernelSums(run: run))
    },
    spread: { spread($0, $1, $2, $3) },
    gather: { gather($0, $1, $2, $3) })
}

extension WindowGrid {
  /// Calls `body` for each real pixel of a window, with the offsets of the pixel and of its place in the kernel.
  @inline(__always)
  fileprivate func forEachTap(
    _ rows: WindowSpan, _ columns: WindowSpan, _ body: (_ pixel: Int, _ tap: Int) -> Void
  ) {
    var row = rows.first
    var tapRow = rows.skipped &* windowWidth
    while row < rows.end {
      var pixel = (row &* inputWidth &+ columns.first) &* channels
      var tap = (tapRow &+ columns.skipped) &* channels
      var column = columns.first
      while column < columns.end {
        body(pixel, tap)
        pixel &+= channels
        tap &+= channels
        column &+= 1
      }
      row &+= 1
      tapRow &+= windowWidth
    }
  }
}

/// One chain of multiply-adds for each output, from its bias, over the window's real pixels in order.
private struct DepthwiseForward: StripKernel {
  let run: DepthwiseRun

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let windows = run.windows
    let source = run.source + channel
    let kernel = run.kernel + channel
    let bias = run.bias.map { strip.load($0 + channel) } ?? S.Vector.zero
    var output = run.destination + (run.firstRow &* windows.outputWidth &* windows.channels &+ channel)
    for row in run.firstRow..<(run.firstRow &+ run.rows) {
      let rows = windows.rows(of: row)
      for column in 0..<windows.outputWidth {
        var sum = bias
        windows.forEachTap(rows, windows.columns(of: column)) { pixel, tap in
          sum = multiplyAdd(strip.load(source + pixel), strip.load(kernel + tap), sum)
        }
        strip.store(sum, to: output)
        output += windows.channels
      }
    }
  }
}

private struct DepthwiseImageGradient: StripKernel {
  let run: DepthwiseRun

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let windows = run.windows
    var upstream = run.source + channel
    let kernel = run.kernel + channel
    let gradient = run.destination + channel
    for row in 0..<windows.outputHeight {
      let rows = windows.rows(of: row)
      for column in 0..<windows.outputWidth {
        let dy = strip.load(upstream)
        windows.forEachTap(rows, windows.columns(of: column)) { pixel, tap in
          strip.store(
            multiplyAdd(dy, strip.load(kernel + tap), strip.load(gradient + pixel)), to: gradient + pixel)
        }
        upstream += windows.channels
      }
    }
  }
}

private struct DepthwiseKernelSums: StripKernel {
  let run: DepthwiseKernelGradient

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let windows = run.windows
    let upstreamRow = windows.outputWidth &* windows.channels
    for row in 0..<windows.outputHeight {
      let rows = windows.rows(of: row)
      let upstream = run.upstream + (row &* upstreamRow &+ channel)
      for tapRow in 0..<rows.count {
        let source = run.source + ((rows.first &+ tapRow) &* windows.inputWidth &* windows.channels &+ channel)
        for tapColumn in 0..<windows.windowWidth {
          let tap = ((rows.skipped &+ tapRow) &* windows.windowWidth &+ tapColumn) &* windows.channels
          addLanes(rowSum(strip, source, upstream, tapColumn), count: strip.count, to: run.sums + (tap &+ channel))
        }
      }
    }
  }

  /// Σ image·dy over one row of windows, at one place of the window's columns.
  @inline(__always)
  private func rowSum<S: Strip>(
    _ strip: S, _ source: UnsafePointer<Float>, _ upstream: UnsafePointer<Float>, _ tapColumn: Int
  ) -> S.Vector {
    let windows = run.windows
    var sum = S.Vector.zero
    var pixel = tapColumn &- windows.padLeft
    var dy = upstream
    for _ in 0..<windows.outputWidth {
      if pixel >= 0 && pixel < windows.inputWidth {
        sum = multiplyAdd(strip.load(source + pixel &* windows.channels), strip.load(dy), sum)
      }
      pixel &+= windows.strideWidth
      dy += windows.channels
    }
    return sum
  }
}

private func spread(
  _ count: Int, _ multiplier: Int, _ source: UnsafePointer<Float>, _ destination: UnsafeMutablePointer<Float>
) {
  var next = destination
  for index in 0..<count {
    for _ in 0..<multiplier {
      next.pointee = source[index]
      next += 1
    }
  }
}

private func gather(
  _ count: Int, _ multiplier: Int, _ source: UnsafePointer<Float>, _ destination: UnsafeMutablePointer<Float>
) {
  var next = source
  for index in 0..<count {
    var sum = next.pointee
    for copy in 1..<max(multiplier, 1) { sum += next[copy] }
    destination[index] = sum
    next += multiplier
  }
}
