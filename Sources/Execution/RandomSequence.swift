/// Which of the generator's sequences a draw takes: no two draws of a model share one.
package enum RandomSequence {
  /// How many dropout layers a model can have.
  package static let streams = 4096

  /// Dropout layer `stream` in training step `step`: odd sequences.
  package static func dropout(step: UInt64, stream: UInt64) -> UInt64 { (step &* UInt64(streams) &+ stream) << 1 | 1 }
  /// The initial values of parameter `index`: even sequences.
  package static func initializer(_ index: UInt64) -> UInt64 { index << 1 }
}
