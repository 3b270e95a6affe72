import NormKit
import Testing

@testable import LabData

@Suite struct PhotoPatchesTests {
  /// The fixture's digits: (5·row + 9·column + 63·number) mod 256 on 8×6 pixels.
  private static func digits() throws -> Dataset {
    let values = (0..<4 * 48).map { (index: Int) -> Float in
      let (number, row, column) = (index / 48, index % 48 / 6, index % 6)
      let byte: Int = (5 * row + 9 * column + 63 * number) % 256
      return Float(byte) / 255
    }
    return try Dataset(inputs: Tensor([4, 8, 6, 1], values), targets: .labels([3, 1, 4, 1]))
  }

  /// A photograph of a digit's size leaves no choice of a patch: then Python's builder gives the same bytes.
  @Test func pythonsBuilderMakesTheSame() throws {
    let photo = try PhotoPatches(contentsOf: LabDataFile.fixture("photo-idx4-ubyte"))
    let made = try photo.under(try Self.digits(), seed: 5)
    let expected = try LabDataFile.bytes(LabDataFile.fixture("digits-over-photo")).map { Float($0) / 255 }
    #expect(made.sampleShape == [8, 6, 3])
    #expect(made.labels == [3, 1, 4, 1])
    #expect((0..<4).flatMap { made.pixels(of: $0) } == expected)
  }

  @Test func blankDigitsShowPatchesOfThePhotographs() throws {
    let photos = try PhotoPatches(contentsOf: LabDataFile.example("photos/photos-train-idx4-ubyte"))
    #expect([photos.count, photos.height, photos.width] == [4, 128, 128])
    let blank = try Dataset(inputs: Tensor(zeros: [40, 28, 28, 1]), targets: .labels([Int32](repeating: 0, count: 40)))
    let made = try photos.under(blank, seed: 1)
    let whole = try IDXArray(contentsOf: LabDataFile.example("photos/photos-train-idx4-ubyte")).tensor(scale: 1).values
    let first = (0..<40).map { sample in made.pixels(of: sample).prefix(84).map { ($0 * 255).rounded() } }
    #expect(Set(first).count > 35, "patches come from many places")
    let rows = Set((0..<4 * 128 * 128 - 28).map { Array(whole[3 * $0..<3 * $0 + 84]) })
    #expect(first.allSatisfy { rows.contains($0) })
  }

  @Test func seedsChooseThePatches() throws {
    let photos = try PhotoPatches(contentsOf: LabDataFile.example("photos/photos-test-idx4-ubyte")).thinned(by: 3)
    #expect([photos.height, photos.width] == [43, 43])
    let digits = try Self.digits()
    func made(_ seed: UInt64) throws -> [Float] { try photos.under(digits, seed: seed).pixels(of: 0) }
    #expect(try made(1) == made(1))
    #expect(try made(1) != made(2))
  }

  /// No row of a photograph to train with is in one to test with.
  @Test func noPhotographIsInBothParts() throws {
    func rows(_ part: String) throws -> Set<[Float]> {
      let values = try IDXArray(contentsOf: LabDataFile.example("photos/photos-\(part)-idx4-ubyte")).tensor().values
      return Set(stride(from: 0, to: values.count, by: 48).map { Array(values[$0..<$0 + 48]) })
    }
    #expect(try rows("train").isDisjoint(with: rows("test")))
  }

  @Test func errorsNameWhatIsWrong() throws {
    let photo = try PhotoPatches(contentsOf: LabDataFile.fixture("photo-idx4-ubyte"))
    func message(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "no error"
      } catch let error as NormKitError { return error.message } catch { return "another error" }
    }
    let large = try Dataset(inputs: Tensor(zeros: [1, 9, 6, 1]), targets: .labels([0]))
    #expect(
      message { _ = try photo.under(large, seed: 0) }
        == "PhotoPatches.under: expected digits [H, W, 1] no larger than 8×6, got [9, 6, 1]")
    let bare = try Dataset(inputs: Tensor(zeros: [1, 8, 6, 1]))
    #expect(message { _ = try photo.under(bare, seed: 0) } == "PhotoPatches.under: expected digits with labels")
    let bright = try Dataset(inputs: Tensor([1, 8, 6, 1], [Float](repeating: 2, count: 48)), targets: .labels([0]))
    #expect(
      message { _ = try photo.under(bright, seed: 0) } == "PhotoPatches.under: pixels must be in 0...1, got 2.0")
    let path = LabDataFile.example("digits/digits-images-idx3-ubyte")
    #expect(
      message { _ = try PhotoPatches(contentsOf: path) }
        == "\(path): expected photographs [n, height, width, 3] of uint8, got [1797, 8, 8] of uint8")
  }
}
