import Language
import Rendering
import Session
import Testing

/// What is told of a statement before it is run.
@Suite struct TypingTests {
  private let session: Session

  init() {
    session = Session { _ in }
    _ = session.open(dataSet: "hk-ai-2026")
  }

  /// The pieces of a text with their roles, and its status.
  private func read(_ text: String) -> [String] {
    let typing = session.typing(text)
    let bytes = Array(text.utf8)
    return typing.pieces.map { "\($0.role) \(String(decoding: bytes[$0.range], as: UTF8.self))" } + [typing.status]
  }

  @Test func whatAStatementIsAboutToDo() {
    #expect(session.typing("drop where segment=llm").status == "21 companies · Monday 2026-02-23")
    #expect(session.typing("gain where ticker=2513.HK over ytd").status == "1 company · 2026-01-01 to 2026-02-23")
    #expect(
      session.typing("gain where close > 100 each week over 1m").status.hasPrefix("companies by their figures · "))
    #expect(session.typing("drop; gain").status == "2 statements")
    #expect(session.typing("define fell = drop > 10%").status == "defines fell")
    #expect(session.typing("set format csv").status == "the shape of answers · it is table now")
    #expect(session.typing("load us-tech").status == "replaces the data, if it can be read")
    #expect(session.typing("show measures").status == "list what there is")
    #expect(session.typing("drop > 10").status == "write 10%")
  }

  @Test(
    "the days are told alike whether one company of an exchange is asked or each",
    arguments: [
      "", "on 2026-01-08", "over 5d", "over 3m", "over ytd", "from 2025-12-01 to 2026-02-02", "since 2026-01-08",
      "after 2026-01-08", "until 2026-01-08", "ever", "since listed", "on listed", "over 5d until 2026-01-08",
      "around 2026-02-23 from -5d to +5d", "around listed from -1d to +5d", "each week over 1m", "prior 20d",
    ])
  func daysOfAll(window: String) {
    let all = session.typing("drop where ticker is not missing \(window) ").status
    #expect(session.typing("drop \(window) ").status == all)
  }

  @Test func whatIsMissing() {
    #expect(session.typing("drop where").status == "expected a measure, an attribute or a number")
    #expect(session.typing("drop where segment=").status == "expected a value of segment, such as autos or chips")
    #expect(session.typing("drop where ticker in (").status.hasPrefix("expected a value of ticker, such as "))
    #expect(session.typing("drop where close=").status == "expected a measure, an attribute or a number")
    #expect(session.typing("avg(drop").status == "this bracket is not closed")
    #expect(session.typing("").status == "")
  }

  @Test func whatAWordMayBecome() {
    #expect(session.typing("drop where segment=ll").status == "llm: 21 companies")
    #expect(session.typing("drop where segment=c").status == "chips: 49 companies · 1 more")
    #expect(session.typing("drop where ticker=智").status == "2513.HK: Zhipu AI")
    #expect(session.typing("dro").status.hasPrefix("drop: The fall of the price"))
  }

  @Test func wordsHaveRoles() {
    #expect(
      read("drop, 5 where segment=llm on 2026-02-23").dropLast() == [
        "measure drop", "figure 5", "keyword where", "attribute segment", "value llm", "keyword on",
        "time 2026-02-23",
      ])
    #expect(read("show measures").dropLast() == ["keyword show", "keyword measures"])
    #expect(
      read("gain(5d) each month over ytd where segment in (llm, chips) # all").dropLast() == [
        "measure gain", "time 5d", "keyword each", "keyword month", "keyword over", "time ytd", "keyword where",
        "attribute segment", "keyword in", "value llm", "value chips", "comment # all",
      ])
    #expect(
      read("plot lines gain of HSI on h20_ban into \"x.svg\"").dropLast() == [
        "keyword plot", "keyword lines", "measure gain", "keyword of", "value HSI", "keyword on", "time h20_ban",
        "keyword into", "value \"x.svg\"",
      ])
    #expect(read("set format csv").dropLast() == ["keyword set", "keyword format", "value csv"])
  }

  @Test func whatCannotBeRightIsAFault() {
    #expect(read("dorp where segment=llm").first == "fault dorp")
    #expect(session.typing("dorp where segment=llm").status.contains("did you mean drop?"))
    #expect(read("drop where segment=lmm by segment").contains("fault lmm"))
    // What is still being typed may yet become right.
    #expect(!read("drop where segment=l").contains { $0.hasPrefix("fault") })
    #expect(!read("drop where i").contains { $0.hasPrefix("fault") })
    // No value begins so, whatever follows.
    #expect(read("drop where segment=lm").contains("fault lm"))
    #expect(read("drop where segment=lm").last?.contains("did you mean llm?") == true)
    #expect(read("drop on xyz").contains("fault xyz"))
    #expect(read("drop where name=\"x\"").contains("fault \"x\""))
    // What stands before an unfinished end is judged all the same.
    for text in ["dorp where", "dorp where segment=", "avg(dorp", "avg(dorp) by", "dorp where segment in (llm, "] {
      #expect(read(text).contains("fault dorp"), "\(text)")
    }
    #expect(read("define x = dorp > 1%").contains("fault dorp"))
    #expect(read("define drop = 1").contains("fault drop"))
    #expect(read("set fromat csv").contains("fault fromat"))
    #expect(read("set format xls").contains("fault xls"))
    #expect(read("show dorp ").contains("fault dorp"))
    #expect(read("help dorp ").contains("fault dorp"))
    #expect(!read("avg(drop").contains { $0.hasPrefix("fault") })
    #expect(read("drop where ，").contains { $0.hasPrefix("fault") } == false)
  }

  @Test func typingChangesNothing() {
    _ = session.typing("define drop2 = drop")
    _ = session.typing("set format csv")
    #expect(session.settings.format == .table)
    #expect(session.run(Source("drop2")) != .finished)
  }

  @Test func wordsGoOn() {
    #expect(session.continuation(of: "drop wh") == "ere")
    #expect(session.continuation(of: "drop where segment=ll") == "m")
    #expect(session.continuation(of: "drop ") == "")
    #expect(session.continuation(of: "close where ticker=智") == "")
  }

  @Test func theLastAnswer() {
    var printed: [String] = []
    let session = Session(from: session) { if case .data(let text) = $0 { printed.append(text) } }
    #expect(session.run(Source("_")) != .finished)
    for text in ["drop where segment=llm", "set format csv", "_", "_ top 1"] {
      #expect(session.run(Source(text)) == .finished)
    }
    #expect(printed.count == 3)
    #expect(printed[1].hasPrefix("ticker,drop\n2513.HK,0.2275"))
    #expect(printed[2].split(separator: "\n").count == 2)
    #expect(session.run(Source("drop where segment=llm; _ where drop > 10%")) == .finished)
    #expect(
      printed.last?.split(separator: "\n").map { $0.prefix(12) } == ["ticker,drop", "2513.HK,0.22", "0100.HK,0.13"])
    // It is looked at while it is typed, and stays what it is.
    #expect(session.typing("_ where drop > 20%").status == "the last answer · 1 of 2 rows")
    #expect(session.typing("_ where dorp > 20%").status.contains("has no column dorp"))
    #expect(session.typing("save _ into \"x.csv\"").status == "the last answer · 2 rows")
  }

  @Test func theColumnsOfTheLastAnswerAreOffered() {
    let session = Session(from: session) { _ in }
    func offered(_ text: String) -> [String] {
      session.completions(for: text, at: text.utf8.count).candidates.map(\.text)
    }
    #expect(session.run(Source("drop by segment, country")) == .finished)
    #expect(offered("_ where ").prefix(3) == ["segment", "country", "\"avg drop\""])
    #expect(offered("save _ where seg") == ["segment"])
    #expect(offered("_ where country=Chi") == ["China"])
    #expect(offered("_ o").isEmpty)
    #expect(offered("_ s") == ["sort"])
    #expect(offered("_ top 3 per c") == ["country"])
  }

  @Test func theHistoryIsAnAnswer() {
    var printed: [String] = []
    let session = Session(from: session) { if case .data(let text) = $0 { printed.append(text) } }
    session.settings.format = .csv
    session.history = { ["drop", "gain over 5d", "drop by segment"] }
    #expect(session.run(Source("history; history DROP; history \"by s\"; history where")) == .finished)
    #expect(
      printed == [
        "entry,statement\n1,drop\n2,gain over 5d\n3,drop by segment\n", "entry,statement\n1,drop\n3,drop by segment\n",
        "entry,statement\n3,drop by segment\n", "entry,statement\n",
      ])
    session.settings.style.rowLimit = 1
    printed = []
    #expect(session.run(Source("history")) == .finished)
    #expect(printed == ["entry,statement\n3,drop by segment\n"])
  }
}
