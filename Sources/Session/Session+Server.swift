internal import Cluster
internal import Language
internal import Market
internal import Query
internal import Rendering

/// Where a market lies that is not here.
struct ServerPlace {
  let address: Address
  let password: String?
  /// Kept from question to question: what was killed may still be on its way.
  let connection: Connection

  /// A place that nothing has been asked of.
  init(_ address: Address, password: String?, interruption: Interruption) throws(ServerFault) {
    (self.address, self.password) = (address, password)
    connection = try Connection(address, password: password, interruption: interruption)
  }

  /// The same place for another session.
  func place(for interruption: Interruption) -> ServerPlace? {
    // What could be made once can be made again, but for want of memory.
    try? ServerPlace(address, password: password, interruption: interruption)
  }
}

extension Session {
  /// Whether a text has an address with a password in it, which is refused and belongs in no history.
  public static func showsPassword(_ text: String) -> Bool { Address.showsPassword(text) }
}

// Markets on servers: opened, asked, and saved there.
extension Session {
  /// Connects to a server and reads the shape of its market, without its bars.
  func loadServer(_ path: NameSyntax, isQuiet: Bool, in source: Source) -> Outcome {
    do throws(ServerFault) {
      try connect(to: path.text)
      if !isQuiet { emit(.message(loadedMessage())) }
      return .finished
    } catch {
      return refuse(error, at: path.range, in: source)
    }
  }

  /// Connects to a server that no statement names.
  func openServer(_ path: String) -> Outcome {
    do throws(ServerFault) {
      try connect(to: path)
      return .finished
    } catch {
      let diagnostic = error.diagnostic(at: SourceRange(0, 0))
      let report = Report(
        identifier: diagnostic.identifier, message: diagnostic.message, file: nil, line: 0, column: 0, lineText: "",
        caretStart: 0, caretLength: 0, help: diagnostic.help)
      emit(.message(report.draw(style: settings.messageStyle)))
      return .failed(error.outcome)
    }
  }

  private func connect(to text: String) throws(ServerFault) {
    let address = try Address(text)
    let place = try ServerPlace(
      address, password: password(address.user, address.servers[0].description), interruption: interruption)
    interruption.passes.expect(8)
    let market = try place.connection.market()
    var settings = MarketSettings()
    do throws(DataError) {
      try apply(market, of: address.description, to: &settings)
    } catch {
      throw ServerFault(
        .serverFailed(
          server: address.servers[0].description,
          reason: "its table market has a script that can't be run: \(error.message)",
          help: error.help))
    }
    self.market = market
    self.place = place
    marketSettings = settings
  }

  /// The answer to a question, worked out here or where the bars lie. What is thrown stands at `range` where nothing else is
  /// to blame.
  func worked(_ query: BoundQuery, today: Day, at range: SourceRange) throws(Diagnostic) -> Answer {
    guard let place else {
      // Without bars every figure would be missing, and look like an answer.
      if market.isElsewhere { throw Diagnostic(.notOnServer("this", help: "load the market again"), at: range) }
      var evaluator = Evaluator(market: market, today: today, interruption: interruption)
      return try evaluator.answer(query)
    }
    return try place.connection.answer(query, of: market, today: today, at: range)
  }

  /// What can't be done where the bars are not here; nil where they are.
  func refusalElsewhere(of what: String, _ help: String, at range: SourceRange, in source: Source) -> Outcome? {
    guard market.isElsewhere else { return nil }
    return refuse([Diagnostic(.notOnServer(what, help: help), at: range)], in: source)
  }

  /// Writes the market into the database of one or several servers.
  func saveMarket(onServer path: NameSyntax, in source: Source) -> Outcome {
    if let refusal = refusalElsewhere(
      of: "save market", "load the data it was made of, and save that", at: path.range, in: source)
    {
      return refusal
    }
    if let fault = market.checkedFault() { return refuse(fault) }
    do throws(ServerFault) {
      let address = try Address(path.text)
      defer { progress?(nil) }
      let upload = try MarketUpload(
        market, script: Array(marketSettings.script.utf8), to: address,
        password: password(address.user, address.servers[0].description), interruption: interruption,
        progress: { [progress] in progress?($0) })
      try upload.send()
      tell("\(counts) into \(address.description)")
      return .finished
    } catch {
      return refuse(error, at: path.range, in: source)
    }
  }

  private func refuse(_ fault: ServerFault, at range: SourceRange, in source: Source) -> Outcome {
    _ = refuse([fault.diagnostic(at: range)], in: source)
    return .failed(fault.outcome)
  }
}

extension ServerFault {
  /// How a statement ends that it stops.
  var outcome: Outcome.Failure { problem.failure }
}

extension Problem {
  /// How a statement ends that it stops.
  var failure: Outcome.Failure {
    switch self {
    case .interrupted: return .interrupted
    case .serverNotReached, .serverRefused: return .noInput
    case .serverFailed, .answerBroken: return .noInput
    default: return .badInput
    }
  }
}
