/// The page that lists experiments, with what each found and where to read on.
package struct FrontPage: Sendable {
  package struct Entry: Sendable {
    var title: String
    var question: String
    var verdict: Verdict
    /// The path of its page, seen from the front page.
    var file: String

    package init(title: String, question: String, verdict: Verdict, file: String) {
      (self.title, self.question, self.verdict, self.file) = (title, question, verdict, file)
    }
  }

  package var title: String
  package var introduction: [String]
  package var entries: [Entry]

  package init(title: String, introduction: [String], entries: [Entry]) {
    (self.title, self.introduction, self.entries) = (title, introduction, entries)
  }

  /// The whole document. The same value gives the same bytes.
  package var html: String {
    let paragraphs = introduction.map { "<p>\(Markup.prose($0))</p>\n" }
    let items = entries.map { entry in
      """
      <li class="verdict \(entry.verdict.outcome.className)">
      <h2><a href="\(Markup.escaped(entry.file))">\(Markup.escaped(entry.title))</a></h2>
      <p>\(entry.verdict.badge)</p>
      <p class="muted">\(Markup.prose(entry.question))</p>
      <p><span class="term">The claim.</span> \(Markup.prose(entry.verdict.claim))</p>
      <p><span class="term">Our number.</span> \(Markup.prose(entry.verdict.number))</p>
      \(entry.verdict.referenceHTML)</li>

      """
    }
    return Page.document(
      title: title,
      body: "<h1>\(Markup.escaped(title))</h1>\n\(paragraphs.joined())<ol class=\"entries\">\n\(items.joined())</ol>\n")
  }
}
