import Archive
import Models
public import Tensors

/// Checkpoints: a model's file with the training state in it, so that training goes on to the same bits.
extension Trainer {
  /// The `normkit.training` section.
  private struct Document: Codable {
    var optimizer: Optimizer
    var loss: Loss
    /// Not in files of before there were any.
    var lossOptions: LossOptions?
    var iterations: Int
    var epochsCompleted: Int
    /// Of the next epoch; not there between two epochs.
    var batchesCompleted: Int?
    /// Where an average of the weights is kept.
    var average: Average?
  }

  private struct Average: Codable {
    var averaging: WeightAveraging
    var count: Int
    var isSwapped: Bool
  }

  private static let section = "normkit.training"
  private static let slotsName = "normkit.optimizer/slots"
  private static let averageName = "normkit.average/weights"

  /// Writes the model, the optimizer with its state, and the number of steps and epochs to `path`.
  ///
  /// Between epochs `Trainer.load` goes on exactly where this left off. Any reader of models reads the file too.
  /// Throws: `io` with the path and the system's reason.
  public func save(to path: String) throws(NormKitError) {
    try save(to: path, epochsCompleted: epochsCompleted, batchesCompleted: batchesCompleted)
  }

  /// The same at a place within an epoch: `batchesCompleted` of the epoch after `epochsCompleted`.
  func save(to path: String, epochsCompleted: Int, batchesCompleted: Int) throws(NormKitError) {
    var sections = try model.archiveSections()
    sections[Self.section] = try description(epochsCompleted: epochsCompleted, batchesCompleted: batchesCompleted)
    var tensors = try model.archiveTensors()
    let slots = state.slotValues
    tensors.append(try ArchiveTensor(name: Self.slotsName, shape: [slots.count], values: UnsafeBufferPointer(slots)))
    if let weightAverage {
      let values = weightAverage.floats
      tensors.append(
        try ArchiveTensor(name: Self.averageName, shape: [values.count], values: UnsafeBufferPointer(values)))
    }
    try Archive.write(ArchiveContents(tensors: tensors, metadata: sections), to: path)
  }

  /// Loss, optimizer, steps and epochs as the JSON of a checkpoint's section.
  package func description() throws(NormKitError) -> String {
    try description(epochsCompleted: epochsCompleted, batchesCompleted: batchesCompleted)
  }

  private func description(epochsCompleted: Int, batchesCompleted: Int) throws(NormKitError) -> String {
    let document = Document(
      optimizer: optimizer, loss: loss, lossOptions: lossOptions == LossOptions() ? nil : lossOptions,
      iterations: iterations, epochsCompleted: epochsCompleted,
      batchesCompleted: batchesCompleted == 0 ? nil : batchesCompleted,
      average: weightAverage.map { Average(averaging: $0.averaging, count: $0.count, isSwapped: $0.isSwapped) })
    return try SectionJSON.encode(document, section: Self.section)
  }

  /// The training saved at `path`, with its model.
  ///
  /// Throws: as `Sequential.load`; `format` when the file holds a model alone.
  public static func load(from path: String) throws(NormKitError) -> Trainer {
    let archive = try Archive.read(path: path)
    let document = try SectionJSON.decode(
      Document.self, from: archive.section(named: section), section: section, source: archive.source)
    let model = try Sequential(archive: archive)
    do throws(NormKitError) {
      let batches = document.batchesCompleted ?? 0
      guard document.iterations >= 0, document.epochsCompleted >= 0, batches >= 0 else {
        throw NormKitError(
          .format,
          "iterations, epochs and batches must be at least 0, got \(document.iterations), \(document.epochsCompleted), "
            + "\(batches)")
      }
      let trainer = try Trainer(
        model, optimizer: document.optimizer, loss: document.loss, lossOptions: document.lossOptions ?? LossOptions())
      trainer.state.iterations = document.iterations
      trainer.epochsCompleted = document.epochsCompleted
      trainer.batchesCompleted = batches
      let slots = trainer.state.slotValues
      try archive.tensor(named: slotsName, shape: [slots.count]).copy(to: slots)
      if let average = document.average {
        guard average.count >= 0 else {
          throw NormKitError(.format, "the average's count must be at least 0, got \(average.count)")
        }
        try trainer.average(average.averaging)
        if let values = trainer.weightAverage?.floats {
          try archive.tensor(named: averageName, shape: [values.count]).copy(to: values)
        }
        trainer.weightAverage?.restore(count: average.count, isSwapped: average.isSwapped)
      }
      return trainer
    } catch {
      throw NormKitError(
        error.code == .outOfMemory ? .outOfMemory : .format,
        "\(archive.source): section \"\(section)\": \(error.message)")
    }
  }
}
