import NormKit

@main
struct Quickstart {
  static func main() throws {
    let folder = "examples/data/digits"
    let digits = try Dataset.idx(
      images: "\(folder)/digits-images-idx3-ubyte", labels: "\(folder)/digits-labels-idx1-ubyte", scale: 1.0 / 16)
    let (train, test) = try digits.split(testFraction: 0.2, seed: 1)

    let model = try Sequential(
      inputShape: [8, 8, 1], seed: 1,
      layers: [Flatten(), Dense(64, useBias: false), BatchNormalization(momentum: 0.9), Activation(.relu), Dense(10)])
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.1, momentum: 0.9), loss: .sparseCategoricalCrossentropy)
    try trainer.fit(train, options: FitOptions(epochs: 10, batchSize: 60))
    print("test accuracy", try trainer.evaluate(test).accuracy ?? 0)
    try model.save(to: "digits.safetensors")
  }
}
