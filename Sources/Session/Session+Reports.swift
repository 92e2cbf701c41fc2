internal import Language
internal import Market
internal import Plot
internal import Query
internal import Rendering

extension Session {
  /// The ends of file names that say how a hand-out is written.
  private static let reportEndings = [".html", ".md"]

  /// `report "monday.marq" into "monday.html"`: a script with its answers, to be read. A fault in it is told and nothing is
  /// written.
  func report(_ path: NameSyntax, into target: NameSyntax, in source: Source) -> Outcome {
    guard Session.reportEndings.contains(where: { target.text.hasSuffix($0) }) else {
      return refuse(
        [Diagnostic(.formatNeeded(path: target.text, allowed: Session.reportEndings), at: target.range)], in: source)
    }
    guard !running.contains(path.text) else {
      return refuse([Diagnostic(.runsItself(path.text), at: path.range)], in: source)
    }
    switch readFile(path, in: source) {
    case .failure(let failure): return failure.outcome
    case .success(let file):
      var writer = ReportWriter(session: self, file: file)
      let outcome = writer.write()
      guard outcome == .finished else { return outcome }
      let handout = Handout(
        blocks: writer.blocks, data: writer.dataTitles,
        name: file.name.map { String($0.split(separator: "/").last ?? "") } ?? "")
      let text = target.text.hasSuffix(".md") ? handout.markdown() : handout.page()
      return write(into: target, in: source) { () throws(DataError) in
        try NewFile.write(target.text, Array(text.utf8))
      } ?? .finished
    }
  }
}

/// Runs a script in a session of its own and keeps what it shows.
private struct ReportWriter {
  private let session: Session
  private let file: Source
  private let collected = Collected()
  private let copy: Session
  private(set) var blocks: [Handout.Block] = []
  /// What the data was called that was asked, in order.
  private(set) var dataTitles: [String] = []
  /// Where figures came from, each once.
  private var sources: [[String]] = []
  /// What a lesson says when a task is solved: it stands behind the answer.
  private var remarks: [Handout.Block] = []

  /// What is shown while a statement runs.
  private final class Collected {
    var blocks: [Handout.Block] = []
  }

  init(session: Session, file: Source) {
    self.session = session
    self.file = file
    copy = Session(from: session, interruption: session.interruption) { [collected] output in
      switch output {
      case .data(let text): collected.blocks.append(.text(text))
      // What went wrong is for the one who asked for the report.
      case .message(let text): if text.contains("error[") || text.contains("check failed") { session.emit(output) }
      }
    }
    copy.running = session.running + [file.name ?? ""]
    // The same page on any terminal.
    copy.settings.style = Style(width: 90)
    copy.settings.messageStyle = session.settings.messageStyle
    (copy.settings.format, copy.settings.fitsScreen) = (.table, false)
    copy.listener = { [collected] shown in
      switch shown {
      case .answer(let answer): collected.blocks.append(.answer(answer))
      case .explanation(let explanation): collected.blocks.append(.explanation(explanation))
      case .picture(let chart, let caption): collected.blocks.append(.picture(chart, caption))
      }
    }
  }

  mutating func write() -> Outcome {
    let script = Script(file)
    guard script.diagnostics.isEmpty else { return session.refuse(Array(script.diagnostics.prefix(10)), in: file) }
    for part in script.parts {
      switch part {
      case .comment(let lines): blocks += prose(lines)
      case .statement(let statement):
        let outcome = write(statement)
        if case .query = statement.kind {
          blocks += remarks
          remarks = []
        }
        if outcome == .quit { return end() }
        guard outcome == .finished else { return outcome }
      }
    }
    return end()
  }

  private mutating func end() -> Outcome {
    blocks += remarks
    if !sources.isEmpty { blocks.append(.sources(sources)) }
    return .finished
  }

  private mutating func write(_ statement: StatementSyntax) -> Outcome {
    collected.blocks = []
    let outcome = copy.run(statement, in: file)
    guard outcome == .finished else { return outcome }
    blocks.append(.statement(file.text(in: statement.range)))
    blocks += collected.blocks
    switch statement.kind {
    case .query(let query), .plot(let query, _, _):
      if !dataTitles.contains(copy.title) { dataTitles.append(copy.title) }
      addSources(of: query)
    // An explanation names its sources itself.
    case .explain: if !dataTitles.contains(copy.title) { dataTitles.append(copy.title) }
    case .check: blocks.append(.holds)
    default: break
    }
    return .finished
  }

  /// Notes where the figures of a question come from, where the data says so.
  private mutating func addSources(of query: QuerySyntax) {
    for row in copy.sourceRows(of: query, in: file) where !sources.contains(row) { sources.append(row) }
  }

  /// Comments as prose: the first line of the file is the title, `## ` a heading, an empty comment ends a paragraph, and lines that
  /// begin with `- ` are a list. What a lesson says to a right answer is kept, to stand behind it.
  private mutating func prose(_ lines: [Script.CommentLine]) -> [Handout.Block] {
    var result: [Handout.Block] = []
    var isGoingOn = false
    var isRemark = false
    for line in lines {
      var text = line.trimmed
      if line.range.start == 0, text.hasPrefix("!/") { continue }
      // The marks of a lesson: its tasks are told, the mistakes that a teacher foresees are not.
      if text.hasPrefix("! ") { (isGoingOn, isRemark) = (false, false); continue }
      if text.hasPrefix("? ") || text.hasPrefix("= ") {
        isRemark = text.hasPrefix("= ")
        (text, isGoingOn) = (String(text.dropFirst(2)), false)
      }
      if text.hasPrefix("- ") || text.hasPrefix("## ") { isRemark = false }
      if text.isEmpty {
        isGoingOn = false
      } else if isRemark {
        if isGoingOn, let last = remarks.popLast() {
          remarks.append(last.going(on: text))
        } else {
          remarks.append(.paragraph(text))
        }
        isGoingOn = true
      } else if blocks.isEmpty, result.isEmpty {
        result.append(.title(text))
      } else if text.hasPrefix("## ") {
        result.append(.heading(String(text.dropFirst(3))))
        isGoingOn = false
      } else if text.hasPrefix("- ") {
        result.append(.item(String(text.dropFirst(2))))
        isGoingOn = true
      } else if isGoingOn, let last = result.popLast() {
        result.append(last.going(on: text))
      } else {
        result.append(.paragraph(text))
        isGoingOn = true
      }
    }
    return result
  }
}

extension Session {
  /// Where the figures of a question come from, where the data says so: company, fact, day, value and addresses. Those of the
  /// last answer are its question's.
  func sourceRows(of query: QuerySyntax, in source: Source) -> [[String]] {
    guard !market.sources.isEmpty, let today = query.asksLastAnswer ? lastBound?.today : today else { return [] }
    var binder = binder(for: source)
    guard let bound = query.asksLastAnswer ? lastBound?.query : try? binder.bind(query) else { return [] }
    var evaluator = Evaluator(market: market, today: today, interruption: interruption)
    guard let answer = try? evaluator.sources(of: bound) else { return [] }
    let columns = answer.table.columns.map(\.values)
    return (0..<answer.table.rowCount).map { row in
      columns.map { values -> String in
        switch values {
        case .texts(let texts): return texts[row] ?? ""
        case .days(let days): return days[row]?.description ?? ""
        case .numbers, .flags: return ""
        }
      }
    }.filter { $0.last?.isEmpty == false }
  }
}
