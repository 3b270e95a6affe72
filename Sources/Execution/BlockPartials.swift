package import Routines

/// Two Doubles for every block of a matrix's rows and every channel: what moments and gradient reductions publish, and
/// what is merged over the blocks afterwards. Laid out [blocks, C], then [blocks, C].
///
/// Whoever publishes and whoever merges goes by the same `blocks`, which are a function of the matrix's shape.
package struct BlockPartials: Hashable, Sendable {
  package let value: ValueID
  package let blocks: RowBlocks
}
