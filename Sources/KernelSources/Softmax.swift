/// Softmax of rows, and its backward pass: `ElementwiseKernels.softmax` and `softmaxGradient`.

/// y = e^(x − max x) / Σ e^(x − max x), row by row; a row with a NaN becomes NaN.
func softmaxRows(_ rows: Int, _ classes: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
  for row in 0..<rows {
    let source = x + row &* classes
    let destination = y + row &* classes
    let sum = exponentials(classes, source, minus: largest(classes, source), to: destination)
    let inverse = RowVector(repeating: 1 / sum)
    forEachRowVector(classes) { index, lanes in
      storeRow(loadRow(destination + index, lanes, fill: 0) * inverse, lanes, to: destination + index)
    }
  }
}

/// Writes e^(x − peak) and returns its sum over the row.
@inline(__always)
private func exponentials(
  _ count: Int, _ row: UnsafePointer<Float>, minus peak: Float, to destination: UnsafeMutablePointer<Float>
) -> Float {
  let peaks = RowVector(repeating: peak)
  var sum = RowVector.zero
  forEachRowVector(count) { index, lanes in
    let e = exponential(loadRow(row + index, lanes, fill: -.infinity) - peaks)
    storeRow(e, lanes, to: destination + index)
    sum += keep(e, lanes)
  }
  return sumOfLanes(sum)
}

/// dx = y·(dy − Σ dy·y), row by row.
func softmaxGradientRows(
  _ rows: Int, _ classes: Int, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>
) {
  for row in 0..<rows {
    let start = row &* classes
    var dot = RowVector.zero
    forEachRowVector(classes) { index, lanes in
      let outputs = loadRow(y + start + index, lanes, fill: 0)
      dot = multiplyAdd(loadRow(dy + start + index, lanes, fill: 0), outputs, dot)
    }
    let total = RowVector(repeating: sumOfLanes(dot))
    forEachRowVector(classes) { index, lanes in
      let outputs = loadRow(y + start + index, lanes, fill: 0)
      let gradient = outputs * (loadRow(dy + start + index, lanes, fill: 0) - total)
      storeRow(gradient, lanes, to: dx + start + index)
    }
  }
}
