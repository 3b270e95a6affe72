/// What keeps an experiment from running, in one sentence.
package struct LabError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
