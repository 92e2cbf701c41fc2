internal import Cluster
internal import Language
internal import Market
internal import Query
internal import Rendering

extension Session {
  func load(_ path: NameSyntax, isQuiet: Bool = false, in source: Source) -> Outcome {
    if Address.isMeant(by: path.text) { return loadServer(path, isQuiet: isQuiet, in: source) }
    do throws(DataError) {
      let notes = try loadDataSet(path.text)
      if isQuiet { return .finished }
      emit(.message(loadedMessage()))
      for note in notes { emit(.message("note: \(note)\n")) }
      return .finished
    } catch {
      guard error.problem == .interrupted else {
        report(error, at: path, in: source)
        return .failed(error.isNoInput ? .noInput : .badInput)
      }
      _ = refuse([Diagnostic(.interrupted, at: path.range)], in: source)
      return .failed(.interrupted)
    }
  }

  /// Loads a data set without saying so: a folder, a file of prices, or the name of a set that comes with Marq.
  ///
  /// Where it is refused, the fault is told and the market stays as it was.
  public func open(dataSet path: String) -> Outcome {
    if Address.isMeant(by: path) { return openServer(path) }
    do throws(DataError) {
      _ = try loadDataSet(path)
      return .finished
    } catch {
      return refuse(error)
    }
  }

  /// Tells a fault of the data that no statement points at.
  func refuse(_ failure: DataError) -> Outcome {
    report(failure)
    return .failed(failure.isNoInput ? .noInput : .badInput)
  }

  /// Loads a data set, or leaves the market as it was; what a reader of its figures should know.
  private func loadDataSet(_ path: String) throws(DataError) -> [String] {
    let (market, notes) = try readMarket(path)
    var settings = MarketSettings()
    try apply(market, of: path, to: &settings)
    self.market = market
    self.place = nil
    self.marketSettings = settings
    return notes
  }

  /// What `save market` wrote is opened, and so is a data set that comes with Marq; everything else is read.
  ///
  /// A path wins over a name.
  private func readMarket(_ path: String) throws(DataError) -> (market: Market, notes: [String]) {
    if path.hasSuffix(Session.marketExtension), !DataSet.isFolder(path) { return (try Market.open(path), []) }
    let dataSet: DataSet
    do throws(DataError) {
      dataSet = try DataSet.read(folder: path)
    } catch {
      guard error.isNoInput, let embedded = EmbeddedFiles.market(named: path) else { throw error }
      return (try Market.open(embedded: embedded, name: path), [])
    }
    guard let progress else { return try Market.load(dataSet, interruption: interruption) }
    defer { progress(nil) }
    return try Market.load(dataSet, progress: LoadProgress { progress($0) }, interruption: interruption)
  }

  /// Reads the settings of the data set's own script. It may hold nothing else: loading data runs no questions.
  func apply(
    _ market: Market, of path: String, to settings: inout MarketSettings
  ) throws(DataError) {
    let source = Source(name: "\(path)/market.marq", bytes: market.script)
    let (statements, diagnostics) = parse(source)
    func refused(_ diagnostic: Diagnostic) -> DataError {
      let (line, column) = source.position(of: diagnostic.range.start)
      let (text, start) = source.line(at: diagnostic.range.start)
      return DataError(
        scriptFault: diagnostic.message, help: diagnostic.help.first, file: source.name ?? "market.marq", line: line,
        column: column, lineText: text, fieldStart: diagnostic.range.start - start,
        fieldLength: diagnostic.range.end - diagnostic.range.start)
    }
    if let first = diagnostics.first { throw refused(first) }
    for statement in statements {
      guard case .set(let name, let value) = statement.kind,
        let setting = SettingName(rawValue: name.text), [.title, .today, .benchmark, .caveat].contains(setting)
      else {
        throw refused(
          Diagnostic(
            .expected("set title, set today, set benchmark or set caveat", found: source.text(in: statement.range)),
            at: statement.range))
      }
      do throws(Diagnostic) {
        try apply(setting, value, to: &settings, market: market, in: source)
      } catch {
        throw refused(error)
      }
    }
  }

