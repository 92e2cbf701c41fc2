internal import Market
internal import Rendering

/// Lines over an axis of days, each named at its end.
extension TextPlot {
  func lines(_ panel: LinePanel, height: Int) -> [String] {
    let up = Axis(figures: panel.values, of: panel.measure, count: height / 3)
    let isAlone = panel.series.count == 1
    let names = panel.series.map { truncated($0.name, to: style.width / 4, ellipsis: style.ellipsis) }
    let widest = names.map(displayWidth).max() ?? 0
    let side = widest == 0 ? 0 : widest + 1 + (style.isColored || isAlone ? 0 : 2)
    let frame = TextFrame(up: up, height: height, style: style, rightSide: side)
    let places = panel.places
    let count = frame.width / 14
    // One mark alone is no scale: where there is little room, marks stand as near as their labels let them.
    let across =
      panel.isOffsets
      ? Axis(offsets: places, count: count < 3 ? frame.width / 4 : count)
      : Axis(days: places, count: count, width: frame.width)
    var canvas = frame.canvas
    // Where colours can't tell lines apart, signs do; a cell holds only one of them.
    let hasSigns = !style.isUnicode || (!style.isColored && !isAlone)
    let scale = PlotScale(frame: frame, across: across, up: up, isCells: hasSigns)
    if up.lower < 0 && up.upper > 0 { frame.drawZero(of: up, on: &canvas) }
    for (number, series) in panel.series.enumerated() {
      let sign = hasSigns ? TextPlot.signs[isAlone ? 0 : number] : nil
      draw(series, scale, sign: sign, TextPlot.paints[number], on: &canvas)
    }
    nameEnds(panel.series, names, frame, up, on: &canvas)
    frame.drawAxes(across: across, up: up, on: &canvas)
    let title = panel.title.isEmpty ? [] : [truncated(panel.title, to: style.width, ellipsis: style.ellipsis)]
    return title + canvas.lines
  }

  private func draw(_ series: Series, _ scale: PlotScale, sign: String?, _ paint: Paint, on canvas: inout Canvas) {
    var before: (x: Int, y: Int)?
    for point in series.points {
      guard !point.y.isNaN else {
        before = nil
        continue
      }
      let place = scale.place(point.x, point.y)
      if let sign {
        canvas.line(from: before ?? place, to: place, sign: sign, paint)
      } else {
        canvas.line(from: before ?? place, to: place, paint)
        // A point without neighbours would be a speck.
        if before == nil { canvas.line(from: place, to: (place.x + 1, place.y), paint) }
      }
      before = place
    }
  }

  /// The names of lines in the right margin, each in the row where its line ends or in the next that is free.
  private func nameEnds(
    _ series: [Series], _ names: [String], _ frame: TextFrame, _ up: Axis, on canvas: inout Canvas
  ) {
    let order = series.indices.sorted { (series[$0].last?.y ?? 0, $1) > (series[$1].last?.y ?? 0, $0) }
    var next = 0
    for (rank, number) in order.enumerated() {
      let wished = Int((1 - up.part(series[number].last?.y ?? 0)) * Double(frame.height - 1) + 0.5)
      // Those still to come need their rows, too.
      let row = min(max(next, wished), frame.height - (order.count - rank))
      next = row + 1
      let sign = style.isColored || series.count == 1 ? "" : TextPlot.signs[number] + " "
      canvas.write(sign + names[number], row: row, column: frame.left + frame.width + 1, TextPlot.paints[number])
    }
  }
}

/// The place of a picture's axes: figures in the left margin, days or figures under it.
struct TextFrame {
  /// The columns before the picture: marks and the axis itself.
  let left: Int
  let width: Int
  let height: Int
  let style: Style
  private let total: Int

  init(up: Axis, height: Int, style: Style, rightSide: Int) {
    self.height = height
    self.style = style
    left = (up.ticks.map { displayWidth($0.label) }.max() ?? 0) + 2
    width = max(6, style.width - left - max(0, rightSide))
    total = left + width + max(0, rightSide)
  }

  /// An empty canvas for the picture, its axis of two rows below and its margins.
  var canvas: Canvas { Canvas(width: total, height: height + 2, isColored: style.isColored) }

  /// The row of a figure.
  func row(_ value: Double, of up: Axis) -> Int { Int((1 - up.part(value)) * Double(height - 1) + 0.5) }

  func drawZero(of up: Axis, on canvas: inout Canvas) {
    let line = String(repeating: style.isUnicode ? "┈" : ".", count: width)
    canvas.write(line, row: row(0, of: up), column: left, .dim)
  }

  func drawAxes(across: Axis, up: Axis, on canvas: inout Canvas) {
    let isUnicode = style.isUnicode
    for row in 0..<height { canvas.write(isUnicode ? "│" : "|", row: row, column: left - 1, .dim) }
    for tick in up.ticks {
      let row = row(tick.value, of: up)
      canvas.write(tick.label, row: row, column: left - 2 - displayWidth(tick.label))
      canvas.write(isUnicode ? "┤" : "+", row: row, column: left - 1, .dim)
    }
    canvas.write(isUnicode ? "└" : "+", row: height, column: left - 1, .dim)
    canvas.write(String(repeating: isUnicode ? "─" : "-", count: width), row: height, column: left, .dim)
    var free = 0
    for tick in across.ticks {
      let column = left + Int(across.part(tick.value) * Double(width - 1) + 0.5)
      canvas.write(isUnicode ? "┬" : "+", row: height, column: column, .dim)
      let length = displayWidth(tick.label)
      // A label stands under its mark as far as the picture reaches, and is left out where another one stands.
      let start = max(0, min(column - length / 2, left + width - length))
      guard start >= free else { continue }
      canvas.write(tick.label, row: height + 1, column: start)
      free = start + length + 1
    }
  }
}

/// The way from figures to the places of a canvas: cells, or dots in them.
struct PlotScale {
  let frame: TextFrame
  let across: Axis
  let up: Axis
  let isCells: Bool

  func place(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
    let (columns, rows) = isCells ? (1, 1) : (2, 4)
    let wide = Double(frame.width * columns - 1)
    let high = Double((frame.height - 1) * rows)
    // Of four dots in a cell the second is the middle.
    let middle = isCells ? 0 : 1
    return (
      frame.left * columns + Int(across.part(x) * wide + 0.5), Int((1 - up.part(y)) * high + 0.5) + middle
    )
  }
}
