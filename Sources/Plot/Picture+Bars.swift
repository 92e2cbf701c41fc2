internal import Market
internal import Rendering

extension Picture {
  /// A bar for each row, its figure at its end.
  mutating func draw(_ panel: BarPanel, isTitled: Bool) {
    let numbers = panel.measure.text(of: panel.bars.map(\.value))
    if isTitled || !numbers.headingSuffix.isEmpty {
      y += 22
      text(panel.measure.name + numbers.headingSuffix, x: Picture.margin, y: y, "ink strong")
      y += 6
    }
    let figures = panel.bars.map { numbers.cell($0.value) }
    let texts = figures.map { $0.text(style: Style()) }
    let figureWidth = (texts.map { Picture.width(of: $0) }.max() ?? 0) + 10
    let labels = min(panel.bars.map { Picture.width(of: $0.label) }.max() ?? 0, 200)
    let names = min(panel.bars.map { Picture.width(of: $0.name) }.max() ?? 0, 170)
    let start = Picture.margin + labels + (names > 0 ? names + 10 : 0) + 12
    let (least, most) = (min(0, panel.bars.map(\.value).min() ?? 0), max(0, panel.bars.map(\.value).max() ?? 0))
    let left = start + (least < 0 ? figureWidth : 0)
    let right = Picture.width - Picture.margin - (most > 0 || least == 0 ? figureWidth : 0)
    let scale = most > least ? (right - left) / (most - least) : 0
    let zero = left - least * scale
    let rowHeight = panel.bars.count > 30 ? 20.0 : 28.0
    let top = y
    for (bar, (figure, content)) in zip(panel.bars, zip(figures, texts)) {
      let middle = y + rowHeight / 2
      text(Picture.cut(bar.label, to: labels + 8), x: Picture.margin, y: middle + 4.5, "ink")
      if !bar.name.isEmpty {
        text(Picture.cut(bar.name, to: names + 8), x: Picture.margin + labels + 10, y: middle + 4.5, "quiet")
      }
      let length = max(abs(bar.value) * scale, bar.value == 0 ? 0 : 1)
      let isLeft = bar.value < 0
      markup.empty(
        "rect",
        [
          ("x", pixels(isLeft ? zero - length : zero)), ("y", pixels(y + rowHeight * 0.2)),
          ("width", pixels(length)), ("height", pixels(rowHeight * 0.6)), ("rx", "2"), ("class", figure.shade),
        ])
      text(
        content, x: isLeft ? zero - length - 7 : zero + length + 7, y: middle + 4.5,
        isLeft ? "ink figure end" : "ink figure")
      y += rowHeight
    }
    line(x1: zero, y1: top, x2: zero, y2: y, "axis")
    y += 6
  }

  /// A column for each bin, its count above it and round edges under it.
  mutating func draw(_ histogram: Histogram) {
    let measure = histogram.measure
    let height = 260.0
    let most = Double(max(1, histogram.counts.max() ?? 1))
    let step = histogram.edges[1] - histogram.edges[0]
    let labels = TickText(unit: measure.unit, step: step, largest: histogram.edges.map(abs).max() ?? 0)
    let widest = histogram.edges.map { Picture.width(of: labels.label($0), size: 12) }.max() ?? 0
    // The labels of the outermost edges reach beyond them.
    let room = Picture.margin + max(16, widest / 2 + 2)
    let (left, right) = (room, Picture.width - room)
    let width = (right - left) / Double(histogram.counts.count)
    let bottom = y + 20 + height
    for (bin, count) in histogram.counts.enumerated() where count > 0 {
      let x = left + Double(bin) * width
      let tall = max(1.5, Double(count) / most * height)
      let middle = histogram.edges[bin] + step / 2
      markup.empty(
        "rect",
        [
          ("x", pixels(x + 1)), ("y", pixels(bottom - tall)), ("width", pixels(max(1, width - 2))),
          ("height", pixels(tall)), ("rx", "2"), ("class", measure.text(of: [middle]).cell(middle).shade),
        ])
      text(String(count), x: x + width / 2, y: bottom - tall - 6, "ink small figure middle")
    }
    line(x1: left, y1: bottom, x2: right, y2: bottom, "axis")
    let every = max(1, Int((widest + 10) / width) + (width >= widest + 10 ? 0 : 1))
    for (number, edge) in histogram.edges.enumerated() where number % every == 0 {
      let x = left + Double(number) * width
      line(x1: x, y1: bottom, x2: x, y2: bottom + 4, "axis")
      text(labels.label(edge), x: x, y: bottom + 19, "quiet small middle")
    }
    y = bottom + 40
    text(measure.name, x: (left + right) / 2, y: y, "ink small middle")
    y += 6
  }
}
