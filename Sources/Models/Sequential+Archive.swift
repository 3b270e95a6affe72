package import Archive
import Execution
import Layers
public import Tensors

/// Saving and loading: architecture as JSON, weights, running statistics and counters as tensors, in one safetensors file.
extension Sequential {
  /// The version of the file's layout that this library writes, and the only one so far.
  package static let formatVersion = "1"
  /// The metadata key of the layout's version.
  package static let formatSection = "normkit.format"
  private static let modelSection = "normkit.model"

  /// Writes the model to `path`; see docs/archive.md. A crash leaves the old file or the new one, never a part.
  ///
  /// Throws: `io` with the path and the system's reason.
  public func save(to path: String) throws(NormKitError) {
    try Archive.write(ArchiveContents(tensors: archiveTensors(), metadata: archiveSections()), to: path)
  }

  /// The model saved at `path`: its outputs are the saved one's bit for bit. A checkpoint's training state is passed over.
  ///
  /// Throws: `io` when the file cannot be read; `format`, naming the file and what is wrong, when it is no whole model;
  /// `unsupported` for a later version; `outOfMemory`.
  public static func load(from path: String) throws(NormKitError) -> Sequential {
    try Sequential(archive: Archive.read(path: path))
  }

  /// The text sections that describe the model.
  package func archiveSections() throws(NormKitError) -> [String: String] {
    [Self.formatSection: Self.formatVersion, Self.modelSection: try description()]
  }

  /// The layers with all their options, the input's shape and the seed, as the JSON of a file's section.
  package func description() throws(NormKitError) -> String {
    let document = ModelDocument(
      inputShape: inputShape.sizes, seed: seed,
      layers: zip(layers, layerNames).map { LayerDocument($0, name: $1) })
    return try SectionJSON.encode(document, section: Self.modelSection)
  }

  /// The model's numbers: every tensor, and "layer/updates" for every counter.
  package func archiveTensors() throws(NormKitError) -> [ArchiveTensor] {
    var tensors: [ArchiveTensor] = []
    for entry in store.entries {
      tensors.append(
        try ArchiveTensor(name: entry.name, shape: entry.shape, values: store.values(of: entry)))
    }
    for (name, index) in counters.sorted(by: { $0.value < $1.value }) {
      tensors.append(
        try ArchiveTensor(name: Self.updatesName(name), shape: [], values: [store.counterValues[index]]))
    }
    return tensors
  }

  /// The model that an archive holds. Throws: as `load`.
  package convenience init(archive: ArchiveContents) throws(NormKitError) {
    let source = archive.source
    let version = try archive.section(named: Self.formatSection)
    guard version == Self.formatVersion else {
      throw NormKitError(
        .unsupported, "\(source): expected format version \(Self.formatVersion), got \"\(version.prefix(20))\"")
    }
    let document = try SectionJSON.decode(
      ModelDocument.self, from: archive.section(named: Self.modelSection), section: Self.modelSection,
      source: source)
    do {
      // Sizes are compared with the file's tensors before any memory is taken for them.
      let blueprint = try Blueprint(
        inputShape: Shape(document.inputShape), layers: document.layers.map(\.layer))
      for (name, declaration) in blueprint.tensors {
        _ = try archive.tensor(named: name, shape: declaration.shape)
      }
      try self.init(blueprint: blueprint, seed: document.seed)
    } catch {
      throw NormKitError(error.code == .outOfMemory ? .outOfMemory : .format, "\(source): \(error.message)")
    }
    try restore(from: archive)
  }

  /// Takes the numbers of an archive of the same architecture.
  private func restore(from archive: ArchiveContents) throws(NormKitError) {
    for entry in store.entries {
      try archive.tensor(named: entry.name, shape: entry.shape).copy(to: store.changeableValues(of: entry))
    }
    for (name, index) in counters {
      let updates = try archive.tensor(named: Self.updatesName(name), shape: [], elementType: .float64)
      let count = try updates.values(of: Double.self)[0]
      guard count >= 0, count <= 0x1p53, count == count.rounded() else {
        throw NormKitError(
          .format, "\(archive.source): \(Self.updatesName(name)) must be a whole number of at least 0, got \(count)")
      }
      store.counterValues[index] = count
    }
  }

  private static func updatesName(_ layer: String) -> String { "\(layer)/updates" }
}
