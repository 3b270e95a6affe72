public import Data

/// What a model does with given data, layer by layer, and what is wrong with it: `Trainer.diagnose` makes it.
public struct Diagnosis: Sendable, Hashable {
  /// Training steps done when it was made; 0 for a model without training.
  public var step: Int
  /// Samples looked at.
  public var samples: Int
  /// Loss and accuracy by the batches' own statistics, as training sees the data, but for dropout; nil without a loss.
  public var batch: Metrics?
  /// The same data by running statistics, as a deployed model sees them.
  public var running: Metrics?
  /// Every layer, a residual block after its own.
  public var layers: [Layer]
  /// What is wrong, in the order in which to look at it.
  public var findings: [Finding]

  /// The percents at which the numbers that go into a layer are told.
  public static let percents: [Double] = [1, 15, 50, 85, 99]

  /// One layer.
  public struct Layer: Sendable, Hashable {
    /// Its name, with those of the blocks that it is in: "residual/dense".
    public var name: String
    /// Its kind: "dense".
    public var kind: String
    /// Root mean square of its outputs, batch statistics normalizing. Not a number where there was one that is none.
    public var outputNorm: Double
    /// Root mean square of the gradients of each sample's loss by the layer's outputs; where a layer without weights
    /// changes them in place (activations, dropout), by its inputs. nil where nothing is learned before, and without a loss.
    public var gradientNorm: Double?
    /// Root mean square of the weights that learn; nil without any.
    public var weightNorm: Double?
    /// Root mean square of the loss's gradient by them, the mean over the batches; nil without a loss.
    public var weightGradientNorm: Double?
    /// Of batch norms and activations: what goes in, at `percents`; of 65,536 numbers at most, evenly taken. Empty for
    /// other layers.
    public var inputPercentiles: [Double]
    /// Channels of the output in which a number was infinite or none.
    public var nonFiniteChannels: [Int]
    /// Of a batch norm.
    public var normalization: Normalization?
    /// Of a layer with an activation other than linear and softmax.
    public var units: Units?
  }

  /// A batch norm's statistics, of the set in use.
  public struct Normalization: Sendable, Hashable {
    /// Batches that the running statistics have averaged.
    public var updates: Int
    /// How much of them is still their start, mean 0 and variance 1: momentum^updates for plain averages.
    public var startShare: Double
    /// The train/eval gap: root mean square of the difference between the outputs by batch and by running statistics, over
    /// that of the former. What the layers before differ by is in it.
    public var gap: Double
    /// Running statistics, [C].
    public var runningMean: [Double]
    /// Likewise.
    public var runningVariance: [Double]
    /// Those that a sequential recalibration over the same data finds, [C]; empty when none was made.
    public var recalibratedMean: [Double]
    /// Likewise.
    public var recalibratedVariance: [Double]
    /// Drift of the mean: root mean square over the channels of (running − recalibrated)/√(recalibrated variance + ε).
    public var meanDrift: Double?
    /// Drift of the variance: root mean square over the channels of ln((running + ε)/(recalibrated + ε)).
    public var varianceDrift: Double?
    /// Channels whose variance, recalibrated or else running, is less than ε: what they say is drowned.
    public var constantChannels: [Int]
  }

  /// Channels of an activation.
  public struct Units: Sendable, Hashable {
    /// How many.
    public var count: Int
    /// Those whose derivative is 0 for every sample and place: max(x, 0) with x ≤ 0 throughout, or GELU below −6.
    public var dead: [Int]
    /// Those of sigmoid and tanh of whose numbers at least 95 % are saturated.
    public var saturated: [Int]
    /// The share of numbers where the derivative is 0.
    public var zeroShare: Double
    /// The share of numbers where sigmoid's or tanh's derivative is under 8 % of its largest: sigmoid within .02 of 0 or 1.
    public var saturatedShare: Double
  }

  /// One thing that is wrong.
  public struct Finding: Sendable, Hashable {
    /// What it is about.
    public enum Kind: Int, Sendable, Hashable, CaseIterable {
      /// Numbers that are infinite or none.
      case notFinite
      /// Running statistics that are still partly their start.
      case immatureStatistics
      /// Running statistics far from recalibrated ones.
      case driftedStatistics
      /// A loss that differs between batch and running statistics.
      case lossGap
      /// Channels that batch norm sees as constant.
      case constantChannels
      /// Units that learn nothing for any sample.
      case deadUnits
      /// Sigmoid and tanh units at their ends.
      case saturatedUnits
      /// A gradient that is much smaller in the first layers than in the last.
      case vanishingGradient
      /// One that is much larger there.
      case explodingGradient
    }

    /// What it is about.
    public var kind: Kind
    /// The layer; nil for the whole model.
    public var layer: String?
    /// One sentence, with the numbers and what to do.
    public var advice: String
  }
}

extension Diagnosis: CustomStringConvertible {
  /// The findings, a line each.
  public var description: String {
    findings.isEmpty
      ? "nothing wrong found in \(samples) samples" : findings.map { $0.description }.joined(separator: "\n")
  }
}

extension Diagnosis.Finding: CustomStringConvertible {
  /// "layer: advice"
  public var description: String { layer.map { "\($0): \(advice)" } ?? advice }
}

/// When `fit` makes diagnoses on its way, which its history keeps.
public struct DiagnosisRule: Sendable {
  /// What is looked at: some hundred samples will do.
  public var data: Dataset
  /// A diagnosis after every so many steps, counted over all calls: ≥ 1.
  public var steps: Int

  /// What is looked at, and how often.
  public init(data: Dataset, steps: Int) {
    self.data = data
    self.steps = steps
  }
}
