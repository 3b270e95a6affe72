import NormKit
import Testing

@testable import LabData

@Suite struct SVHNTests {
  private static func pixel(_ image: Int, _ row: Int, _ column: Int, _ channel: Int) -> Float {
    let byte: Int = (7 * row + 3 * column + 50 * channel + 11 * image) % 256
    return Float(byte) / 255
  }

  @Test(arguments: ["plain", "packed"])
  func imagesAndLabelsComeOutInTheirOrder(kind: String) throws {
    let (train, test) = try SVHN.load(folder: LabDataFile.fixture(kind))
    for part in [train, test] {
      #expect(part.count == 3)
      #expect(part.sampleShape == [32, 32, 3])
      #expect(part.labels == [1, 0, 3])
      for image in 0..<3 {
        let pixels = part.pixels(of: image)
        for (index, value) in pixels.enumerated() {
          let expected = Self.pixel(image, index / 96, index / 3 % 32, index % 3)
          guard value != expected else { continue }
          Issue.record("image \(image), number \(index): \(value), expected \(expected)")
          return
        }
      }
    }
  }

  @Test func theFirstImagesAloneCanBeTaken() throws {
    let (train, _) = try SVHN.load(folder: LabDataFile.fixture("packed"), limit: 2)
    #expect(train.labels == [1, 0])
  }

  @Test(arguments: ["plain", "packed"])
  func everyShortenedFileIsAnError(kind: String) throws {
    let bytes = try LabDataFile.bytes(LabDataFile.fixture("\(kind)/test_32x32.mat"))
    for count in stride(from: 0, to: bytes.count - 9, by: kind == "plain" ? 97 : 3) {
      #expect(throws: NormKitError.self, "\(count) bytes") {
        let file = try MATFile("short.mat", Array(bytes[..<count]))
        _ = try file.array("X")
        _ = try file.array("y")
      }
    }
  }

  /// Nothing traps, whatever the bytes of sizes and types are.
  @Test(arguments: ["plain", "packed"])
  func changedFilesEndInAnErrorOrInArraysThatFit(kind: String) throws {
    let bytes = try LabDataFile.bytes(LabDataFile.fixture("\(kind)/test_32x32.mat"))
    var random = Random(seed: 3)
    var refused = 0
    for _ in 0..<400 {
      var changed = bytes
      for _ in 0..<3 {
        let place = 124 + random.integer(below: min(bytes.count - 124, 200))
        changed[place] = UInt8(random.integer(below: 256))
      }
      do throws(NormKitError) {
        for array in try MATFile("changed.mat", changed).arrays {
          #expect(array.bytes.count == array.count.map { $0 * array.type.byteCount })
        }
      } catch { refused += 1 }
    }
    #expect(refused > 100)
  }

  @Test func errorsNameWhatIsWrong() throws {
    func message(_ bytes: [UInt8]) throws -> String {
      do throws(NormKitError) {
        _ = try MATFile("f.mat", bytes)
        return "no error"
      } catch { return error.message }
    }
    let plain = try LabDataFile.bytes(LabDataFile.fixture("plain/test_32x32.mat"))
    #expect(try message([]) == "f.mat: a MATLAB file has at least 128 bytes, got 0")
    #expect(try message([UInt8](repeating: 0, count: 200)) == "f.mat: not a MATLAB file of version 5")
    #expect(
      try message(Array("MATLAB 7.3 MAT-file".utf8))
        == "f.mat: a MATLAB file of version 7.3, which is HDF5; expected version 5")
    var foreign = plain
    (foreign[126], foreign[127]) = (UInt8(ascii: "M"), UInt8(ascii: "I"))
    #expect(try message(foreign) == "f.mat: a MATLAB file with big-endian numbers; expected little-endian")
    do throws(NormKitError) {
      _ = try MATFile("f.mat", plain).array("Z")
      Issue.record("expected an error")
    } catch { #expect(error.message == "f.mat: expected an array called Z, there is X, y") }
    do throws(NormKitError) {
      _ = try SVHN.load(folder: "/nowhere")
      Issue.record("expected an error")
    } catch {
      #expect(error.code == .io)
      #expect(error.message == "/nowhere/train_32x32.mat: could not be read")
    }
  }
}
