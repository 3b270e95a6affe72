import KernelTable

/// Losses that are a mean over the elements of a row.

/// max(x, 0) − x·t + ln(1 + e^−|x|), the mean over the row; gradient (σ(x) − t)·gradientScale / classes; t smoothed by s
/// is t·(1 − s) + s / 2.
func binaryCrossEntropy(_ batch: LossRows, _ targets: UnsafePointer<Float>) {
  let share = 1 / Float(batch.classes)
  let gradientScale = RowVector(repeating: batch.gradientScale * share)
  let one = RowVector(repeating: 1)
  let kept = RowVector(repeating: 1 - batch.parameter)
  let spread = RowVector(repeating: batch.parameter / 2)
  for row in 0..<batch.rows {
    let start = row &* batch.classes
    var (losses, hits) = (RowVector.zero, RowVector.zero)
    forEachRowVector(batch.classes) { index, lanes in
      let x = loadRow(batch.outputs + start + index, lanes, fill: 0)
      let target = loadRow(targets + start + index, lanes, fill: 0)
      let t = multiplyAdd(target, kept, spread)
      let e = exponential(RowVector.zero - magnitude(x))
      let positive = less(RowVector.zero, x)
      // max(x, 0) − x·t as x·(1 − t) or −x·t: no digits cancel.
      let linear = x * (select(positive, one, RowVector.zero) - t)
      losses += keep(linear + logarithmOfOnePlus(e), lanes)
      let differs = positive .^ less(RowVector(repeating: 0.5), target)
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

/// |x − t|, the mean over the row; gradient the sign of x − t, times gradientScale / classes.
func meanAbsoluteError(_ batch: LossRows, _ targets: UnsafePointer<Float>) {
  let share = 1 / Float(batch.classes)
  let gradientScale = RowVector(repeating: batch.gradientScale * share)
  for row in 0..<batch.rows {
    let start = row &* batch.classes
    var sizes = RowVector.zero
    forEachRowVector(batch.classes) { index, lanes in
      let x = loadRow(batch.outputs + start + index, lanes, fill: 0)
      let difference = x - loadRow(targets + start + index, lanes, fill: 0)
      let size = magnitude(difference)
      sizes += size
      if let gradient = batch.gradient {
        // 0 for 0, and NaN for NaN.
        let slope = select(less(RowVector.zero, size), withSign(of: difference, gradientScale), difference)
        storeRow(slope, lanes, to: gradient + start + index)
      }
    }
    batch.losses[row] = sumOfLanes(sizes) * share
    batch.correct[row] = 0
  }
}

/// e²/2 where |e| ≤ δ, else δ·|e| − δ²/2, e = x − t, the mean over the row; gradient e held within ±δ, times
/// gradientScale / classes.
func huber(_ batch: LossRows, _ targets: UnsafePointer<Float>) {
  let share = 1 / Float(batch.classes)
  let gradientScale = RowVector(repeating: batch.gradientScale * share)
  let delta = RowVector(repeating: batch.parameter)
  for row in 0..<batch.rows {
    let start = row &* batch.classes
    var sums = RowVector.zero
    forEachRowVector(batch.classes) { index, lanes in
      let x = loadRow(batch.outputs + start + index, lanes, fill: 0)
      let difference = x - loadRow(targets + start + index, lanes, fill: 0)
      let size = magnitude(difference)
      let inner = select(less(delta, size), delta, size)
      // inner·(size − inner/2) is size²/2 within δ, and δ·size − δ²/2 beyond.
      sums = multiplyAdd(inner, size - inner * RowVector(repeating: 0.5), sums)
      if let gradient = batch.gradient {
        storeRow(withSign(of: difference, inner) * gradientScale, lanes, to: gradient + start + index)
      }
    }
    batch.losses[row] = sumOfLanes(sums) * share
    batch.correct[row] = 0
  }
}

/// Each row's loss and gradient times the row's weight.
func weighRows(_ batch: LossRows, _ weights: UnsafePointer<Float>) {
  for row in 0..<batch.rows {
    let weight = RowVector(repeating: weights[row])
    batch.losses[row] *= weights[row]
    guard let gradient = batch.gradient.map({ $0 + row &* batch.classes }) else { continue }
    forEachRowVector(batch.classes) { index, lanes in
      storeRow(loadRow(gradient + index, lanes, fill: 0) * weight, lanes, to: gradient + index)
    }
  }
}

/// The losses of this instruction set.
func makeLossKernels() -> LossKernels {
  LossKernels(
    sparseSoftmaxCrossEntropy: { sparseSoftmaxCrossEntropy($0, $1) },
    softmaxCrossEntropy: { softmaxCrossEntropy($0, $1) },
    binaryCrossEntropy: { binaryCrossEntropy($0, $1) },
    meanSquaredError: { meanSquaredError($0, $1) }, meanAbsoluteError: { meanAbsoluteError($0, $1) },
    huber: { huber($0, $1) }, weigh: { weighRows($0, $1) })
}
