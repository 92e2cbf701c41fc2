internal import Market
internal import Rendering

/// What a picture shows in words, for those who hear it.
extension Picture {
  var description: String {
    if chart.isEmpty { return "Nothing to draw." }
    switch chart.content {
    case .bars(let panels): return panels.map(words).joined(separator: " ")
    case .lines(let panels): return panels.map(words).joined(separator: " ")
    case .histogram(let histogram):
      let text = TickText(
        unit: histogram.measure.unit, step: histogram.edges[1] - histogram.edges[0],
        largest: histogram.edges.map(abs).max() ?? 0)
      let bins = histogram.counts.indices.map {
        "\(histogram.label(ofBin: $0, text)): \(histogram.counts[$0])"
      }
      return "Histogram of \(histogram.measure.name). \(bins.joined(separator: "; "))."
    case .scatter(let scatter):
      let ups = scatter.up.text(of: scatter.points.map(\.y))
      let acrosses = scatter.across.text(of: scatter.points.map(\.x))
      let points = scatter.points.map {
        "\($0.label): \(ups.cell($0.y).text(style: Style())), \(acrosses.cell($0.x).text(style: Style()))"
      }
      return "Scatter plot of \(scatter.up.name) against \(scatter.across.name). \(points.joined(separator: "; "))."
    }
  }

  private func words(_ panel: BarPanel) -> String {
    let text = panel.measure.text(of: panel.bars.map(\.value))
    let rows = panel.bars.map { bar in
      "\(bar.label)\(bar.name.isEmpty ? "" : " \(bar.name)"): \(text.cell(bar.value).text(style: Style()))"
    }
    return "Bars of \(panel.measure.name)\(text.headingSuffix). \(rows.joined(separator: "; "))."
  }

  private func words(_ panel: LinePanel) -> String {
    let text = panel.measure.text(of: panel.values)
    func place(_ x: Double) -> String { panel.isOffsets ? "day \(Int(x))" : Day(number: Int32(x)).description }
    let lines = panel.series.compactMap { series -> String? in
      guard let first = series.points.first(where: { !$0.y.isNaN }), let last = series.last else { return nil }
      let (start, end) = (text.cell(first.y).text(style: Style()), text.cell(last.y).text(style: Style()))
      return
        "\(series.name.isEmpty ? "" : "\(series.name): ")from \(start) (\(place(first.x))) to \(end) (\(place(last.x)))"
    }
    return "Lines\(panel.title.isEmpty ? "" : " of \(panel.title)"). \(lines.joined(separator: "; "))."
  }
}
