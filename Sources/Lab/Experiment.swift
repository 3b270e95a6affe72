/// One claim about batch normalization, made into something that can be run and looked at.
///
/// Every experiment trains its arms from the same start values on the same batches, chooses rates on held-out images, and
/// says beside each accuracy which statistics normalized. To add one: a file in Experiments, and a line in `Experiments`.
package protocol Experiment: Sendable {
  /// As on the command line: "learning-rate".
  var name: String { get }
  /// What the page is headed with: "Higher learning rates".
  var title: String { get }
  /// What is asked, in one sentence.
  var question: String { get }
  /// The claim as the source document makes it, in one sentence.
  var claim: String { get }
  /// Whether it compares two sets of digits, so that a folder with a second one changes something.
  var takesSecondDomain: Bool { get }
  /// Runs it. The same context's data, seeds and scale give the same outcome but for its times, on any number of threads.
  func run(_ context: Context) throws -> Outcome
}

extension Experiment {
  package var takesSecondDomain: Bool { false }
}