  /// Sets what belongs to the market.
  func apply(
    _ setting: SettingName, _ value: ExpressionSyntax, to settings: inout MarketSettings, market: Market,
    in source: Source
  ) throws(Diagnostic) {
    let text = plainText(value, in: source)
    switch setting {
    case .title: settings.title = text
    case .caveat: settings.caveat = text.isEmpty ? nil : text
    case .today:
      guard let day = Day(text) else { throw Diagnostic(.invalidDate(text), at: value.range) }
      guard let trading = Calendar.last(onOrBefore: day, in: market.calendar.allDays) else {
        throw Diagnostic(.noData, at: value.range)
      }
      settings.today = trading
    case .benchmark:
      guard market.company(ticker: text) != nil else {
        let near = nearest(to: text, among: market.tickers).map(asWritten)
        throw Diagnostic(.unknownValue(attribute: "ticker", value: text, nearest: near), at: value.range)
      }
      settings.benchmark = text
    default: break
    }
  }

  /// What is loaded, in two lines: its title, then its extent.
  public func loadedMessage() -> String {
    var facts = [counted(market.companyCount, "company", "companies"), counted(market.bars.count, "bar", "bars")]
    if let first = market.bars.firstDay, let last = market.bars.lastDay { facts.append("\(first) to \(last)") }
    if let today { facts.append("today is \(today)") }
    let style = settings.messageStyle
    let lines = wrapped(facts.joined(separator: style.isUnicode ? " · " : " | "), width: style.width)
    return ([title] + lines).map { $0 + "\n" }.joined()
  }

  /// How many companies and bars there are.
  var counts: String {
    counted(market.companyCount, "company", "companies") + ", " + counted(market.bars.count, "bar", "bars")
  }

  /// A count with its thousands apart, and what it counts.
  func counted(_ count: Int, _ one: String, _ several: String) -> String {
    "\(grouped(count)) \(count == 1 ? one : several)"
  }

  /// A count with its thousands apart.
  func grouped(_ count: Int) -> String { count.withThousands }

  private func report(_ failure: DataError, at path: NameSyntax, in source: Source) {
    if failure.line > 0 { return report(failure) }
    let (line, column) = source.position(of: path.range.start)
    let (text, start) = source.line(at: path.range.start)
    emit(
      .message(
        Report(
          identifier: "M501", message: failure.sentence, file: source.name, line: line,
          column: column, lineText: text, caretStart: path.range.start - start,
          caretLength: path.range.end - path.range.start, help: loadHelp(failure)
        ).draw(style: settings.messageStyle)))
  }

  private func report(_ failure: DataError) {
    let isPlaced = failure.line > 0
    let report = Report(
      identifier: isPlaced ? "M502" : "M501",
      message: isPlaced ? failure.message : failure.sentence,
      file: isPlaced ? failure.file : nil, line: failure.line, column: failure.column, lineText: failure.lineText,
      caretStart: failure.fieldStart, caretLength: failure.fieldLength,
      help: isPlaced ? [failure.help] : loadHelp(failure))
    emit(.message(report.draw(style: settings.messageStyle)))
  }

  private func loadHelp(_ failure: DataError) -> [String] {
    let near = nearest(to: failure.file, among: EmbeddedFiles.dataSetNames)
    if let first = near.first, failure.isNoInput { return ["did you mean \(first)?"] }
    let own = [failure.help].filter { !$0.isEmpty }
    // Another data set is no way out for who is in the middle of this one.
    if failure.problem == .changedMeanwhile { return own }
    return own + ["these come with Marq: \(EmbeddedFiles.dataSetNames.joined(separator: ", "))"]
  }

  func runFile(_ path: NameSyntax, in source: Source) -> Outcome {
    guard !running.contains(path.text), running.count < 16 else {
      return refuse([Diagnostic(.runsItself(path.text), at: path.range)], in: source)
    }
    do throws(DataError) {
      let file = try DataFile.read(path.text)
      let outcome = run(Source(name: path.text, bytes: Array(file.bytes)), isFile: true)
      // `quit` in a file ends the file.
      return outcome == .quit ? .finished : outcome
    } catch {
      _ = refuse([Diagnostic(.unreadableFile(reason: error.message), at: path.range)], in: source)
      return .failed(error.isNoInput ? .noInput : .badInput)
    }
  }
}
