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
  }

  private static let section = "normkit.training"
  private static let slotsName = "normkit.optimizer/slots"

  /// Writes the model, the optimizer with its state, and the number of steps and epochs to `path`.
  ///
  /// Between epochs `Trainer.load` goes on exactly where this left off. Any reader of models reads the file too.
  /// Throws: `io` with the path and the system's reason.
  public func save(to path: String) throws(NormKitError) {
    var sections = try model.archiveSections()
    let document = Document(
      optimizer: optimizer, loss: loss, lossOptions: lossOptions == LossOptions() ? nil : lossOptions,
      iterations: iterations, epochsCompleted: epochsCompleted)
    sections[Self.section] = try SectionJSON.encode(document, section: Self.section)
    var tensors = try model.archiveTensors()
    let slots = state.slotValues
    tensors.append(try ArchiveTensor(name: Self.slotsName, shape: [slots.count], values: Array(slots)))
    try Archive.write(ArchiveContents(tensors: tensors, metadata: sections), to: path)
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
      guard document.iterations >= 0, document.epochsCompleted >= 0 else {
        throw NormKitError(
          .format, "iterations and epochs must be at least 0, got \(document.iterations), \(document.epochsCompleted)")
      }
      let trainer = try Trainer(
        model, optimizer: document.optimizer, loss: document.loss, lossOptions: document.lossOptions ?? LossOptions())
      trainer.state.iterations = document.iterations
      trainer.epochsCompleted = document.epochsCompleted
      let slots = trainer.state.slotValues
      try archive.tensor(named: slotsName, shape: [slots.count]).copy(to: slots)
      return trainer
    } catch {
      throw NormKitError(
        error.code == .outOfMemory ? .outOfMemory : .format,
        "\(archive.source): section \"\(section)\": \(error.message)")
    }
  }
}
