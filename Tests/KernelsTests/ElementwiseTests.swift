import KernelTable
import Reference
import Tensors
import TestSupport
import Testing

/// Dropout, softmax and addition, against the scalar generator and Double.
@Suite struct ElementwiseTests {
  @Test(arguments: [0, 0.1, 0.5, 0.999, Float(1).nextDown])
  func dropsWhereTheGeneratorSays(_ rate: Float) {
    let key: UInt64 = 0x0123_4567_89ab_cdef
    for sequence in [0, 1 << 40] as [UInt64] {
      for firstBlock in [0, 5, 0xffff_fffe, .max - 2] as [UInt64] {
        for count in [0, 1, 3, 4, 5, 31, 32, 33, 63, 64, 67, 200] {
          let x = randomFloats(count, seed: count)
          let expected = (0..<count).map { i in
            let words = Philox.words(block: firstBlock &+ UInt64(i / 4), stream: sequence, key: key)
            return Double(words[i % 4]) >= Double(rate) * 0x1p32 ? Double(x[i]) / (1 - Double(rate)) : 0
          }
          let found = disagreements(tolerance: 2e-7, with: [expected, expected]) { table in
            let source = MarkedMatrix(x, rows: 1, columns: count, offset: 1)
            let destination = MarkedMatrix<Float>(rows: 1, columns: count, offset: 2)
            var run = DropoutRun(
              count: count, source: source.pointer, destination: destination.pointer, rate: rate, key: key,
              sequence: sequence, firstBlock: firstBlock)
            table.elementwise.dropout(run)
            run.destination = source.pointer
            table.elementwise.dropout(run)
            #expect(source.isIntact && destination.isIntact)
            return [destination.values.doubles, source.values.doubles]
          }
          #expect(found.isEmpty, "\(count): \(found)")
        }
      }
    }
  }

  @Test func softmaxOfRows() {
    for classes in 1...67 {
      for (rows, deviation) in [(0, 1), (1, 1), (3, 30)] as [(Int, Float)] {
        let x = randomFloats(rows * classes, seed: classes, deviation: deviation)
        let expected = LossReference.softmax(x.doubles, classes: classes)
        let found = disagreements(tolerance: 1e-6, with: [expected, expected]) { table in
          let source = MarkedMatrix(x, rows: rows, columns: classes, offset: 1)
          let destination = MarkedMatrix<Float>(rows: rows, columns: classes, offset: 3)
          table.elementwise.softmax(rows, classes, source.pointer, destination.pointer)
          table.elementwise.softmax(rows, classes, source.pointer, source.pointer)
          #expect(source.isIntact && destination.isIntact)
          return [destination.values.doubles, source.values.doubles]
        }
        #expect(found.isEmpty, "\(rows)x\(classes): \(found)")
      }
    }
  }

  @Test func softmaxOfExtremes() {
    let cases: [([Float], [Double])] = [
      ([1e30, 0, -1e30], [1, 0, 0]), ([-1e30, -1e30], [0.5, 0.5]), ([-.infinity, 2], [0, 1]),
      ([.nan, 2], [.nan, .nan]), ([88, 89], [0.2689414213699951, 0.7310585786300049]),
    ]
    for (x, expected) in cases {
      let found = disagreements(tolerance: 1e-6, with: [expected]) { table in
        let matrix = MarkedMatrix(x, rows: 1, columns: x.count)
        table.elementwise.softmax(1, x.count, matrix.pointer, matrix.pointer)
        return [matrix.values.doubles]
      }
      #expect(found.isEmpty, "\(x): \(found)")
    }
  }

  @Test func softmaxBackward() {
    for classes in 1...67 {
      let rows = 2
      let y = LossReference.softmax(randomFloats(rows * classes, seed: 1).doubles, classes: classes).map(Float.init)
      let dy = randomFloats(rows * classes, seed: 2)
      let expected = LossReference.softmaxGradient(y: y.doubles, dy: dy.doubles, classes: classes)
      // One class has no gradient at all: what is left is the rounding of dy.
      let scale = classes == 1 ? dy.doubles.map { abs($0) }.max() ?? 1 : 1
      let found = disagreements(tolerance: 3e-6 * scale, with: [expected, expected]) { table in
        let outputs = MarkedMatrix(y, rows: rows, columns: classes, offset: 1)
        let gradient = MarkedMatrix(dy, rows: rows, columns: classes, offset: 2)
        let result = MarkedMatrix<Float>(rows: rows, columns: classes, offset: 3)
        table.elementwise.softmaxGradient(rows, classes, outputs.pointer, gradient.pointer, result.pointer)
        table.elementwise.softmaxGradient(rows, classes, outputs.pointer, gradient.pointer, gradient.pointer)
        #expect(outputs.isIntact && gradient.isIntact && result.isIntact)
        return [result.values.doubles, gradient.values.doubles]
      }
      #expect(found.isEmpty, "\(classes): \(found)")
    }
  }

  @Test func adds() {
    for count in 0...67 {
      let (x, y) = (randomFloats(count, seed: 1), randomFloats(count, seed: 2))
      let found = disagreements(tolerance: 0, with: [zip(x, y).map { Double($0 + $1) }]) { table in
        let source = MarkedMatrix(x, rows: 1, columns: count, offset: 1)
        let target = MarkedMatrix(y, rows: 1, columns: count, offset: 3)
        table.elementwise.add(count, source.pointer, target.pointer)
        #expect(source.isIntact && target.isIntact)
        return [target.values.doubles]
      }
      #expect(found.isEmpty, "\(count): \(found)")
    }
  }
}
