/// How a convolution is computed. Chosen when a plan is built, from the shape alone, so that results are the same bits
/// on every machine and by any number of threads.
package enum ConvolutionAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// As it is defined, by the tile kernel over the images' own rows: `CorrelationPlan`, `WeightGradientPlan`.
  case direct

  /// The algorithm for one of a convolution's products.
  package static func choice(for shape: ConvolutionShape, _ kind: ConvolutionKind) -> ConvolutionAlgorithm { .direct }
}
