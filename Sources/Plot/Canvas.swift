internal import Rendering

/// A grid of terminal cells that is drawn on: texts at cells, and lines of dots, eight to a cell.
struct Canvas {
  let width: Int
  let height: Int
  /// The sign of each cell, row by row. A wide sign leaves the cell behind it empty.
  private var signs: [String]
  private var paints: [Paint]
  private var dots: [UInt8]
  private let isColored: Bool

  init(width: Int, height: Int, isColored: Bool) {
    self.width = width
    self.height = height
    self.isColored = isColored
    signs = Array(repeating: " ", count: width * height)
    paints = Array(repeating: .plain, count: width * height)
    dots = Array(repeating: 0, count: width * height)
  }

  /// Writes a text into a row; what would leave the canvas is cut.
  mutating func write(_ text: String, row: Int, column: Int, _ paint: Paint = .plain) {
    guard (0..<height).contains(row) else { return }
    var place = column
    for character in text {
      let sign = String(character)
      let wide = displayWidth(sign)
      defer { place += wide }
      guard place >= 0, place + wide <= width, wide > 0 else { continue }
      let cell = row * width + place
      (signs[cell], paints[cell], dots[cell]) = (sign, paint, 0)
      for next in 1..<max(2, wide) where next < wide { signs[cell + next] = "" }
    }
  }

  /// Whether nothing has been written or drawn on some cells of a row.
  func isFree(row: Int, columns: Range<Int>) -> Bool {
    guard (0..<height).contains(row), columns.lowerBound >= 0, columns.upperBound <= width else { return false }
    return columns.allSatisfy { signs[row * width + $0] == " " && dots[row * width + $0] == 0 }
  }

  /// A straight line between two places in dots, of which a cell has two across and four down.
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ paint: Paint) {
    Canvas.steps(from: start, to: end) { dot(x: $0, y: $1, paint) }
  }

  /// A straight line of one sign in each cell that it passes.
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), sign: String, _ paint: Paint) {
    Canvas.steps(from: start, to: end) { x, y in write(sign, row: y, column: x, paint) }
  }

  private mutating func dot(x: Int, y: Int, _ paint: Paint) {
    guard (0..<width * 2).contains(x), (0..<height * 4).contains(y) else { return }
    let cell = y / 4 * width + x / 2
    // The order of Braille's dots: down the left column, down the right, then the last row.
    let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
    dots[cell] |= bits[y % 4 * 2 + x % 2]
    paints[cell] = paint
  }

  /// The places that a line passes (Bresenham 1965).
  private static func steps(from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ visit: (Int, Int) -> Void) {
    let (width, height) = (abs(end.x - start.x), -abs(end.y - start.y))
    var (x, y) = (start.x, start.y)
    var fault = width + height
    while true {
      visit(x, y)
      if x == end.x && y == end.y { return }
      let double = 2 * fault
      if double >= height {
        fault += height
        x += start.x < end.x ? 1 : -1
      }
      if double <= width {
        fault += width
        y += start.y < end.y ? 1 : -1
      }
    }
  }

  /// The rows as lines of text.
  var lines: [String] {
    (0..<height).map { row in
      var line = PaintedLine(isColored: isColored)
      var piece = ""
      var paint = Paint.plain
      for cell in row * width..<(row + 1) * width {
        let sign = dots[cell] == 0 ? signs[cell] : String(Character(UnicodeScalar(0x2800 + UInt32(dots[cell]))!))
        if paints[cell] != paint {
          line.append(piece, paint)
          (piece, paint) = ("", paints[cell])
        }
        piece += sign
      }
      line.append(piece, paint)
      return line.text
    }
  }
}
