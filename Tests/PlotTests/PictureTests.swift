import Foundation
import FoundationXML
import Market
import Testing

@testable import Plot

/// Pictures and pages are well-formed, say in words what they show, and are the same every time.
@Suite struct PictureTests {
  private let caption = Caption(question: "drop where segment=\"<llm>\"", data: "Toys & Co")

  private func charts() throws -> [Chart] {
    let series = answer([days(9), figures([1, 2, .nan, 4, .nan, 6, 7, 8, 9], .price, name: "close")])
    let points = answer([key(["A", "B", "<C>"]), figures([0.1, 0.2, 0.3]), figures([1, 2, .nan], .number)])
    return [
      try Chart(of: falls), try Chart(of: falls, as: .histogram), try Chart(of: series), try Chart(of: points),
      try Chart(of: answer([key([]), figures([])])), try Chart(of: answer([days(2), figures([.nan, .nan])])),
    ]
  }

  @Test("every picture is well-formed and named")
  func wellFormed() throws {
    for chart in try charts() {
      let picture = chart.svg(caption: caption)
      let tags = try #require(Tags.read(picture), "\(picture)")
      #expect(tags.names.first == "svg" && tags.names[1] == "title" && tags.names[2] == "desc")
      #expect(tags.attributes[0]["role"] == "img" && tags.attributes[0]["viewBox"] != nil)
      #expect(tags.attributes[0]["aria-labelledby"] == "marq-title marq-description")
      #expect(picture.contains("prefers-color-scheme:dark"))
      #expect(picture.contains("Toys &amp; Co · drop where segment=&quot;&lt;llm&gt;&quot; · Marq"))
      #expect(!picture.contains("nan") && !picture.contains("inf"))
      #expect(picture == chart.svg(caption: caption))
    }
  }

  @Test("the bars say what they show, and data can't become markup")
  func words() throws {
    let picture = try Chart(of: falls).svg(caption: caption)
    #expect(
      picture.contains(
        "<desc id=\"marq-description\">Bars of drop. 2513.HK Zhipu AI: 20.00% ▼; 0100.HK MiniMax: 10.00% ▼; "
          + "&lt;&amp;&gt; A &quot;quoted&quot; name: -5.00% ▲.</desc>"))
    #expect(picture.contains("class=\"fall\"/>") && picture.contains("class=\"rise\"/>"))
    #expect(picture.contains("A note &amp; more."))
  }

  @Test("a gap in a line is bridged by dots, a figure without neighbours is a point")
  func gaps() throws {
    let picture = try charts()[2].svg(caption: caption)
    #expect(picture.contains("class=\"line gap s0\""))
    #expect(picture.components(separatedBy: "<circle").count == 3)
  }

  @Test("a page holds the picture, the notes, the question and every figure")
  func page() throws {
    let page = try Chart(of: falls).page(caption: caption)
    // A page without its document type and with its two open tags closed is XML, too.
    let closed = page.replacingOccurrences(of: "<!DOCTYPE html>", with: "")
      .replacingOccurrences(of: "(<meta [^>]*)>", with: "$1/>", options: .regularExpression)
    let tags = try #require(Tags.read(closed), "\(page)")
    #expect(tags.names.filter { $0 == "svg" } == ["svg"] && tags.names.filter { $0 == "tr" }.count == 5)
    #expect(page.contains("<th scope=\"row\">2513.HK</th>"))
    #expect(page.contains("<td class=\"number fall\">20.00% ▼</td>"))
    #expect(page.contains("<li>A note &amp; more.</li>") && page.contains("<li>1 without a figure: 0700.HK</li>"))
    #expect(page.contains("drop where segment=&quot;&lt;llm&gt;&quot;") && page.contains("Data: Toys &amp; Co."))
    #expect(!page.contains("http://") || page.components(separatedBy: "http://").count == 2, "needs no other file")
  }
}

/// The tags of a text of XML, in their order.
private final class Tags: NSObject, XMLParserDelegate {
  private(set) var names: [String] = []
  private(set) var attributes: [[String: String]] = []

  /// Nil where the text is not well-formed.
  static func read(_ text: String) -> Tags? {
    let tags = Tags()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = tags
    return parser.parse() ? tags : nil
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    names.append(name)
    self.attributes.append(attributes)
  }
}
