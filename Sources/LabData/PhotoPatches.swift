package import NormKit

/// Photographs to lay digits over: what makes a second domain of a first, as MNIST-M was made of MNIST.
///
/// The published MNIST-M used other photographs: call the result "MNIST-M-like".
/// Source: Ganin et al. 2016, "Domain-Adversarial Training of Neural Networks" (arXiv 1505.07818), §5.2.4.
package struct PhotoPatches: Sendable {
  /// [count, height, width, 3] in bytes.
  private let pixels: [UInt8]
  package let count: Int
  package let height: Int
  package let width: Int

  /// Photographs [n, height, width, 3] of bytes in an IDX file.
  ///
  /// Throws: `io` and `format` as `IDXArray.init`; `format` for other axes or numbers; `outOfMemory`.
  package init(contentsOf path: String) throws(NormKitError) {
    let file = try IDXArray(contentsOf: path)
    let sizes = file.shape.sizes
    guard file.elementType == .uint8, sizes.count == 4, sizes[3] == 3, sizes[0] >= 1 else {
      throw NormKitError(
        .format,
        "\(path): expected photographs [n, height, width, 3] of uint8, got \(file.shape) of \(file.elementType)")
    }
    (count, height, width) = (sizes[0], sizes[1], sizes[2])
    pixels = try file.tensor().withUnsafeBufferPointer { $0.map { UInt8($0) } }
  }

  private init(_ pixels: [UInt8], count: Int, height: Int, width: Int) {
    (self.pixels, self.count, self.height, self.width) = (pixels, count, height, width)
  }

  /// The same with every `step`-th pixel of every `step`-th row alone, so that small digits too lie over something.
  package func thinned(by step: Int) -> PhotoPatches {
    let (rows, columns) = (stride(from: 0, to: height, by: step), stride(from: 0, to: width, by: step))
    var kept: [UInt8] = []
    for photo in 0..<count {
      for row in rows {
        for column in columns {
          let start = place(photo, row, column)
          kept += pixels[start..<start + 3]
        }
      }
    }
    return PhotoPatches(kept, count: count, height: Array(rows).count, width: Array(columns).count)
  }

  /// Each digit as |patch − digit| over a random patch of a random photograph, per channel.
  ///
  /// `digits`: samples [H, W, 1] in 0...1, which count as bytes. The result: [H, W, 3] in 0...1, the same labels.
  /// The same seed gives the same patches. Throws: `shape` for other samples, or larger ones than the photographs;
  /// `invalidArgument` without labels or for pixels outside 0...1; `outOfMemory`.
  package func under(_ digits: Dataset, seed: UInt64) throws(NormKitError) -> Dataset {
    let sizes = digits.sampleShape.sizes
    guard sizes.count == 3, sizes[2] == 1, sizes[0] <= height, sizes[1] <= width else {
      throw NormKitError(
        .shape,
        "PhotoPatches.under: expected digits [H, W, 1] no larger than \(height)×\(width), got \(digits.sampleShape)")
    }
    guard let labels = digits.labels else {
      throw NormKitError(.invalidArgument, "PhotoPatches.under: expected digits with labels")
    }
    var random = Random(seed: seed, stream: Self.stream)
    let made = try Tensor(Shape([digits.count] + sizes[..<2] + [3])) { (result) throws(NormKitError) in
      var next = 0
      for sample in 0..<digits.count {
        let photo = random.integer(below: count)
        let top = random.integer(below: height - sizes[0] + 1)
        let left = random.integer(below: width - sizes[1] + 1)
        for (index, pixel) in digits.pixels(of: sample).enumerated() {
          guard pixel >= 0, pixel <= 1 else {
            throw NormKitError(.invalidArgument, "PhotoPatches.under: pixels must be in 0...1, got \(pixel)")
          }
          let start = place(photo, top + index / sizes[1], left + index % sizes[1])
          let digit = Int((pixel * 255).rounded())
          for channel in 0..<3 {
            result[next] = Float(abs(Int(pixels[start + channel]) - digit)) / 255
            next += 1
          }
        }
      }
    }
    return try Dataset(inputs: made, targets: .labels(labels))
  }

  /// Of the seed's random numbers, those that choose patches: "photo" as a number.
  private static let stream: UInt64 = 0x70_686F_746F

  private func place(_ photo: Int, _ row: Int, _ column: Int) -> Int { ((photo * height + row) * width + column) * 3 }
}
