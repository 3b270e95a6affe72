package import NormKit

/// Images of two sources made alike, so that one net takes both.
extension Dataset {
  /// Grey digits [h, w, 1] as coloured images [height, width, 3] on black: enlarged by the greatest whole factor that fits,
  /// in the middle, all three channels the same.
  ///
  /// Throws: `shape` for other samples, or larger ones; `invalidArgument` without labels; `outOfMemory`.
  package func inColour(height: Int, width: Int) throws(NormKitError) -> Dataset {
    let sizes = sampleShape.sizes
    guard sizes.count == 3, sizes[2] == 1, sizes[0] <= height, sizes[1] <= width else {
      throw NormKitError(
        .shape, "Dataset.inColour: expected digits [H, W, 1] no larger than \(height)×\(width), got \(sampleShape)")
    }
    guard let labels else { throw NormKitError(.invalidArgument, "Dataset.inColour: expected digits with labels") }
    let factor = min(height / sizes[0], width / sizes[1])
    let (top, left) = ((height - factor * sizes[0]) / 2, (width - factor * sizes[1]) / 2)
    let images = try Tensor([count, height, width, 3]) { result in
      for sample in 0..<count {
        let pixels = pixels(of: sample)
        for row in 0..<factor * sizes[0] {
          for column in 0..<factor * sizes[1] {
            let pixel = pixels[row / factor * sizes[1] + column / factor]
            let start = ((sample * height + top + row) * width + left + column) * 3
            for channel in 0..<3 { result[start + channel] = pixel }
          }
        }
      }
    }
    return try Dataset(inputs: images, targets: .labels(labels))
  }

  /// These samples, then the other's, copied.
  ///
  /// Throws: `shape` unless both have samples of one shape; `invalidArgument` unless both have labels; `outOfMemory`.
  package func joined(with other: Dataset) throws(NormKitError) -> Dataset {
    guard sampleShape == other.sampleShape else {
      throw NormKitError(
        .shape, "Dataset.joined: expected samples of one shape, got \(sampleShape) and \(other.sampleShape)")
    }
    guard let first = labels, let second = other.labels else {
      throw NormKitError(.invalidArgument, "Dataset.joined: expected labels in both")
    }
    let width = sampleShape.count
    let inputs = try Tensor(Shape([count + other.count] + sampleShape.sizes)) { result in
      guard let base = result.baseAddress else { return }
      withExtendedLifetime((self, other)) {
        base.update(from: inputPointer, count: count * width)
        (base + count * width).update(from: other.inputPointer, count: other.count * width)
      }
    }
    return try Dataset(inputs: inputs, targets: .labels(first + second))
  }
}
