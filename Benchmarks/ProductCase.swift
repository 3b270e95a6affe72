import KernelTable
import Routines
import Tensors
import Threads

/// A shape to measure, with its name.
struct ProductCase {
  let name: String
  let shape: MatmulShape

  /// Floating-point operations of one product.
  var operations: Double { 2 * Double(shape.rows) * Double(shape.columns) * Double(shape.depth) }

  static func square(_ size: Int) -> ProductCase {
    ProductCase(name: "\(size)³", shape: MatmulShape(rows: size, columns: size, depth: size))
  }

  /// A dense layer's three products: forward, the input's gradient and the weights' gradient.
  static func dense(_ network: String, batch: Int, inputs: Int, outputs: Int) -> [ProductCase] {
    let layer = "\(network) \(batch)×\(inputs)×\(outputs)"
    return [
      ProductCase(name: layer, shape: MatmulShape(rows: batch, columns: outputs, depth: inputs)),
      ProductCase(
        name: layer + " dx",
        shape: MatmulShape(rows: batch, columns: inputs, depth: outputs, rightTransposed: true)),
      ProductCase(
        name: layer + " dw",
        shape: MatmulShape(rows: inputs, columns: outputs, depth: batch, leftTransposed: true)),
    ]
  }

  /// The sizes that the speed contract names.
  static let contract: [ProductCase] =
    [square(256), square(512), square(1024)]
    + dense("mlp100", batch: 60, inputs: 784, outputs: 100) + dense("mlp100", batch: 60, inputs: 100, outputs: 100)
    + dense("mlp100", batch: 60, inputs: 100, outputs: 10)
    + dense("mlp512", batch: 128, inputs: 784, outputs: 512) + dense("mlp512", batch: 128, inputs: 512, outputs: 512)
    + dense("batch 1", batch: 1, inputs: 784, outputs: 100)
}

/// A product with random operands, ready to run.
struct Product {
  private let matmul: Matmul
  private let operands: MatmulOperands
  private let storage: [AlignedStorage]

  /// The result, row-major.
  var output: UnsafePointer<Float> { UnsafePointer(operands.output) }

  init(_ shape: MatmulShape, kernels: KernelTable, pool: WorkerPool, workers: Int) throws {
    matmul = try Matmul(shape: shape, table: kernels, pool: pool, workers: workers)
    let left = try AlignedStorage(floats: shape.rows * shape.depth, purpose: "left")
    let right = try AlignedStorage(floats: shape.depth * shape.columns, purpose: "right")
    let output = try AlignedStorage(floats: shape.rows * shape.columns, purpose: "output")
    for (tensor, matrix) in [left, right].enumerated() {
      let values = SharedNumbers.uniform(tensor: tensor, count: matrix.byteCount / MemoryLayout<Float>.stride)
      matrix.floats.update(from: values, count: values.count)
    }
    operands = MatmulOperands(
      left: left.floats, leftStride: shape.leftTransposed ? shape.rows : shape.depth, right: right.floats,
      rightStride: shape.rightTransposed ? shape.depth : shape.columns, output: output.floats,
      outputStride: shape.columns)
    storage = [left, right, output]
  }

  func run() { matmul(operands) }
}
