internal import Language
internal import Market
internal import Plot
internal import Query
internal import Rendering

extension Session {
  /// The ends of file names that say how a picture is written.
  private static let pictureEndings = [".svg", ".html", ".txt"]

  /// Draws an answer: among the answers, or into a file as its name says.
  func plot(_ query: QuerySyntax, as kind: PlotWord?, into path: NameSyntax?, in source: Source) -> Outcome {
    if let path, !Session.pictureEndings.contains(where: { path.text.hasSuffix($0) }) {
      return refuse(
        [Diagnostic(.formatNeeded(path: path.text, allowed: Session.pictureEndings), at: path.range)], in: source)
    }
    var failure: Outcome?
    let outcome = evaluate(query, in: source) { [self] in failure = draw($0, query, as: kind, into: path, in: source) }
    return failure ?? outcome
  }

  /// Draws an answer; nil where it is drawn.
  private func draw(
    _ answer: Answer, _ query: QuerySyntax, as kind: PlotWord?, into path: NameSyntax?, in source: Source
  ) -> Outcome? {
    let chart: Chart
    do throws(ChartProblem) {
      chart = try Chart(of: answer, as: kind.flatMap { ChartKind(rawValue: $0.rawValue) })
    } catch {
      return refuse([Diagnostic(error.problem, at: query.range)], in: source)
    }
    keep(answer)
    guard let path else {
      if let listener {
        listener(.picture(chart, Caption(question: lastQuestion, data: title)))
        return nil
      }
      let gap = hasAnswered ? "\n" : ""
      hasAnswered = true
      emit(.data(gap + chart.text(style: settings.style)))
      return nil
    }
    // A file is read by others than the one who sits at this terminal: no colours, and every row.
    var style = settings.style
    (style.isColored, style.rowLimit) = (false, nil)
    let isPage = path.text.hasSuffix(".html")
    let caption = Caption(
      question: lastQuestion, data: title, sources: isPage ? sourceRows(of: query, in: source) : [])
    let failure = write(into: path, in: source) { () throws(DataError) in
      let text: String
      switch path.text {
      case let name where name.hasSuffix(".svg"): text = chart.svg(caption: caption)
      case let name where name.hasSuffix(".html"): text = chart.page(caption: caption)
      default: text = chart.text(style: style)
      }
      try NewFile.write(path.text, Array(text.utf8))
    }
    if failure == nil { tell("a picture into \(path.text)") }
    return failure
  }
}

extension ChartProblem {
  fileprivate var problem: Problem {
    switch self {
    case .noFigure:
      return .notDrawable(needs: "there is no figure to draw", help: "ask for one, as in plot drop by segment")
    case .noDays:
      return .notDrawable(
        needs: "lines run along days, and these rows have none", help: "add each day, each week or another period")
    case .oneFigure:
      return .notDrawable(
        needs: "a scatter plot is of two figures", help: "ask for two, as in plot scatter drop, close")
    }
  }
}
