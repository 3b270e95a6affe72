package import Data
package import Execution
package import Models
public import Tensors

/// Training in several processes as if in one: each worker has its own part of every batch.
extension Trainer {
  /// Joins this worker to others: `sum` replaces each of its numbers by the sum over all workers and returns 0, or fails
  /// with another number. nil: on its own again.
  ///
  /// In every training step each batch norm's statistics are summed (twice forward, so that no digits are lost, once
  /// backward), and then the gradients, each worker's weighted with its samples: the workers' models stay equal to one that
  /// trains on the joined batch. All workers have to start from equal models and make the same calls. Losses and metrics
  /// are the worker's own. Ghost batches are each worker's own too.
  public func synchronize(by sum: ((UnsafeMutablePointer<Double>, Int) -> Int32)?) throws(NormKitError) {
    gradientExchange = try sum.map { (_) throws(NormKitError) in
      try AlignedStorage(byteCount: (model.store.weightCount + 1) * 8, purpose: "the workers' gradients")
    }
    model.synchronizer = sum.map(Synchronizer.init)
  }

  func synchronizeGradients(rows: Int) throws(NormKitError) {
    guard let synchronizer = model.synchronizer, let room = gradientExchange else { return }
    let numbers = room.base.assumingMemoryBound(to: Double.self)
    let gradients = model.store.gradients.floats
    let count = model.store.weightCount
    for index in 0..<count { numbers[index] = Double(gradients[index]) * Double(rows) }
    numbers[count] = Double(rows)
    guard synchronizer.sum(numbers, count: count + 1) else {
      let answer = synchronizer.failure
      synchronizer.reset()
      throw NormKitError(.io, "Trainer: the sum over all workers failed with \(answer)")
    }
    for index in 0..<count { gradients[index] = Float(numbers[index] / numbers[count]) }
  }
}

extension Sequential {
  /// What batches of `data` bring beside their inputs.
  package func form(for data: Dataset) -> BatchForm {
    var form = BatchForm(of: self)
    form.mixesSets = data.setPointer != nil
    if form.mixesSets { form.setNames = statisticsSets }
    form.maskRows = data.maskRows
    return form
  }
}
