internal import Market
internal import Rendering

/// Bars that lie: a row for each, its label and figure before it, falls to the left of the zero line.
extension TextPlot {
  /// One row, ready to be drawn.
  private struct Row {
    let label: String
    let name: String
    let figure: Cell
    let value: Double
    let paint: Paint
  }

  func bars(_ panel: BarPanel, isTitled: Bool) -> [String] {
    let text = NumberText(panel.bars.map(\.value), unit: panel.measure.unit, direction: panel.measure.direction)
    let limit = max(1, style.rowLimit ?? panel.bars.count)
    let rows = panel.bars.prefix(limit).map { bar in
      let figure = text.cell(bar.value)
      return Row(
        label: bar.label, name: bar.name, figure: figure, value: bar.value, paint: figure.mark?.paint ?? .cyan)
    }
    let title = panel.measure.name + text.headingSuffix
    var lines = isTitled || !text.headingSuffix.isEmpty ? [truncated(title, to: style.width, ellipsis: "")] : []
    lines += draw(rows)
    let cut = panel.bars.count - rows.count
    if cut > 0 {
      let more = "\(cut) more \(cut == 1 ? "row" : "rows")"
      lines += sentence("\(style.ellipsis) \(more): set rows \(panel.bars.count) shows all", style: style)
    }
    return lines
  }

  func bars(_ histogram: Histogram) -> [String] {
    let measure = histogram.measure
    let step = histogram.edges[1] - histogram.edges[0]
    let text = TickText(unit: measure.unit, step: step, largest: histogram.edges.map(abs).max() ?? 0)
    let counts = NumberText(histogram.counts.map { Double($0) }, unit: .count, direction: .none)
    let rows = histogram.counts.indices.map { bin in
      let lower = histogram.edges[bin]
      // A bin beyond zero is a fall or a rise as its figures are.
      let middle = NumberText([lower + step / 2], unit: measure.unit, direction: measure.direction)
        .cell(lower + step / 2)
      return Row(
        label: histogram.label(ofBin: bin, text), name: "",
        figure: counts.cell(Double(histogram.counts[bin])), value: Double(histogram.counts[bin]),
        paint: middle.mark?.paint ?? .cyan)
    }
    return draw(rows, isRightAligned: true)
  }

  private func draw(_ rows: [Row], isRightAligned: Bool = false) -> [String] {
    func widest(_ text: (Row) -> String) -> Int { rows.map { displayWidth(text($0)) }.max() ?? 0 }
    let (leads, tails) = (widest(\.figure.lead), widest(\.figure.tail))
    let marks = rows.contains { $0.figure.mark != nil } ? 2 : 0
    let figures = leads + tails + marks + 2
    // Names give way first, then labels, so that bars have a third of the width.
    let available = style.width - figures - 2 - max(8, style.width / 3)
    let labels = min(widest(\.label), max(6, available))
    let names = min(widest(\.name), available - labels - 2)
    // A name of which little is left says nothing.
    let hasNames = names > 0 && names >= min(widest(\.name), 10)
    let used = labels + (hasNames ? names + 2 : 0) + figures
    // Where figures fill the width, they must do without bars.
    let room = style.width - used - 1
    let span = room < 4 ? nil : BarSpan(rows.map(\.value), width: room, style: style)
    return rows.map { row in
      var line = PaintedLine(isColored: style.isColored)
      func append(_ text: String, to width: Int, _ paint: Paint = .plain, atRight: Bool = false) {
        let cut = truncated(text, to: width, ellipsis: style.ellipsis)
        let blank = width - displayWidth(cut)
        line.skip(atRight ? blank : 0)
        line.append(cut, paint)
        line.skip(atRight ? 0 : blank)
      }
      append(row.label, to: labels, atRight: isRightAligned)
      if hasNames {
        line.skip(2)
        append(row.name, to: names, .dim)
      }
      line.skip(2)
      append(row.figure.lead, to: leads, atRight: true)
      append(row.figure.tail, to: tails)
      if marks > 0 {
        line.skip(row.figure.mark == nil ? 2 : 1)
        if let mark = row.figure.mark { line.append(mark.sign(style: style), mark.paint) }
      }
      line.skip(1)
      span?.draw(row.value, row.paint, into: &line)
      return line.text
    }
  }
}

extension Histogram {
  /// `-2% to 0%`; of whole numbers `5 to 9`, or only the number.
  func label(ofBin bin: Int, _ text: TickText) -> String {
    let (lower, upper) = (edges[bin], edges[bin + 1] - (isWhole ? 1 : 0))
    return lower == upper ? text.label(lower) : "\(text.label(lower)) to \(text.label(upper))"
  }
}

/// The columns in which the bars of a picture lie.
private struct BarSpan {
  private let left: Int
  private let right: Int
  /// Columns for one unit of value.
  private let scale: Double
  private let style: Style

  init(_ values: [Double], width: Int, style: Style) {
    let least = min(0, values.min() ?? 0)
    let most = max(0, values.max() ?? 0)
    let extent = most - least
    // One column is the zero line.
    let room = width - 1
    // Each side has whole columns, so that the scale is the same on both.
    var left = extent > 0 ? Int((Double(room) * -least / extent).rounded()) : 0
    if least < 0 { left = max(1, left) }
    if most > 0 { left = min(room - 1, left) }
    self.left = left
    right = room - left
    let scales = [least < 0 ? Double(left) / -least : .infinity, most > 0 ? Double(right) / most : .infinity]
    scale = scales.min().map { $0.isFinite ? $0 : 0 } ?? 0
    self.style = style
  }

  func draw(_ value: Double, _ paint: Paint, into line: inout PaintedLine) {
    let length = abs(value) * scale
    let bar = value < 0 ? leftBar(length) : ""
    line.skip(left - displayWidth(bar))
    line.append(bar, paint)
    line.append(style.isUnicode ? "│" : "|", .dim)
    if value > 0 { line.append(rightBar(length), paint) }
  }

  /// Eighths of a column are drawn; what is not nothing is seen.
  private func rightBar(_ length: Double) -> String {
    guard style.isUnicode else { return String(repeating: "#", count: max(1, Int(length.rounded()))) }
    let eighths = max(1, Int((length * 8).rounded()))
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  /// Unicode has no left eighths but the half.
  private func leftBar(_ length: Double) -> String {
    guard style.isUnicode else { return String(repeating: "#", count: max(1, Int(length.rounded()))) }
    let halves = Int((length * 2).rounded())
    if halves == 0 { return "▕" }
    return (halves % 2 == 1 ? "▐" : "") + String(repeating: "█", count: halves / 2)
  }
}
