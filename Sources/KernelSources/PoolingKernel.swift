import KernelTable

/// Pools rows of windows of one image: `PoolingKernels.pool`.
func pool(_ run: PoolingRun) { acceptInput(run.normalization, PoolingForward(run: run)) }

private struct PoolingForward: PoolingInputVisitor {
  let run: PoolingRun

  @inline(never)
  func visit<Input: PoolingInput>(_ input: Input) {
    switch run.pooling {
    case .maximum: forEachStrip(run.windows.channels, PooledRows(run: run, input: input, fold: Maximum()))
    case .average: forEachStrip(run.windows.channels, PooledRows(run: run, input: input, fold: Average()))
    }
  }
}

/// How a window's numbers become one.
private protocol WindowFold {
  func window<V: SIMD>(_ rows: WindowSpan, _ columns: WindowSpan, _ value: (_ row: Int, _ column: Int) -> V) -> V
  where V.Scalar == Float, V.MaskStorage.Scalar == Int32
}

private struct Maximum: WindowFold {
  @inline(__always)
  func window<V: SIMD>(_ rows: WindowSpan, _ columns: WindowSpan, _ value: (_ row: Int, _ column: Int) -> V) -> V
  where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    var best = V(repeating: -.infinity)
    var row = rows.first
    while row < rows.end {
      var column = columns.first
      while column < columns.end {
        let x = value(row, column)
        best = select(equal(x, x), larger(best, x), x)
        column &+= 1
      }
      row &+= 1
    }
    return best
  }
}

/// Each row of the window is summed by itself, so that a window as large as an image loses no digits.
private struct Average: WindowFold {
  @inline(__always)
  func window<V: SIMD>(_ rows: WindowSpan, _ columns: WindowSpan, _ value: (_ row: Int, _ column: Int) -> V) -> V
  where V.Scalar == Float, V.MaskStorage.Scalar == Int32 {
    var sum = V.zero
    var row = rows.first
    while row < rows.end {
      var rowSum = V.zero
      var column = columns.first
      while column < columns.end {
        rowSum += value(row, column)
        column &+= 1
      }
      sum += rowSum
      row &+= 1
    }
    return sum / V(repeating: Float(rows.count &* columns.count))
  }
}

private struct PooledRows<Input: PoolingInput, Fold: WindowFold>: StripKernel {
  let run: PoolingRun
  let input: Input
  let fold: Fold

  @inline(__always)
  func run<S: Strip>(_ strip: S, at channel: Int) {
    let windows = run.windows
    let channels = windows.channels
    let parameters = input.columns(strip, at: channel)
    let source = run.source + channel
    var output = run.output + (run.firstRow &* windows.outputWidth &* channels &+ channel)
    for row in run.firstRow..<(run.firstRow &+ run.rows) {
      let rows = windows.rows(of: row)
      for column in 0..<windows.outputWidth {
        let pooled = fold.window(rows, windows.columns(of: column)) { row, column in
          input.value(strip.load(source + (row &* windows.inputWidth &+ column) &* channels), parameters)
        }
        strip.store(pooled, to: output)
        output += channels
      }
    }
  }
}
