internal import Market
internal import Rendering

extension Chart {
  /// The picture as a file of SVG: with a title and a description for those who can't see it, all text as text, in
  /// light or dark as the reader's screen is.
  public func svg(caption: Caption) -> String {
    var picture = Picture(chart: self, caption: caption)
    return picture.drawn(isAlone: true)
  }
}

/// A picture in the making, drawn from top to bottom.
struct Picture {
  static let width = 760.0
  static let margin = 24.0

  let chart: Chart
  let caption: Caption
  var markup = Markup()
  /// Where the next part begins.
  var y = Picture.margin

  init(chart: Chart, caption: Caption) {
    self.chart = chart
    self.caption = caption
  }

  /// The whole picture. One that stands on a page of its own has its title, notes and source drawn in it.
  mutating func drawn(isAlone: Bool) -> String {
    if isAlone { drawTitle() } else { y = 4 }
    if chart.isEmpty {
      y += 20
      text(chart.answer.table.rowCount == 0 ? "no rows" : "no figures", x: Picture.margin, y: y, "quiet")
      y += 12
    } else {
      switch chart.content {
      case .bars(let panels):
        for panel in panels where !panel.bars.isEmpty { draw(panel, isTitled: panels.count > 1) }
      case .lines(let panels):
        let filled = panels.filter { !$0.values.isEmpty }
        // Days stand under one another in all panels.
        let height = filled.count > 1 ? 200.0 : 320.0
        let margins = filled.map { LineMargins($0, height: height) }
          .reduce(LineMargins(left: 0, right: 0)) { $0.union($1) }
        for panel in filled { draw(panel, height: height, margins) }
      case .histogram(let histogram): draw(histogram)
      case .scatter(let scatter): draw(scatter)
      }
    }
    if isAlone { drawFooter() }
    return framed(height: y + (isAlone ? Picture.margin - 6 : 4), isAlone: isAlone)
  }

  private func framed(height: Double, isAlone: Bool) -> String {
    var whole = Markup()
    // A page has margins of its own.
    let inset = isAlone ? 0 : Picture.margin
    whole.open(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("viewBox", "\(pixels(inset)) 0 \(pixels(Picture.width - 2 * inset)) \(pixels(height))"),
        ("class", "marq"), ("role", "img"), ("aria-labelledby", "marq-title marq-description"),
      ])
    whole.append(raw: "\n")
    whole.element("title", title, [("id", "marq-title")])
    whole.element("desc", description, [("id", "marq-description")])
    if isAlone {
      whole.open("style")
      whole.append(raw: Theme.picture)
      whole.close("style")
      whole.empty("rect", [("class", "paper"), ("width", "100%"), ("height", "100%")])
    }
    whole.append(raw: markup.text)
    whole.close("svg")
    return whole.text
  }

  var title: String { chart.answer.heading.first.map(printable) ?? "" }

  private mutating func drawTitle() {
    // A letter of the title is about as wide as half its height.
    for line in wrapped(title, width: 78) {
      y += 20
      text(line, x: Picture.margin, y: y, "title ink")
    }
    y += 4
    let phrases = chart.answer.heading.dropFirst().joined(separator: " · ")
    for line in wrapped(printable(phrases), width: 110) {
      y += 17
      text(line, x: Picture.margin, y: y, "small quiet")
    }
    y += 18
  }

  private mutating func drawFooter() {
    y += 10
    let sentences = chart.omissions + chart.answer.notes
    for line in sentences.flatMap({ wrapped(printable($0), width: 110) }) {
      y += 16
      text(line, x: Picture.margin, y: y, "small quiet")
    }
    y += sentences.isEmpty ? 0 : 8
    for line in wrapped(printable(caption.line), width: 110) {
      y += 16
      text(line, x: Picture.margin, y: y, "small quiet")
    }
  }

  // MARK: Shapes

  mutating func text(_ content: String, x: Double, y: Double, _ style: String) {
    markup.element("text", content, [("x", pixels(x)), ("y", pixels(y)), ("class", style)])
  }

  mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, _ style: String) {
    markup.empty(
      "line",
      [("x1", pixels(x1)), ("y1", pixels(y1)), ("x2", pixels(x2)), ("y2", pixels(y2)), ("class", style)])
  }

  /// How wide a text is about, in the picture's usual size of letters.
  static func width(of text: String, size: Double = 13) -> Double {
    // Capitals and the sign of percent are wider than digits; which font is there is the reader's affair.
    let wide = text.count { $0.isUppercase || $0 == "%" }
    return (Double(displayWidth(text)) * 0.61 + Double(wide) * 0.13) * size
  }

  /// A text cut to about a width.
  static func cut(_ text: String, to width: Double, size: Double = 13) -> String {
    truncated(text, to: max(4, Int(width / size / 0.6)), ellipsis: "…")
  }
}

extension Caption {
  /// `US technology shares, 2000 to 2013 · drop by segment · Marq`
  var line: String { "\(data) · \(question) · Marq" }
}

extension Measure {
  /// How figures of the measure are written.
  func text(of values: [Double]) -> NumberText { NumberText(values, unit: unit, direction: direction) }
}

extension Cell {
  /// The class of what points up, down or nowhere.
  var shade: String {
    switch mark {
    case .rise: return "rise"
    case .fall: return "fall"
    case nil: return "plain"
    }
  }
}
