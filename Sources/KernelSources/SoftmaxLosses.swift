import KernelTable

/// Softmax cross-entropy, against labels and against target probabilities.

/// −ln softmax(x)[label]; gradient (softmax(x) − [i = label])·gradientScale. Smoothed by s: the label's share is 1 − s,
/// and every class gets s / classes.
func sparseSoftmaxCrossEntropy(_ batch: LossRows, _ labels: UnsafePointer<Int32>) {
  let kept = 1 - batch.parameter
  let spread = batch.parameter / Float(batch.classes)
  for row in 0..<batch.rows {
    let outputs = batch.outputs + row &* batch.classes
    let label = Int(labels[row])
    let peak = largest(batch.classes, outputs)
    let chosen = outputs[label]
    batch.correct[row] = isFirst(label, equalTo: peak, outputs) ? 1 : 0
    let peaks = RowVector(repeating: peak)
    let gradient = batch.gradient.map { $0 + row &* batch.classes }
    let total = spread == 0 ? 0 : sumOfDistances(batch.classes, outputs, from: peak)
    var sums = RowVector.zero
    forEachRowVector(batch.classes) { index, lanes in
      let e = exponential(loadRow(outputs + index, lanes, fill: -.infinity) - peaks)
      if let gradient { storeRow(e, lanes, to: gradient + index) }
      sums += keep(e, lanes)
    }
    let sum = sumOfLanes(sums)
    batch.losses[row] = logarithm(sum) - kept * (chosen - peak) - spread * total
    guard let gradient else { continue }
    scale(batch.classes, gradient, by: batch.gradientScale / sum, minus: spread * batch.gradientScale)
    gradient[label] -= kept * batch.gradientScale
  }
}

/// −Σ t·ln softmax(x); gradient (softmax(x)·Σt − t)·gradientScale; t smoothed by s is t·(1 − s) + s / classes.
func softmaxCrossEntropy(_ batch: LossRows, _ targets: UnsafePointer<Float>) {
  let kept = RowVector(repeating: 1 - batch.parameter)
  let spread = RowVector(repeating: batch.parameter / Float(batch.classes))
  for row in 0..<batch.rows {
    let outputs = batch.outputs + row &* batch.classes
    let wanted = targets + row &* batch.classes
    let peak = largest(batch.classes, outputs)
    batch.correct[row] =
      indexOfFirst(peak, batch.classes, outputs) == indexOfFirst(largest(batch.classes, wanted), batch.classes, wanted)
      ? 1 : 0
    let peaks = RowVector(repeating: peak)
    let gradient = batch.gradient.map { $0 + row &* batch.classes }
    var (sums, weights, distances) = (RowVector.zero, RowVector.zero, RowVector.zero)
    forEachRowVector(batch.classes) { index, lanes in
      let distance = loadRow(outputs + index, lanes, fill: peak) - peaks
      let target = keep(multiplyAdd(loadRow(wanted + index, lanes, fill: 0), kept, spread), lanes)
      let e = exponential(distance)
      if let gradient { storeRow(e, lanes, to: gradient + index) }
      sums += keep(e, lanes)
      weights += target
      distances = multiplyAdd(target, distance, distances)
    }
    let (sum, weight) = (sumOfLanes(sums), sumOfLanes(weights))
    batch.losses[row] = logarithm(sum) * weight - sumOfLanes(distances)
    guard let gradient else { continue }
    let factor = RowVector(repeating: weight / sum)
    let gradientScale = RowVector(repeating: batch.gradientScale)
    forEachRowVector(batch.classes) { index, lanes in
      let e = loadRow(gradient + index, lanes, fill: 0)
      let target = multiplyAdd(loadRow(wanted + index, lanes, fill: 0), kept, spread)
      let difference = multiplyAdd(e, factor, RowVector.zero - target)
      storeRow(difference * gradientScale, lanes, to: gradient + index)
    }
  }
}

/// row·factor − offset
@inline(__always)
private func scale(_ count: Int, _ row: UnsafeMutablePointer<Float>, by factor: Float, minus offset: Float) {
  let factors = RowVector(repeating: factor)
  let offsets = RowVector(repeating: offset)
  forEachRowVector(count) { index, lanes in
    storeRow(loadRow(row + index, lanes, fill: 0) * factors - offsets, lanes, to: row + index)
  }
}

/// Σ (x − peak)
@inline(__always)
private func sumOfDistances(_ count: Int, _ row: UnsafePointer<Float>, from peak: Float) -> Float {
  let peaks = RowVector(repeating: peak)
  var sums = RowVector.zero
  forEachRowVector(count) { index, lanes in sums += loadRow(row + index, lanes, fill: peak) - peaks }
  return sumOfLanes(sums)
}

/// Whether element `index` equals the peak and none before it does.
@inline(__always)
private func isFirst(_ index: Int, equalTo peak: Float, _ row: UnsafePointer<Float>) -> Bool {
  row[index] == peak && indexOfFirst(peak, index, row) == index
}

/// The first element of a row that equals the peak; `count` where none does, as in a row of NaN.
@inline(__always)
private func indexOfFirst(_ peak: Float, _ count: Int, _ row: UnsafePointer<Float>) -> Int {
  var index = 0
  while index < count, row[index] != peak { index &+= 1 }
  return index
}
