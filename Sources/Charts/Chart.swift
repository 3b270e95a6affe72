/// A picture of numbers: a small value that draws itself as SVG, and encodes what it is drawn from.
package protocol Chart: Sendable, Encodable {
  /// What is drawn, in a few words.
  var title: String { get }
  /// What a reader who cannot see the picture should know of it.
  var summary: String { get }
  /// Draws everything and sets the canvas's height.
  func draw(on canvas: inout Canvas)
}

extension Chart {
  /// The picture as a document of its own, which also stands inside an HTML page as it is.
  package var svg: String {
    var canvas = Canvas()
    draw(on: &canvas)
    let (width, height) = (Markup.coordinate(Canvas.width), Markup.coordinate(canvas.height))
    let text = Markup.coordinate(Canvas.textSize)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" \
      font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" font-size="\(text)">
      <title>\(Markup.escaped(title))</title>
      <desc>\(Markup.escaped(summary))</desc>
      <rect class="f-paper" width="\(width)" height="\(height)" fill="#ffffff"/>
      \(canvas.elements)</svg>

      """
  }
}
