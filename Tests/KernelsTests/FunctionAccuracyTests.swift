import Foundation
import KernelTable
import Reference
import TestSupport
import Testing

/// The accuracy that the elementary functions' comments state, over the whole range of floats: subnormal, huge and both
/// signs, and densely where the functions bend.
@Suite struct FunctionAccuracyTests {
  @Test(arguments: [(.sigmoid, 3), (.tanh, 2), (.gelu, 10)] as [(ActivationFunction, Double)])
  func values(_ function: ActivationFunction, _ limit: Double) {
    let x = sweep()
    let reference = x.map { function.reference.value(Double($0)) }
    for table in kernelTables {
      let worst = largestError(map(x, .activation(function), table), reference)
      #expect(worst <= limit, "\(table.name) \(function): \(worst) ulp")
    }
  }

  @Test(arguments: [.sigmoid, .tanh, .gelu] as [ActivationFunction])
  func derivatives(_ function: ActivationFunction) {
    let x = sweep()
    let reference = x.map { function.reference.derivative(Double($0)) }
    for table in kernelTables {
      let (ones, input) = (row([Float](repeating: 1, count: x.count)), row(x))
      table.block.reduceGradient(
        BlockGradient(
          rows: 1, channels: x.count, gradient: ones.pointer, gradientStride: x.count,
          derivative: .input(function, x: input.pointer, xStride: x.count), centred: nil, sum: nil, centredSum: nil))
      #expect(relativeError(ones.values, reference) < 5e-7, "\(table.name) \(function)")
    }
  }

  /// ln(1 + e^−|x|): the exponential and the logarithm together.
  @Test func softplus() {
    let x = sweep().filter { abs($0) < 200 }
    let reference = x.map { max(-Double($0), 0) + log1p(exp(-abs(Double($0)))) }
    for table in kernelTables {
      let (outputs, losses, correct) = (row(x), row(x), row(x))
      table.loss.binaryCrossEntropy(
        LossRows(
          rows: x.count, classes: 1, outputs: outputs.pointer, losses: losses.pointer, correct: correct.pointer,
          gradient: nil,
          gradientScale: 1), [Float](repeating: 1, count: x.count))
      let worst = largestError(losses.values, reference)
      #expect(worst <= 2.5, "\(table.name): \(worst) ulp")
    }
  }

  /// ln of sums from 1 to 67: the loss of n equally large outputs.
  @Test func logarithms() {
    for table in kernelTables {
      for classes in 1...67 {
        let (outputs, loss, correct) = (row([Float](repeating: 3, count: classes)), row([0]), row([0]))
        table.loss.sparseSoftmaxCrossEntropy(
          LossRows(
            rows: 1, classes: classes, outputs: outputs.pointer, losses: loss.pointer,
            correct: correct.pointer, gradient: nil, gradientScale: 1), [0])
        #expect(ulps(loss.values[0], log(Double(classes))) <= 1, "\(table.name) ln \(classes)")
      }
    }
  }

  /// Every 49,999th float of each sign, and steps of 1/1000 from −20 to 20.
  private func sweep() -> [Float] {
    var numbers: [Float] = []
    for bits in stride(from: UInt32(0), to: Float.infinity.bitPattern, by: 49_999) {
      numbers += [Float(bitPattern: bits), -Float(bitPattern: bits)]
    }
    for step in -20_000...20_000 { numbers.append(Float(step) / 1000) }
    return numbers
  }

  private func row(_ values: [Float]) -> MarkedMatrix<Float> { MarkedMatrix(values, rows: 1, columns: values.count) }

  private func map(_ x: [Float], _ transform: BlockLoad.Transform, _ table: KernelTable) -> [Float] {
    let (source, destination) = (row(x), row(x))
    table.block.load(
      BlockLoad(
        rows: 1, channels: x.count, source: source.pointer, sourceStride: x.count, destination: destination.pointer,
        destinationStride: x.count, paddedChannels: x.count, transform: transform))
    return destination.values
  }

  /// In units of the last place; results below the smallest normal float are held to that float's.
  private func largestError(_ computed: [Float], _ reference: [Double]) -> Double {
    zip(computed, reference).reduce(0) { worst, pair in
      let unit = Double(max(abs(Float(pair.1)), .leastNormalMagnitude).ulp)
      let error = abs(Double(pair.0) - pair.1) / unit
      return error.isNaN ? .infinity : max(worst, error)
    }
  }
}
