import Layers

/// The `normkit.model` section of an archive: what a model is, without its numbers.
struct ModelDocument: Codable {
  var inputShape: [Int]
  var seed: UInt64
  var layers: [LayerDocument]
}
