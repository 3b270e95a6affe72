import Layers
import Tensors
import Testing

/// Names are Keras's, and refuse what would make a tensor's name ambiguous.
@Suite struct LayerNamesTests {
  @Test func kindsAreNumberedFromTheSecondOn() throws {
    let names = try LayerNames.assign(
      to: [Dense(1), Flatten(), Dense(1), Dense(1, name: "dense_2"), Dense(1)], in: "Sequential")
    #expect(names == ["dense", "flatten", "dense_1", "dense_2", "dense_3"])
  }

  @Test(arguments: ["", "a/b", "normkit.x", "nul\0"])
  func ambiguousNamesAreRefused(name: String) {
    let error = #expect(throws: NormKitError.self) {
      try LayerNames.assign(to: [Dense(1, name: name)], in: "Sequential")
    }
    #expect(error?.code == .invalidArgument)
  }

  @Test func aNameTwiceIsRefused() {
    let error = #expect(throws: NormKitError.self) {
      try LayerNames.assign(to: [Dense(1, name: "a"), Dense(2, name: "a")], in: "Sequential")
    }
    #expect(error?.message == "Sequential: two layers are called a")
  }
}
