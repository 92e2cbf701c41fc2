internal import Market
internal import Rendering

extension Picture {
  /// A point for each row; its name beside it where there is room, and always in its own title.
  mutating func draw(_ scatter: Scatter) {
    let up = Axis(figures: scatter.points.map(\.y), of: scatter.up, count: 6)
    let across = Axis(figures: scatter.points.map(\.x), of: scatter.across, count: 6)
    let ticks = up.ticks.map { Picture.width(of: $0.label, size: 12) }.max() ?? 0
    y += 8
    text(scatter.up.name, x: Picture.margin, y: y, "ink small")
    let frame = Frame(
      left: Picture.margin + ticks + 12, right: Picture.width - Picture.margin - 16, top: y + 16, bottom: y + 396)
    drawAxes(frame, across: across, up: up, hasGridAcross: true)
    let texts = (
      up: scatter.up.text(of: scatter.points.map(\.y)), across: scatter.across.text(of: scatter.points.map(\.x))
    )
    let places = scatter.points.map { (x: frame.x($0.x, across), y: frame.y($0.y, up)) }
    for (item, place) in zip(scatter.points, places) {
      let name = item.name.isEmpty ? item.label : "\(item.label) \(item.name)"
      let figures = [texts.up.cell(item.y), texts.across.cell(item.x)].map { $0.text(style: Style()) }
      markup.open("circle", [("cx", pixels(place.x)), ("cy", pixels(place.y)), ("r", "5.5"), ("class", "point plain")])
      markup.element("title", "\(name): \(figures.joined(separator: ", "))")
      markup.close("circle")
    }
    var taken = places.map { Box(left: $0.x - 6, right: $0.x + 6, top: $0.y - 6, bottom: $0.y + 6) }
    // Nor is anything written on the lower axis, or below it among the marks.
    taken.append(Box(left: frame.left, right: frame.right, top: frame.bottom - 2, bottom: frame.bottom + 24))
    for (item, place) in zip(scatter.points, places) {
      let width = Picture.width(of: item.label, size: 12)
      let spots: [(x: Double, y: Double, style: String, left: Double)] = [
        (place.x + 9, place.y + 4, "", place.x + 9), (place.x - 9, place.y + 4, " end", place.x - 9 - width),
        (place.x, place.y - 10, " middle", place.x - width / 2),
        (place.x, place.y + 18, " middle", place.x - width / 2),
      ]
      for spot in spots {
        let box = Box(left: spot.left, right: spot.left + width, top: spot.y - 10, bottom: spot.y + 2)
        guard box.left >= frame.left, box.right <= Picture.width - Picture.margin - 4, !taken.contains(where: box.meets)
        else {
          continue
        }
        text(item.label, x: spot.x, y: spot.y, "ink small" + spot.style)
        taken.append(box)
        break
      }
    }
    y = frame.bottom + 40
    text(scatter.across.name, x: frame.right, y: y, "ink small end")
    y += 6
  }
}

/// Where something stands, so that nothing else is written there.
private struct Box {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  func meets(_ other: Box) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }
}
