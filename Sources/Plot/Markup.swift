internal import Rendering

/// Markup in the making: XML that is also valid inside a page of HTML.
struct Markup {
  private(set) var text = ""

  /// A tag whose content follows until `close`.
  mutating func open(_ name: String, _ attributes: [(String, String)] = []) {
    text += "<" + name + Markup.written(attributes) + ">"
  }

  mutating func close(_ name: String) { text += "</\(name)>\n" }

  /// A tag without content.
  mutating func empty(_ name: String, _ attributes: [(String, String)]) {
    text += "<" + name + Markup.written(attributes) + "/>\n"
  }

  /// A tag around a text.
  mutating func element(_ name: String, _ content: String, _ attributes: [(String, String)] = []) {
    open(name, attributes)
    append(content)
    close(name)
  }

  /// Text, with the signs of markup written out.
  mutating func append(_ content: String) { text += Markup.escaped(content) }

  /// Markup as it stands.
  mutating func append(raw markup: String) { text += markup }

  private static func written(_ attributes: [(String, String)]) -> String {
    attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined()
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in printable(text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}

/// A place or length in a picture: at most one decimal, so that files are short and the same everywhere.
func pixels(_ value: Double) -> String {
  let text = fixedText(value, decimals: 1)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
