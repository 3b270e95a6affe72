extension Outcome {
  /// Describes the images. `trained`: which of the training images, where it is not all of them.
  mutating func describe(data: ExperimentData, trained: String? = nil) {
    let counts = [data.train, data.heldOut, data.test].map { Format.count($0.count) }
    describe(
      "data",
      "\(data.name), pixels from 0 to 1; \(counts[0]) images to train on\(trained.map { " (\($0))" } ?? ""), \(counts[1]) held out, "
        + "\(counts[2]) to test with")
  }

  /// Describes how rates are chosen. `each`: for what there is a choice of its own.
  mutating func describe(rates: [Float], each: String) {
    describe(
      "rates",
      "\(Format.rates(rates)); for each \(each) the one of the best accuracy on held-out images at the end")
  }
}
