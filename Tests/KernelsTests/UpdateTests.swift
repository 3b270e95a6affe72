import KernelTable
import Reference
import TestSupport
import Testing

/// Optimizer updates, against Double.
@Suite struct UpdateTests {
  @Test(arguments: [(0, false), (0.9, false), (0.9, true)] as [(Float, Bool)])
  func descend(_ momentum: Float, _ nesterov: Bool) {
    for count in 0...67 {
      let (weights, gradient, velocity) = (
        randomFloats(count, seed: 1), randomFloats(count, seed: 2), randomFloats(count, seed: 3)
      )
      let (rate, decay) = (Float(0.05), Float(0.01))
      var expected = weights.doubles
      var speed: [Double]? = momentum == 0 ? nil : velocity.doubles
      UpdateReference.sgd(
        weights: &expected, gradient: gradient.doubles, velocity: &speed, learningRate: Double(rate),
        momentum: Double(momentum), nesterov: nesterov, weightDecay: Double(decay))
      let found = disagreements(tolerance: 5e-7, with: [expected, speed ?? velocity.doubles]) { table in
        let (w, g, v) = (run(weights), run(gradient, offset: 3), run(velocity, offset: 1))
        table.update.sgd(
          SGDRun(
            count: count, weights: w.pointer, gradient: g.pointer, velocity: momentum == 0 ? nil : v.pointer,
            learningRate: rate, momentum: momentum, nesterov: nesterov, weightDecay: decay))
        #expect(w.isIntact && g.isIntact && v.isIntact)
        return [w.values.doubles, v.values.doubles]
      }
      #expect(found.isEmpty, "\(count): \(found)")
    }
  }

  @Test(arguments: [0, 0.01] as [Float])
  func adapt(decay: Float) {
    for count in 0...67 {
      let (weights, gradient, mean) = (
        randomFloats(count, seed: 1), randomFloats(count, seed: 2), randomFloats(count, seed: 3)
      )
      let variance = randomFloats(count, seed: 4).map { $0 * $0 }
      var expected = (weights: weights.doubles, mean: mean.doubles, variance: variance.doubles)
      UpdateReference.adam(
        weights: &expected.weights, gradient: gradient.doubles, mean: &expected.mean, variance: &expected.variance,
        step: Double(Float(0.003)), beta1: 0.9, beta2: 0.999, epsilon: Double(Float(1e-7)), decay: Double(decay))
      let reference = [expected.weights, expected.mean, expected.variance]
      let found = disagreements(tolerance: 5e-7, with: reference) { table in
        let (w, g, m, v) = (run(weights, offset: 1), run(gradient), run(mean, offset: 2), run(variance, offset: 3))
        table.update.adam(
          AdamRun(
            count: count, weights: w.pointer, gradient: g.pointer, mean: m.pointer, variance: v.pointer, step: 0.003,
            beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: decay))
        #expect(w.isIntact && g.isIntact && m.isIntact && v.isIntact)
        return [w, m, v].map { $0.values.doubles }
      }
      #expect(found.isEmpty, "\(count): \(found)")
    }
  }

  @Test(arguments: [0, 0.8] as [Float], [false, true])
  func descendByTheRootMeanSquare(_ momentum: Float, _ centered: Bool) {
    for count in 0...67 {
      let (weights, gradient, velocity) = (
        randomFloats(count, seed: 1), randomFloats(count, seed: 2), randomFloats(count, seed: 3)
      )
      let mean = randomFloats(count, seed: 4)
      // Larger than the mean's square, as averages of squares are.
      let squares = mean.map { $0 * $0 * 2 + 0.1 }
      var expected = weights.doubles
      var (sums, speed) = (squares.doubles, momentum == 0 ? nil : velocity.doubles)
      var average = centered ? mean.doubles : nil
      UpdateReference.rmsprop(
        weights: &expected, gradient: gradient.doubles, squares: &sums, velocity: &speed, mean: &average,
        learningRate: Double(Float(0.01)), rho: 0.9, momentum: Double(momentum), epsilon: Double(Float(1e-7)),
        decay: Double(Float(0.003)))
      let reference = [expected, sums, speed ?? velocity.doubles, average ?? mean.doubles]
      let found = disagreements(tolerance: 1e-6, with: reference) { table in
        let (w, g, s, v, m) = (
          run(weights, offset: 1), run(gradient), run(squares), run(velocity), run(mean, offset: 2)
        )
        table.update.rmsprop(
          RMSpropRun(
            count: count, weights: w.pointer, gradient: g.pointer, squares: s.pointer,
            velocity: momentum == 0 ? nil : v.pointer, mean: centered ? m.pointer : nil, learningRate: 0.01, rho: 0.9,
            momentum: momentum, epsilon: 1e-7, decay: 0.003))
        #expect(w.isIntact && g.isIntact && s.isIntact && v.isIntact && m.isIntact)
        return [w, s, v, m].map { $0.values.doubles }
      }
      #expect(found.isEmpty, "\(count): \(found)")
    }
  }

  @Test func sumsSquares() {
    for count in 0...67 {
      let numbers = randomFloats(count, seed: 5)
      let expected = numbers.doubles.map { $0 * $0 }.reduce(0, +)
      for table in kernelTables {
        let memory = run(numbers, offset: 1)
        #expect(abs(table.update.sumOfSquares(count, memory.pointer) - expected) <= 1e-6 * expected)
      }
    }
  }

  @Test func scalesAndClips() {
    for count in 0...67 {
      let numbers = randomFloats(count, seed: 6, deviation: 2)
      let expected = numbers.doubles.map { min(max($0 * 0.5, -0.75), 0.75) }
      for table in kernelTables {
        let memory = run(numbers, offset: 1)
        table.update.scaleAndClip(count, memory.pointer, 0.5, 0.75)
        #expect(memory.isIntact && memory.values.doubles == expected, "\(table.name), \(count)")
      }
    }
    for table in kernelTables {
      let memory = run([.nan, 9, -9])
      table.update.scaleAndClip(3, memory.pointer, 1, 4)
      #expect(memory.values[0].isNaN && memory.values[1] == 4 && memory.values[2] == -4)
    }
  }

  /// Keras's defaults at the first step from nothing: the weight moves by the learning rate, whatever the gradient.
  @Test func adamsFirstStepIsTheLearningRate() {
    for table in kernelTables {
      let (w, g) = (run([1, 1, 1]), run([1e-3, -5, 40]))
      let (m, v) = (run([0, 0, 0]), run([0, 0, 0]))
      let step = Float(0.001 * (1 - 0.999).squareRoot() / (1 - 0.9))
      table.update.adam(
        AdamRun(
          count: 3, weights: w.pointer, gradient: g.pointer, mean: m.pointer, variance: v.pointer, step: step,
          beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0))
      for (value, expected) in zip(w.values, [0.999, 1.001, 0.999] as [Float]) {
        #expect(abs(value - expected) < 5e-6, "\(table.name)")
      }
    }
  }

  private func run(_ values: [Float], offset: Int = 0) -> MarkedMatrix<Float> {
    MarkedMatrix(values, rows: 1, columns: values.count, offset: offset)
  }
}
