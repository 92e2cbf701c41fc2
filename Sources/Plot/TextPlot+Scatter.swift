internal import Market
internal import Rendering

/// Points placed by two figures, named where there is room.
extension TextPlot {
  func scatter(_ scatter: Scatter) -> [String] {
    let height = 18
    let up = Axis(figures: scatter.points.map(\.y), of: scatter.up, count: height / 3)
    let frame = TextFrame(up: up, height: height, style: style, rightSide: 0)
    let across = Axis(figures: scatter.points.map(\.x), of: scatter.across, count: max(2, frame.width / 14))
    var canvas = frame.canvas
    let scale = PlotScale(frame: frame, across: across, up: up, isCells: true)
    if up.lower < 0 && up.upper > 0 { frame.drawZero(of: up, on: &canvas) }
    let sign = style.isUnicode ? "●" : "o"
    // All points stand before the first name, which must not hide one.
    for point in scatter.points {
      let place = scale.place(point.x, point.y)
      canvas.write(sign, row: place.y, column: place.x, .cyan)
    }
    for point in scatter.points {
      let place = scale.place(point.x, point.y)
      let length = displayWidth(point.label)
      let starts = [place.x + 2, place.x - 1 - length]
      let end = frame.left + frame.width
      guard
        let start = starts.first(where: {
          $0 >= frame.left && $0 + length <= end
            && canvas.isFree(row: place.y, columns: max(frame.left, $0 - 1)..<min(end, $0 + length + 1))
        })
      else { continue }
      canvas.write(point.label, row: place.y, column: start)
    }
    frame.drawAxes(across: across, up: up, on: &canvas)
    let name = truncated(scatter.across.name, to: style.width, ellipsis: style.ellipsis)
    let under = String(repeating: " ", count: max(0, frame.left + frame.width - displayWidth(name))) + name
    return [truncated(scatter.up.name, to: style.width, ellipsis: style.ellipsis)] + canvas.lines + [under]
  }
}
