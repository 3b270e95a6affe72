package import KernelTable

/// One of a convolution's three products, planned: by which algorithm, in how much memory, in which phases.
///
/// The operands are those of `ConvolutionStep`: left and right of the forward convolution and of its gradients.
package struct ConvolutionPlan: Sendable {
  /// Chunks that may run on any thread in any order; the next phase waits for all of them.
  package struct Phase {
    package let chunks: Int
    /// `scratch`: `scratchCount` floats that no other running chunk uses.
    package let body: (_ chunk: Int, _ scratch: UnsafeMutablePointer<Float>) -> Void
  }

  /// Floats that all chunks share: packed kernels, partial sums.
  package let sharedCount: Int
  /// Floats that each worker needs for itself.
  package let scratchCount: Int
  private let work: Work

  private enum Work {
    case correlation(CorrelationPlan)
    case weightGradient(WeightGradientPlan)
    case tiles(WinogradPlan)
    case tilesGradient(WinogradGradientPlan)
  }

  /// `algorithm`: one that can compute the shape; nil for the one that costs least.
  package init(
    shape: ConvolutionShape, kind: ConvolutionKind, algorithm: ConvolutionAlgorithm? = nil, table: KernelTable
  ) {
    let tile = (algorithm ?? ConvolutionAlgorithm.choice(for: shape, kind)).tile
    switch (tile, kind) {
    case (nil, .forward), (nil, .dataGradient):
      let plan = CorrelationPlan(shape: shape, kind: kind, table: table)
      work = .correlation(plan)
      (sharedCount, scratchCount) = (plan.packedCount, plan.scratchCount)
    case (nil, .weightGradient):
      let plan = WeightGradientPlan(shape: shape, table: table)
      work = .weightGradient(plan)
      (sharedCount, scratchCount) = (plan.sumsCount, plan.scratchCount)
    case (let tile?, .forward), (let tile?, .dataGradient):
      let plan = WinogradPlan(shape: shape, kind: kind, tile: tile, table: table)
      work = .tiles(plan)
      (sharedCount, scratchCount) = (plan.packedCount, plan.scratchCount)
    case (let tile?, .weightGradient):
      let plan = WinogradGradientPlan(shape: shape, tile: tile, table: table)
      work = .tilesGradient(plan)
      (sharedCount, scratchCount) = (plan.sumsCount, plan.scratchCount)
    }
  }

  /// Whether the first phase packs the right side into all of the shared memory and does nothing else, so that it need
  /// not be repeated while the right side stays the same.
  package var packsRightFirst: Bool {
    switch work {
    case .correlation, .tiles: true
    case .weightGradient, .tilesGradient: false
    }
  }

  /// What to run, in order. `shared`: `sharedCount` floats.
  package func phases(operands: MatmulOperands, shared: UnsafeMutablePointer<Float>) -> [Phase] {
    switch work {
    case .correlation(let plan):
      [
        Phase(chunks: plan.packChunks) { chunk, _ in plan.pack(chunk: chunk, operands: operands, packed: shared) },
        Phase(chunks: plan.computeChunks) { chunk, scratch in
          plan.compute(chunk: chunk, operands: operands, packed: shared, scratch: scratch)
        },
      ]
    case .weightGradient(let plan):
      [
        Phase(chunks: plan.computeChunks) { chunk, scratch in
          plan.compute(chunk: chunk, operands: operands, sums: shared, scratch: scratch)
        },
        Phase(chunks: plan.mergeChunks) { chunk, _ in plan.merge(chunk: chunk, sums: shared, output: operands.output) },
      ]
    case .tiles(let plan):
      [
        Phase(chunks: plan.packChunks) { chunk, scratch in
          plan.pack(chunk: chunk, operands: operands, packed: shared, scratch: scratch)
        },
        Phase(chunks: plan.computeChunks) { chunk, scratch in
          plan.compute(chunk: chunk, operands: operands, packed: shared, scratch: scratch)
        },
      ]
    case .tilesGradient(let plan):
      [
        Phase(chunks: plan.computeChunks) { chunk, scratch in
          plan.compute(chunk: chunk, operands: operands, sums: shared, scratch: scratch)
        },
        Phase(chunks: plan.mergeChunks) { chunk, _ in plan.merge(chunk: chunk, sums: shared, output: operands.output) },
      ]
    }
  }
}
