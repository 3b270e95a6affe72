import KernelTable

/// Losses that are a mean over the elements of a row.

/// max(x, 0) − x·t + ln(1 + e^−|x|), the mean over the row; gradient (σ(x) − t)·gradientScale / classes.
func binaryCrossEntropy(_ batch: LossRows, _ targets: UnsafePointer<Float>) {
  let share = 1 / Float(batch.classes)
  let gradientScale = RowVector(repeating: batch.gradientScale * share)
  let one = RowVector(repeating: 1)
  for row in 0..<batch.rows {
    let start = row &* batch.classes
    var (losses, hits) = (RowVector.zero, RowVector.zero)
    forEachRowVector(batch.classes) { index, lanes in
      let x = loadRow(batch.outputs + start + index, lanes, fill: 0)
      let t = loadRow(targets + start + index, lanes, fill: 0)
      let e = exponential(RowVector.zero - magnitude(x))
      let positive = less(RowVector.zero, x)
      // max(x, 0) − x·t as x·(1 − t) or −x·t: no digits cancel.
      let linear = x * (select(positive, one, RowVector.zero) - t)
      losses += keep(linear + logarithmOfOnePlus(e), lanes)
      let differs = positive .^ less(RowVector(repeating: 0.5), t)
      hits += keep(select(differs, RowVector.zero, one), lanes)
      if let gradient = batch.gradient {
        let sigmoid = select(less(x, RowVector.zero), e, one) / (one + e)
        storeRow((sigmoid - t) * gradientScale, lanes, to: gradient + start + index)
      }
    }
    batch.losses[row] = sumOfLanes(losses) * share
    batch.correct[row] = sumOfLanes(hits) * share
  }
}

/// (x − t)², the mean over the row; gradient 2·(x − t)·gradientScale / classes.
func meanSquaredError(_ batch: LossRows, _ targets: UnsafePointer<Float>) {
  let share = 1 / Float(batch.classes)
  let gradientScale = RowVector(repeating: 2 * batch.gradientScale * share)
  for row in 0..<batch.rows {
    let start = row &* batch.classes
    var squares = RowVector.zero
    forEachRowVector(batch.classes) { index, lanes in
      let x = loadRow(batch.outputs + start + index, lanes, fill: 0)
      let difference = x - loadRow(targets + start + index, lanes, fill: 0)
      squares = multiplyAdd(difference, difference, squares)
      if let gradient = batch.gradient {
        storeRow(difference * gradientScale, lanes, to: gradient + start + index)
      }
    }
    batch.losses[row] = sumOfLanes(squares) * share
    batch.correct[row] = 0
  }
}

/// The losses of this instruction set.
func makeLossKernels() -> LossKernels {
  LossKernels(
    sparseSoftmaxCrossEntropy: { sparseSoftmaxCrossEntropy($0, $1) },
    softmaxCrossEntropy: { softmaxCrossEntropy($0, $1) },
    binaryCrossEntropy: { binaryCrossEntropy($0, $1) },
    meanSquaredError: { meanSquaredError($0, $1) })
}
