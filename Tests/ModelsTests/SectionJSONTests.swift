import Archive
import Layers
import Models
import TestSupport
import Tensors
import Testing

/// What a saved model's section says, and what a reader says of a damaged one.
@Suite struct SectionJSONTests {
  /// As the first version wrote it, character for character.
  private static let written =
    #"{"input_shape":[4],"layers":[{"kind":"dense","options":{"bias_initializer":{"name":"zeros"},"#
    + #""kernel_initializer":{"name":"random_normal","value":0.3},"name":"dense","trainable":true,"units":3,"#
    + #""use_bias":true}},{"kind":"batch_normalization","options":{"averaging":"exponential","#
    + #""beta_initializer":{"name":"zeros"},"center":true,"epsilon":0.001,"gamma_initializer":{"name":"ones"},"#
    + #""momentum":0.99,"name":"batch_normalization","requires_several_values":false,"scale":true,"#
    + #""statistics":"batch","trainable":true,"unbiased_variance":false,"updates_statistics":true}},"#
    + #"{"kind":"activation","options":{"function":{"name":"leaky_relu","negative_slope":0.1},"#
    + #""name":"activation"}}],"seed":18446744073709551615}"#

  private func archive(_ text: String) throws -> ArchiveContents {
    let model = try Sequential(
      inputShape: [4], seed: .max,
      layers: [
        Dense(3, kernelInitializer: .randomNormal(standardDeviation: 0.3)), BatchNormalization(),
        Activation(.leakyRelu(negativeSlope: 0.1)),
      ])
    var sections = try model.archiveSections()
    #expect(sections["normkit.model"] == Self.written)
    sections["normkit.model"] = text
    return try ArchiveContents(tensors: model.archiveTensors(), metadata: sections)
  }

  @Test func theTextStaysAsItWas() throws {
    #expect(try Sequential(archive: archive(Self.written)).archiveSections()["normkit.model"] == Self.written)
    let spaced = Self.written.replacing(",", with: " ,\n ").replacing(":", with: " : ")
    #expect(try Sequential(archive: archive(spaced)).archiveSections()["normkit.model"] == Self.written)
  }

  @Test func mistakesNameFileSectionPlaceAndWhatCame() throws {
    func expect(_ old: String, _ new: String, _ message: String) throws {
      let damaged = Self.written.replacing(old, with: new)
      #expect(damaged != Self.written)
      let contents = try archive(damaged)
      expectError(.format, "\(contents.source): section \"normkit.model\": \(message)") {
        _ = try Sequential(archive: contents)
      }
    }
    let whole = "expected a whole number from \(Int.min) to \(Int.max)"
    try expect(#""units":3"#, #""units":"three""#, "\(whole), got \"three\" at layers.0.options.units")
    try expect(#""units":3,"#, "", "\"units\" is missing at layers.0.options")
    try expect("[4]", "[4.0]", "\(whole), got 4.0 at input_shape.0")
    try expect("[4]", "{}", "expected an array, got an object at input_shape")
    try expect(
      #""seed":18446744073709551615"#, #""seed":-1"#, "expected a whole number from 0 to \(UInt64.max), got -1 at seed")
    try expect("kind\":\"dense", "kind\":\"lstm", "there is no layer kind \"lstm\" at layers.0.kind")
    try expect("leaky_relu", "swish", "there is no activation \"swish\" at layers.2.options.function.name")
    try expect(#""center":true"#, #""center":1"#, "expected true or false, got 1 at layers.1.options.center")
    try expect("{\"input_shape\"", "{\"seed\":1,\"input_shape\"", "text byte 679: duplicate key \"seed\"")
    try expect("[4]", "[4", "text byte 26: expected ',' or ']', got :[{\\\"kind\\\"")
  }
}
