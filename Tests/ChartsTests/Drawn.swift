import Charts
import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// A picture or a page read back by an XML parser: fails where it is no XML, or has a coordinate that is no number.
final class Drawn: NSObject, XMLParserDelegate {
  private(set) var texts: [String] = []
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private var open: [String] = []

  init(_ markup: String, sourceLocation: SourceLocation = #_sourceLocation) {
    super.init()
    let parser = XMLParser(data: Data(markup.utf8))
    parser.delegate = self
    #expect(parser.parse(), "not XML: \(parser.parserError.debugDescription)", sourceLocation: sourceLocation)
    #expect(!markup.contains("nan") && !markup.contains("inf"), sourceLocation: sourceLocation)
  }

  /// How many elements have this name and, where asked for, this attribute.
  func count(_ name: String, _ attribute: String? = nil, _ value: String? = nil) -> Int {
    elements.count { element in
      element.name == name && (attribute.map { element.attributes[$0] == value } ?? true)
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    elements.append((name, attributes))
    open.append(name)
    if name == "text" { texts.append("") }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if open.last == "text" { texts[texts.count - 1] += string }
  }
}
