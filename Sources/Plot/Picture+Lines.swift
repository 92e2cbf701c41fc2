internal import Market
internal import Rendering

/// The rectangle that a picture's axes enclose.
struct Frame {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  func x(_ value: Double, _ axis: Axis) -> Double { left + axis.part(value) * (right - left) }
  func y(_ value: Double, _ axis: Axis) -> Double { bottom - axis.part(value) * (bottom - top) }
}

/// What the marks and the names of lines take beside a picture.
struct LineMargins {
  var left: Double
  var right: Double

  func union(_ other: LineMargins) -> LineMargins {
    LineMargins(left: max(left, other.left), right: max(right, other.right))
  }
}

extension LineMargins {
  init(_ panel: LinePanel, height: Double) {
    let ticks = panel.up(height: height).ticks.map { Picture.width(of: $0.label, size: 12) }
    let ends = panel.ends.map { Picture.width(of: $0.name.isEmpty ? $0.figure : "\($0.name)  \($0.figure)") }
    // The first day's label stands half before its mark.
    left = max((ticks.max() ?? 0) + 12, 42)
    right = (ends.max() ?? 0) + 10
  }
}

extension LinePanel {
  fileprivate func up(height: Double) -> Axis { Axis(figures: values, of: measure, count: Int(height / 50)) }

  /// What stands at the end of each line.
  fileprivate var ends: [(name: String, figure: String)] {
    let numbers = measure.text(of: values)
    return series.map { series in
      (
        name: Picture.cut(series.name, to: 150),
        figure: numbers.cell(series.last?.y ?? 0).text(style: Style()) + numbers.headingSuffix
      )
    }
  }
}

extension Picture {
  mutating func draw(_ panel: LinePanel, height: Double, _ margins: LineMargins) {
    if !panel.title.isEmpty {
      y += 22
      text(panel.title, x: Picture.margin, y: y, "ink strong")
      y += 8
    }
    let up = panel.up(height: height)
    let frame = Frame(
      left: Picture.margin + margins.left, right: Picture.width - Picture.margin - margins.right, top: y + 8,
      bottom: y + 8 + height)
    let places = panel.places
    let count = Int((frame.right - frame.left) / 85)
    let across = panel.isOffsets ? Axis(offsets: places, count: count) : Axis(days: places, count: count)
    drawAxes(frame, across: across, up: up)
    for (number, series) in panel.series.enumerated() { draw(series, number, frame, across, up) }
    nameEnds(panel.series, panel.ends, frame, up)
    y = frame.bottom + 30
  }

  mutating func drawAxes(_ frame: Frame, across: Axis, up: Axis, hasGridAcross: Bool = false) {
    for tick in up.ticks {
      let place = frame.y(tick.value, up)
      let isZero = tick.value == 0 && up.lower < 0
      line(x1: frame.left, y1: place, x2: frame.right, y2: place, isZero ? "axis" : "grid")
      text(tick.label, x: frame.left - 8, y: place + 4, "quiet small figure end")
    }
    if up.ticks.first?.value != 0 {
      line(x1: frame.left, y1: frame.bottom, x2: frame.right, y2: frame.bottom, "axis")
    }
    for tick in across.ticks {
      let place = frame.x(tick.value, across)
      let isZero = tick.value == 0 && across.lower < 0
      let top = hasGridAcross || isZero ? frame.top : frame.bottom
      line(x1: place, y1: top, x2: place, y2: frame.bottom + 4, isZero || !hasGridAcross ? "axis" : "grid")
      text(tick.label, x: place, y: frame.bottom + 19, "quiet small middle")
    }
  }

  /// A line over what is known; days without a figure are bridged by dots, and a figure without neighbours is a point.
  private mutating func draw(_ series: Series, _ number: Int, _ frame: Frame, _ across: Axis, _ up: Axis) {
    var path = ""
    var gaps = ""
    var before: String?
    var isBroken = false
    var alone: [(Double, Double)] = []
    var run = 0
    for point in series.points {
      guard !point.y.isNaN else {
        isBroken = true
        continue
      }
      let (x, y) = (frame.x(point.x, across), frame.y(point.y, up))
      let place = "\(pixels(x)) \(pixels(y))"
      if before == nil || isBroken {
        if let before { gaps += "M\(before)L\(place)" }
        path += "M\(place)"
        run = 1
      } else {
        path += "L\(place)"
        run += 1
      }
      if run == 1 { alone.append((x, y)) } else if run == 2 { alone.removeLast() }
      (before, isBroken) = (place, false)
    }
    if !gaps.isEmpty { markup.empty("path", [("class", "line gap s\(number)"), ("d", gaps)]) }
    markup.empty("path", [("class", "line s\(number)"), ("d", path)])
    for (x, y) in alone { point(x, y, "f\(number)", radius: 3) }
    if let last = series.last { point(frame.x(last.x, across), frame.y(last.y, up), "point f\(number)", radius: 4) }
  }

  mutating func point(_ x: Double, _ y: Double, _ style: String, radius: Double) {
    markup.empty("circle", [("cx", pixels(x)), ("cy", pixels(y)), ("r", pixels(radius)), ("class", style)])
  }

  /// The names and last figures of lines at their ends, moved apart where they would meet.
  private mutating func nameEnds(
    _ series: [Series], _ ends: [(name: String, figure: String)], _ frame: Frame, _ up: Axis
  ) {
    let distance = 17.0
    let order = series.indices.sorted { (series[$0].last?.y ?? 0, $1) > (series[$1].last?.y ?? 0, $0) }
    var places = order.map { frame.y(series[$0].last?.y ?? 0, up) + 4.5 }
    for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + distance) }
    // What has been pushed out below moves up again.
    var lowest = frame.bottom + 4.5
    for index in places.indices.reversed() {
      places[index] = min(places[index], lowest)
      lowest = places[index] - distance
    }
    for (number, place) in zip(order, places) {
      markup.open("text", [("x", pixels(frame.right + 10)), ("y", pixels(place)), ("class", "figure f\(number)")])
      if !ends[number].name.isEmpty {
        markup.open("tspan", [("class", "strong")])
        markup.append(ends[number].name + " ")
        markup.append(raw: "</tspan>")
      }
      markup.append(ends[number].figure)
      markup.close("text")
    }
  }
}
