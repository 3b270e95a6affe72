import KernelTable
import Reference
import TestSupport
import Testing

/// Losses, hits and gradients of rows, against Double.
@Suite struct LossTests {
  private typealias Kernel = (KernelTable, LossRows) -> Void

  @Test func sparseSoftmaxCrossEntropy() {
    check(tolerance: 2e-6) { x, rows, classes, scale in
      let labels = randomLabels(rows, classes: classes, seed: classes)
      var targets = [Double](repeating: 0, count: rows * classes)
      for row in 0..<rows { targets[row * classes + Int(labels[row])] = 1 }
      let reference = LossReference.softmaxCrossEntropy(x, targets: targets, classes: classes, gradientScale: scale)
      return (reference, { table, batch in table.loss.sparseSoftmaxCrossEntropy(batch, labels) })
    }
  }

  @Test func softmaxCrossEntropy() {
    check(tolerance: 2e-6) { x, rows, classes, scale in
      let targets = randomFloats(rows * classes, seed: classes + 1).map { abs($0) }
      let reference = LossReference.softmaxCrossEntropy(
        x, targets: targets.doubles, classes: classes, gradientScale: scale)
      return (reference, { table, batch in table.loss.softmaxCrossEntropy(batch, targets) })
    }
  }

  @Test func binaryCrossEntropy() {
    check(tolerance: 2e-6) { x, rows, classes, scale in
      let targets = randomFloats(rows * classes, seed: classes + 1).map { $0 > 0 ? 1 : $0 > -0.5 ? 0 : Float(0.3) }
      let reference = LossReference.binaryCrossEntropy(
        x, targets: targets.doubles, classes: classes, gradientScale: scale)
      return (reference, { table, batch in table.loss.binaryCrossEntropy(batch, targets) })
    }
  }

  @Test func meanSquaredError() {
    check(tolerance: 1e-6) { x, rows, classes, scale in
      let targets = randomFloats(rows * classes, seed: classes + 1)
      let reference = LossReference.meanSquaredError(
        x, targets: targets.doubles, classes: classes, gradientScale: scale)
      return (reference, { table, batch in table.loss.meanSquaredError(batch, targets) })
    }
  }

  @Test func meanAbsoluteError() {
    check(tolerance: 1e-6) { x, rows, classes, scale in
      // Some answers exactly right, where the slope is 0.
      let targets = zip(x, randomFloats(rows * classes, seed: classes + 1)).map { $1 > 1 ? Float($0) : $1 }
      let reference = LossReference.meanAbsoluteError(
        x, targets: targets.doubles, classes: classes, gradientScale: scale)
      return (reference, { table, batch in table.loss.meanAbsoluteError(batch, targets) })
    }
  }

  @Test(arguments: [0.5, 1, 4] as [Float])
  func huber(delta: Float) {
    check(tolerance: 1e-6, parameter: delta) { x, rows, classes, scale in
      let targets = randomFloats(rows * classes, seed: classes + 1)
      let reference = LossReference.huber(
        x, targets: targets.doubles, classes: classes, gradientScale: scale, delta: Double(delta))
      return (reference, { table, batch in table.loss.huber(batch, targets) })
    }
  }

  @Test func smoothedLabels() {
    check(tolerance: 2e-6, parameter: 0.25) { x, rows, classes, scale in
      let labels = randomLabels(rows, classes: classes, seed: classes)
      var targets = [Double](repeating: 0, count: rows * classes)
      for row in 0..<rows { targets[row * classes + Int(labels[row])] = 1 }
      let reference = LossReference.softmaxCrossEntropy(
        x, targets: LossReference.smoothed(targets, by: 0.25, parts: classes), classes: classes,
        gradientScale: scale)
      return (reference, { table, batch in table.loss.sparseSoftmaxCrossEntropy(batch, labels) })
    }
  }

  @Test func smoothedTargets() {
    check(tolerance: 2e-6, parameter: 0.25) { x, rows, classes, scale in
      let targets = randomFloats(rows * classes, seed: classes + 1).map { abs($0) }
      let reference = LossReference.softmaxCrossEntropy(
        x, targets: LossReference.smoothed(targets.doubles, by: 0.25, parts: classes), classes: classes,
        gradientScale: scale)
      return (reference, { table, batch in table.loss.softmaxCrossEntropy(batch, targets) })
    }
  }

  @Test func smoothedAnswers() {
    check(tolerance: 2e-6, parameter: 0.25) { x, rows, classes, scale in
      let targets = randomFloats(rows * classes, seed: classes + 1).map { $0 > 0 ? Float(1) : 0 }
      let reference = LossReference.binaryCrossEntropy(
        x, targets: LossReference.smoothed(targets.doubles, by: 0.25, parts: 2), classes: classes,
        gradientScale: scale)
      return (reference, { table, batch in table.loss.binaryCrossEntropy(batch, targets) })
    }
  }

  @Test func weightsMultiplyLossAndGradient() {
    check(tolerance: 1e-6) { x, rows, classes, scale in
      let targets = randomFloats(rows * classes, seed: classes + 1)
      let weights = randomFloats(rows, seed: 7).map { abs($0) }
      var reference = LossReference.meanSquaredError(
        x, targets: targets.doubles, classes: classes, gradientScale: scale)
      for row in 0..<rows {
        reference.losses[row] *= Double(weights[row])
        for index in row * classes..<(row + 1) * classes { reference.gradient[index] *= Double(weights[row]) }
      }
      return (
        reference,
        { table, batch in
          table.loss.meanSquaredError(batch, targets)
          table.loss.weigh(batch, weights)
        }
      )
    }
  }

