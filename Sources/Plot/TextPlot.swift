internal import Market
public import Rendering

extension Chart {
  /// The picture in the cells of a terminal, every line ended by a line feed.
  ///
  /// Where there are no colours, lines are told apart by their signs; where there is only ASCII, bars are of `#`.
  public func text(style: Style = Style()) -> String {
    let plot = TextPlot(chart: self, style: style)
    let blocks = [heading(of: answer, style: style)] + plot.blocks + [plot.footer]
    return blocks.filter { !$0.isEmpty }.map { block in block.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }
}

/// Draws a chart in terminal cells.
struct TextPlot {
  let chart: Chart
  let style: Style

  /// The picture's parts, which stand apart from one another.
  var blocks: [[String]] {
    if chart.isEmpty { return [sentence(chart.answer.table.rowCount == 0 ? "no rows" : "no figures", style: style)] }
    switch chart.content {
    case .bars(let panels):
      let isSeveral = panels.count > 1
      return panels.filter { !$0.bars.isEmpty }.map { bars($0, isTitled: isSeveral) }
    case .lines(let panels):
      let height = panels.count == 1 ? 16 : panels.count == 2 ? 11 : 8
      return panels.filter { !$0.values.isEmpty }.map { lines($0, height: height) }
    case .histogram(let histogram): return [bars(histogram)]
    case .scatter(let points): return [scatter(points)]
    }
  }

  /// What the picture leaves out, and the answer's notes.
  var footer: [String] {
    chart.omissions.flatMap { sentence($0, style: style) } + notes(of: chart.answer, style: style)
  }

  /// The colours of lines, which also hold on a light background.
  static let paints: [Paint] = [.cyan, .magenta, .yellow, .blue, .green, .red]
  /// The signs of lines where there are no colours.
  static let signs = ["*", "+", "o", "x", "#", "@"]
}
