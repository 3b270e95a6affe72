import KernelTable
import Reference
import TestSupport
import Tensors
import Testing

/// Rows normalized by their own statistics, forward and backward, against Double.
@Suite struct RowNormalizationTests {
  @Test(arguments: [true, false])
  func normalizesRows(isCentred: Bool) {
    for channels in [1, 2, 3, 7, 15, 16, 17, 31, 33, 64, 100] {
      let rows = 3
      let x = randomFloats(rows * channels, seed: channels, mean: 2)
      let dy = randomFloats(rows * channels, seed: channels + 1)
      let gamma = randomFloats(channels, seed: 7, mean: 1)
      let beta = randomFloats(channels, seed: 8)
      let reference = RowNormalizationLayerReference(
        parameters: ["gamma": gamma.doubles, "beta": beta.doubles], epsilon: 1e-3, isCentred: isCentred)
      let matrix = { LayerMatrix(rows: rows, channels: channels, $0) }
      let gradients = reference.backward(matrix(x.doubles), upstream: matrix(dy.doubles))
      let expected = [
        reference.forward(matrix(x.doubles)).values, gradients.input.values, gradients.parameters["gamma"] ?? [],
        gradients.parameters["beta"] ?? [],
      ]
      // Of one or two channels (of one, where the mean stays) next to nothing is left of the gradient.
      let found = disagreements(tolerance: channels < (isCentred ? 3 : 2) ? 1e-3 : 2e-6, with: expected) { table in
        let source = MarkedMatrix(x, rows: rows, columns: channels, offset: 1)
        let upstream = MarkedMatrix(dy, rows: rows, columns: channels, offset: 2)
        let (scale, shift) = (
          MarkedMatrix(gamma, rows: 1, columns: channels, offset: 3),
          MarkedMatrix(beta, rows: 1, columns: channels, offset: 1)
        )
        let output = MarkedMatrix<Float>(rows: rows, columns: channels, offset: 3)
        let moments = MarkedMatrix<Float>(rows: rows, columns: 2)
        let sums = MarkedMatrix<Float>(rows: 2, columns: channels)
        table.elementwise.normalizeRows(
          RowNormalization(
            rows: rows, channels: channels, isCentred: isCentred, epsilon: 1e-3, x: source.pointer,
            gamma: scale.pointer, beta: shift.pointer, y: output.pointer, moments: moments.pointer))
        table.elementwise.normalizeRowsGradient(
          RowNormalizationGradient(
            rows: rows, channels: channels, isCentred: isCentred, x: source.pointer, dy: upstream.pointer,
            gamma: scale.pointer, moments: moments.pointer, dx: upstream.pointer, gammaSum: sums.pointer,
            betaSum: sums.pointer + channels))
        #expect(source.isIntact && upstream.isIntact && output.isIntact && moments.isIntact && sums.isIntact)
        let totals = sums.values.doubles
        return [output.values.doubles, upstream.values.doubles, Array(totals[..<channels]), Array(totals[channels...])]
      }
      #expect(found.isEmpty, "\(channels): \(found)")
    }
  }
}
