/// A page about one experiment: a single HTML file that needs no script and no network.
package struct Page: Sendable {
  package enum Block: Sendable {
    case heading(String)
    /// Facts with their names, such as data, net, optimizer.
    case setup([(name: String, text: String)])
    case table(Table)
    /// A chart and the text under it; figures are numbered in order.
    case figure(any Chart, caption: String)
    case verdict(Verdict)
    /// Links to files beside the page, in one paragraph.
    case links([(text: String, file: String)])
  }

  package var title: String
  /// The question, under the title.
  package var question: String
  package var blocks: [Block]

  package init(title: String, question: String, blocks: [Block]) {
    (self.title, self.question, self.blocks) = (title, question, blocks)
  }

  /// The whole document. The same value gives the same bytes.
  package var html: String {
    var figures = 0
    let body = blocks.map { block in
      if case .figure = block { figures += 1 }
      return Self.html(block, figure: figures)
    }
    return Self.document(
      title: title,
      body: "<h1>\(Markup.escaped(title))</h1>\n<p class=\"question\">\(Markup.prose(question))</p>\n"
        + body.joined())
  }

  private static func html(_ block: Block, figure: Int) -> String {
    switch block {
    case .heading(let text): return "<h2>\(Markup.escaped(text))</h2>\n"
    case .setup(let facts):
      let rows = facts.map { "<dt>\(Markup.escaped($0.name))</dt><dd>\(Markup.prose($0.text))</dd>\n" }
      return "<dl>\n\(rows.joined())</dl>\n"
    case .table(let table): return table.html
    case .figure(let chart, let caption):
      return """
        <figure>
        \(chart.svg)<figcaption><span class="term">Figure \(figure).</span> \(Markup.prose(caption))</figcaption>
        </figure>

        """
    case .verdict(let verdict): return verdict.html
    case .links(let links):
      let items = links.map { "<a href=\"\(Markup.escaped($0.file))\">\(Markup.escaped($0.text))</a>" }
      return "<p>\(items.joined(separator: " · "))</p>\n"
    }
  }

  /// A document around `body`, which is HTML already.
  static func document(title: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(Markup.escaped(title))</title>
    <link rel="icon" href="data:,">
    <style>
    \(StyleSheet.text)</style>
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }
}
