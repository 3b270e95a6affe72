package import KernelTable
package import Tensors
package import Threads

/// A matrix product with memory of its own, for one product at a time: plan, packed right side and scratch.
package final class Matmul {
  package let plan: MatmulPlan
  private let packed: AlignedStorage
  private let scratch: AlignedStorage
  private let scratchStride: Int
  private let pool: WorkerPool
  private let workers: Int

  /// Throws: `outOfMemory`.
  package init(
    shape: MatmulShape, leftIsTransformed: Bool = false, table: KernelTable, pool: WorkerPool = .shared,
    workers: Int? = nil
  ) throws(NormKitError) {
    plan = MatmulPlan(shape: shape, leftIsTransformed: leftIsTransformed, table: table)
    self.pool = pool
    self.workers = workers ?? pool.threadCount
    // Each worker's scratch begins on a cache line of its own.
    scratchStride = (plan.scratchCount + 15) / 16 * 16
    packed = try AlignedStorage(floats: plan.packedCount, purpose: "Matmul: packed right side")
    scratch = try AlignedStorage(floats: scratchStride * self.workers, purpose: "Matmul: scratch")
  }

  /// Packs and multiplies; blocks until done. Allocates nothing.
  package func callAsFunction(_ operands: MatmulOperands) {
    let (plan, packed, scratch, stride) = (plan, packed.floats, scratch.floats, scratchStride)
    pool.run(chunks: plan.packChunks, limit: workers) { chunk, _ in
      plan.pack(chunk: chunk, operands: operands, packed: packed)
    }
    pool.run(chunks: plan.computeChunks, limit: workers) { chunk, worker in
      plan.compute(chunk: chunk, operands: operands, packed: packed, scratch: scratch + worker * stride)
    }
  }
}