  /// Where several outputs are equally large, the first is the prediction.
  @Test func tiesGoToTheFirst() {
    let x: [Float] = [1, 3, 3, 3, 1, 3, 3, 3, 0, 0, 0, 0]
    for table in kernelTables {
      let outputs = MarkedMatrix(x, rows: 3, columns: 4)
      let (losses, correct) = (MarkedMatrix<Float>(rows: 1, columns: 3), MarkedMatrix<Float>(rows: 1, columns: 3))
      let batch = LossRows(
        rows: 3, classes: 4, outputs: outputs.pointer, losses: losses.pointer, correct: correct.pointer,
        gradient: nil, gradientScale: 1)
      table.loss.sparseSoftmaxCrossEntropy(batch, [1, 2, 0])
      #expect(correct.values == [1, 0, 1])
      table.loss.softmaxCrossEntropy(batch, [0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 1])
      #expect(correct.values == [1, 0, 1])
    }
  }

  /// Certain and right costs nothing, certain and wrong the distance; nothing overflows.
  @Test func largeLogits() {
    for table in kernelTables {
      let outputs = MarkedMatrix<Float>([1e4, 0, -1e4, 0, 1e4, -1e4], rows: 2, columns: 3)
      let (losses, correct) = (MarkedMatrix<Float>(rows: 1, columns: 2), MarkedMatrix<Float>(rows: 1, columns: 2))
      let batch = LossRows(
        rows: 2, classes: 3, outputs: outputs.pointer, losses: losses.pointer, correct: correct.pointer,
        gradient: nil, gradientScale: 1)
      table.loss.sparseSoftmaxCrossEntropy(batch, [0, 2])
      #expect(losses.values == [0, 2e4])
      table.loss.binaryCrossEntropy(batch, [1, 0, 0, 0, 0, 1])
      #expect(relativeError(losses.values, [0.6931471805599453 / 3, (2e4 + 0.6931471805599453) / 3]) < 1e-6)
    }
  }

  @Test func nanShowsInItsRowOnly() {
    for table in kernelTables {
      let outputs = MarkedMatrix<Float>([1, .nan, 3, 4], rows: 2, columns: 2)
      let (losses, correct) = (MarkedMatrix<Float>(rows: 1, columns: 2), MarkedMatrix<Float>(rows: 1, columns: 2))
      let batch = LossRows(
        rows: 2, classes: 2, outputs: outputs.pointer, losses: losses.pointer, correct: correct.pointer,
        gradient: nil, gradientScale: 1)
      for loss in [
        table.loss.softmaxCrossEntropy, table.loss.binaryCrossEntropy, table.loss.meanSquaredError,
        table.loss.meanAbsoluteError, table.loss.huber,
      ] {
        loss(batch, [1, 0, 0, 1])
        #expect(losses.values[0].isNaN && losses.values[1].isFinite, "\(table.name)")
      }
      table.loss.sparseSoftmaxCrossEntropy(batch, [0, 0])
      #expect(losses.values[0].isNaN && losses.values[1].isFinite, "\(table.name)")
    }
  }

  /// Every number of classes; gradient apart, over the outputs, and not wanted at all.
  private func check(
    tolerance: Double, parameter: Float = 0,
    _ prepare: (_ x: [Double], _ rows: Int, _ classes: Int, _ scale: Double) -> (LossReference.Result, Kernel)
  ) {
    for classes in 1...67 {
      for rows in [0, 1, 3] {
        let x = randomFloats(rows * classes, seed: classes, deviation: 3)
        let scale = Float(0.25)
        let (expected, kernel) = prepare(x.doubles, rows, classes, Double(scale))
        let tensors = [expected.losses, expected.correct]
        let found = disagreements(
          tolerance: tolerance, with: tensors + [expected.gradient] + tensors + tensors + [expected.gradient]
        ) { table in
          let outputs = MarkedMatrix(x, rows: rows, columns: classes, offset: 1)
          let gradient = MarkedMatrix<Float>(rows: rows, columns: classes, offset: 2)
          return evaluate(outputs, gradient, scale, parameter, table, kernel) + [gradient.values.doubles]
            + evaluate(outputs, nil, scale, parameter, table, kernel)
            + evaluate(outputs, outputs, scale, parameter, table, kernel) + [outputs.values.doubles]
        }
        #expect(found.isEmpty, "\(rows)x\(classes): \(found)")
      }
    }
  }

  private func evaluate(
    _ outputs: MarkedMatrix<Float>, _ gradient: MarkedMatrix<Float>?, _ scale: Float, _ parameter: Float,
    _ table: KernelTable, _ kernel: Kernel
  ) -> [[Double]] {
    let rows = outputs.rows
    let losses = MarkedMatrix<Float>(rows: 1, columns: rows, offset: 1)
    let correct = MarkedMatrix<Float>(rows: 1, columns: rows, offset: 3)
    kernel(
      table,
      LossRows(
        rows: rows, classes: outputs.columns, outputs: outputs.pointer, losses: losses.pointer,
        correct: correct.pointer, gradient: gradient?.pointer, gradientScale: scale, parameter: parameter))
    #expect(outputs.isIntact && losses.isIntact && correct.isIntact && gradient?.isIntact != false)
    return [losses.values.doubles, correct.values.doubles]
  }
}
