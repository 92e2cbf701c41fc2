internal import Cluster
internal import Language
internal import Market
internal import Query
internal import Rendering

extension Session {
  /// How the name of a file ends that holds a market.
  static let marketExtension = ".market"

  /// Writes the answer of a question into a file, in the format that the file's name ends in.
  func save(_ query: QuerySyntax, into path: NameSyntax, in source: Source) -> Outcome {
    guard let format = Format(fileName: path.text) else {
      return refuse(
        [Diagnostic(.formatNeeded(path: path.text, allowed: Format.extensions), at: path.range)], in: source)
    }
    var failure: Outcome?
    let outcome = evaluate(query, in: source) { [self] answer in
      // A file is read by others than the one who sits at this terminal: no colours, and every row.
      var style = settings.style
      (style.isColored, style.hasBars, style.rowLimit) = (false, false, nil)
      failure = write(into: path, in: source) { () throws(DataError) in
        try NewFile.write(path.text, pieces: { render(answer, format: format, style: style, $0) })
      }
      guard failure == nil else { return }
      if !format.isForPeople { writeNotes(of: answer) }
      let count = answer.table.rowCount
      tell("\(grouped(count)) \(count == 1 ? "row" : "rows") into \(path.text)")
    }
    return failure ?? outcome
  }

  /// Writes the market into a file that `load` opens without reading it.
  func saveMarket(into path: NameSyntax, in source: Source) -> Outcome {
    guard market.companyCount > 0 else { return refuse([Diagnostic(.noData, at: path.range)], in: source) }
    if Address.isMeant(by: path.text) { return saveMarket(onServer: path, in: source) }
    guard path.text.hasSuffix(Session.marketExtension) else {
      let allowed = [Session.marketExtension]
      return refuse([Diagnostic(.formatNeeded(path: path.text, allowed: allowed), at: path.range)], in: source)
    }
    if let refusal = refusalElsewhere(
      of: "save market into a file", "all bars would have to be fetched; ask whoever has the files", at: path.range,
      in: source)
    {
      return refusal
    }
    let failure = write(into: path, in: source) { () throws(DataError) in
      try market.save(to: path.text, script: Array(marketSettings.script.utf8))
    }
    if let failure { return failure }
    tell("\(counts) into \(path.text)")
    return .finished
  }

  /// Says what was done where nothing else shows it.
  func tell(_ text: String) {
    if settings.showsNotes { emit(.message(settings.format.isForPeople ? text + "\n" : "# \(text)\n")) }
  }

  /// Does what writes a file; nil where it is written.
  func write(
    into path: NameSyntax, in source: Source, _ body: () throws(DataError) -> Void
  ) -> Outcome? {
    do throws(DataError) {
      try body()
      return nil
    } catch {
      let problem = Problem.unwritableFile(reason: error.message, help: error.help)
      _ = refuse([Diagnostic(problem, at: path.range)], in: source)
      return .failed(.notWritten)
    }
  }
}

extension Session.MarketSettings {
  /// The statements that set them, as the script of a data set has them.
  var script: String {
    func quoted(_ text: String) -> String {
      "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
    var lines: [String] = []
    if let title { lines.append("set title \(quoted(title))") }
    if let today { lines.append("set today \(today)") }
    if let benchmark { lines.append("set benchmark \(quoted(benchmark))") }
    if let caveat { lines.append("set caveat \(quoted(caveat))") }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Format {
  /// The ends of file names that say a format.
  fileprivate static var extensions: [String] { [".csv", ".tsv", ".json", ".jsonl", ".md", ".txt"] }

  /// The format that a file's name ends in; nil where it ends in none.
  fileprivate init?(fileName: String) {
    guard let ending = Format.extensions.last(where: { fileName.hasSuffix($0) }) else { return nil }
    let name = String(ending.dropFirst())
    self.init(name: name == "txt" ? "table" : name)
  }
}
