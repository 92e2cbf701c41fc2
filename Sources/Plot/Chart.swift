public import Market

/// The kinds of picture. Without one asked for, the answer's own shape decides.
public enum ChartKind: String, CaseIterable, Sendable {
  /// A bar for each row.
  case bars
  /// A line for each series, along its days.
  case lines
  /// How often which figures occur.
  case histogram
  /// A point for each row, placed by two figures.
  case scatter
}

/// Why an answer can't be drawn.
public enum ChartProblem: Error, Sendable, Hashable {
  /// No column holds figures.
  case noFigure
  /// Lines run along days, and the rows have none.
  case noDays
  /// A scatter plot is of two figures.
  case oneFigure
}

/// What a picture shows, whatever draws it: in a terminal, as SVG or on a page.
public struct Chart: Sendable {
  /// What is drawn.
  enum Content: Sendable {
    case bars([BarPanel])
    case lines([LinePanel])
    case histogram(Histogram)
    case scatter(Scatter)
  }

  /// The answer that is drawn, with its heading and notes.
  public let answer: Answer
  let content: Content
  /// What the picture leaves out, in sentences.
  let omissions: [String]
}

/// A column of figures, without the figures.
struct Measure: Sendable {
  let name: String
  let unit: Unit
  let direction: Direction
}

/// A bar for each row, of one measure.
struct BarPanel: Sendable {
  let measure: Measure
  let bars: [Bar]
}

/// One row of a bar chart.
struct Bar: Sendable {
  /// The row's key.
  let label: String
  /// What a reader knows the row by, beside its key; empty where there is nothing.
  let name: String
  let value: Double
}

/// Lines over one pair of axes.
struct LinePanel: Sendable {
  /// What stands over it; empty where the heading says it.
  let title: String
  let measure: Measure
  let isOffsets: Bool
  let series: [Series]

  /// The figures that are known.
  var values: [Double] { series.flatMap { $0.points.map(\.y).filter { !$0.isNaN } } }
  /// Where the points stand, known or not.
  var places: [Double] { series.flatMap { $0.points.map(\.x) } }
}

/// One line.
struct Series: Sendable {
  /// A figure and its place: a day's number, or days from an event. A missing figure (NaN) breaks the line.
  struct Point: Sendable {
    let x: Double
    let y: Double
  }

  /// Empty where the line is the only one there can be.
  let name: String
  let points: [Point]
  /// The last known point.
  var last: Point? { points.last { !$0.y.isNaN } }
}

/// Counts of figures in bins of equal width.
struct Histogram: Sendable {
  let measure: Measure
  /// The edges, one more than there are counts; a bin holds its lower edge and the last one both.
  let edges: [Double]
  let counts: [Int]
  /// Whether all figures are whole numbers, and the bins of whole numbers too.
  let isWhole: Bool
}

/// Points placed by two measures.
struct Scatter: Sendable {
  struct Point: Sendable {
    let label: String
    let name: String
    let x: Double
    let y: Double
  }

  let across: Measure
  let up: Measure
  let points: [Point]
}
