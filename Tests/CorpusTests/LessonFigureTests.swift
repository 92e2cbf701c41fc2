import Foundation
import Language
import Lessons
import Session
import Testing

/// What the lessons tell is true: each figure in their prose is printed by one of their tasks, or held to the data by a check.
@Suite struct LessonFigureTests {
  /// A piece of a lesson's prose, and whether a check stands below it. Where none does it is a manner of speaking, whose figures
  /// must be printed all the same but for scales such as “1 is in step”.
  private struct Claim {
    let words: String
    let line: Int
    var isChecked = false
  }

  private static let path = CorpusCase.folder.appendingPathComponent("lesson-figures.marq").path

  /// The claims of each lesson, by its name.
  private static func claims() throws -> [String: [Claim]] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var (result, lesson): ([String: [Claim]], String?) = ([:], nil)
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("# ## ") {
        lesson = String(line.dropFirst(5))
        result[lesson ?? ""] = []
      } else if let lesson, line.hasPrefix("# ") {
        result[lesson]?.append(Claim(words: String(line.dropFirst(2)), line: index + 1))
      } else if let lesson, line.hasPrefix("check "), let last = result[lesson]?.indices.last {
        result[lesson]?[last].isChecked = true
      }
    }
    return result
  }

  private static let lessons: [Lesson] = {
    let folder = CorpusCase.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Lessons/library")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.sorted() ?? []
    return names.compactMap { name in
      guard let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8) else { return nil }
      return try? Lesson.read(Source(name: name, text)).get()
    }
  }()

  private final class Printed { var text = "" }

  private func session() -> (Session, Printed) {
    let printed = Printed()
    let session = Session(from: Library().session(on: "hk-ai-2026")) { output in
      switch output {
      case .data(let text), .message(let text): printed.text += text
      }
    }
    return (session, printed)
  }

  @Test("every check of the claims holds")
  func checks() {
    let (session, printed) = session()
    #expect(session.run(Source("run \"\(LessonFigureTests.path)\"")) == .finished, "\(printed.text)")
  }

  @Test("every figure of a lesson is printed by a task of it, or is a claim that is checked", arguments: 1...12)
  func figures(number: Int) throws {
    let lesson = LessonFigureTests.lessons[number - 1]
    let claims = try #require(try LessonFigureTests.claims()[lesson.name], "\(lesson.name) has no claims")
    let (session, printed) = session()
    _ = session.run(Source("lesson \(number)"))
    printed.text = ""
    // What has been seen grows with each task; the words of the answers themselves are part of it.
    var seen = ""
    for task in lesson.tasks {
      expect(task.lead + task.question, in: lesson, claims, seen: seen + lesson.answerText(of: task), words: false)
      // Only the answer is of interest, and not the prose that is told with it.
      let answers = Printed()
      let pupil = Session(from: session) { if case .data(let text) = $0 { answers.text += text } }
      #expect(pupil.run(Source(lesson.answerText(of: task))) == .finished)
      seen += answers.text + lesson.answerText(of: task) + "\n"
      _ = session.run(Source(lesson.answerText(of: task)))
      expect(task.remark, in: lesson, claims, seen: seen, words: true)
    }
    expect(lesson.introduction + lesson.ending, in: lesson, claims, seen: seen, words: true)
    let prose = lesson.introduction + lesson.ending + lesson.tasks.flatMap { $0.lead + $0.question + $0.remark }
    for claim in claims {
      #expect(
        prose.contains { $0.contains(claim.words) }, "lesson-figures.marq:\(claim.line) is not in \(lesson.title)")
    }
  }

  private func expect(_ prose: [String], in lesson: Lesson, _ claims: [Claim], seen: String, words: Bool) {
    for paragraph in prose {
      var rest = paragraph
      for claim in claims {
        let figures = claim.isChecked ? [] : LessonFigureTests.figures(in: claim.words).filter { $0.count > 2 }
        rest = rest.replacingOccurrences(of: claim.words, with: (["…"] + figures).joined(separator: " "))
      }
      for figure in LessonFigureTests.figures(in: rest) {
        #expect(LessonFigureTests.isPrinted(figure, in: seen), "\(lesson.title): \(figure) of “\(paragraph)”")
      }
      guard words else { continue }
      let numerals = LessonFigureTests.numerals(in: rest)
      #expect(numerals.isEmpty, "\(lesson.title): \(numerals) of “\(paragraph)”")
    }
  }

  @Test("a truth planted in the classroom is found by the lesson that its table names")
  func planted() throws {
    let folder = CorpusCase.folder.deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: folder.appendingPathComponent("Datasets/classroom/README.md"), encoding: .utf8)
    let table = text.components(separatedBy: "\n").drop { !$0.hasPrefix("| who | truth") }.dropFirst(2)
    var found = 0
    for line in table.prefix(while: { $0.hasPrefix("| ") }) {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: [" "]) }
      guard let number = cells.last.flatMap({ Int($0) }), let who = cells.first?.split(separator: ",").first else {
        continue
      }
      let lesson = LessonFigureTests.lessons[number - 1]
      // Larch is in the row of those without a segment; North and South are told by their money.
      let word = ["Larch": "in none", "North": "crowns"][who] ?? who.split(separator: " ").last.map(String.init) ?? ""
      #expect(lesson.source.text(in: SourceRange(0, lesson.source.bytes.count)).contains(word), "\(line)")
      found += 1
    }
    #expect(found >= 19)
  }

  // MARK: Figures in a text

  /// The numbers in words; one and first say too often something else.
  private static func numerals(in text: String) -> [String] {
    text.matches(
      of:
        /(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|thirty|half|third|fifth|eighth|quarters?|twice)\b/
    ).map { String($0.output) }
  }

  /// Days first, so that their numbers are no figures of their own; a day in words and a year are none at all.
  static func figures(in text: String) -> [String] {
    let text = text.replacing(/\d{1,2} (?:February|March|June)(?: \d{4})?|\b20[0-2]\d\b(?!-)/, with: "…")
    return text.matches(of: /(?:^|[^\w.])(\d{4}-\d{2}-\d{2}|\d[\d,]*(?:\.\d+)?%?)(?!\w)/).map { match in
      String(match.output.1).trimmingCharacters(in: [","])
    }
  }

  /// Whether a text has the figure, or one that is rounded to it: 30% of 30.00%, but not of 30.
  static func isPrinted(_ figure: String, in text: String) -> Bool {
    // The 250 of `over 250d`, too.
    let printed = figures(in: text.replacing(/(\d)d\b/) { "\($0.output.1)" })
    if printed.contains(figure) { return true }
    let (wanted, decimals) = (
      value(figure), figure.split(separator: ".").dropFirst().first?.filter(\.isNumber).count ?? 0
    )
    return !figure.contains("-")
      && printed.contains {
        $0.hasSuffix("%") == figure.hasSuffix("%") && !$0.contains("-")
          && abs(value($0) - wanted) <= 0.500001 * pow(10, -Double(decimals))
      }
  }

  private static func value(_ figure: String) -> Double { Double(figure.filter { $0.isNumber || $0 == "." }) ?? .nan }

  @Test("a figure that nobody printed is noticed")
  func isNoticed() {
    #expect(LessonFigureTests.isPrinted("30%", in: "VIOLET.TOY  30.00% ▼"))
    #expect(!LessonFigureTests.isPrinted("31%", in: "VIOLET.TOY  30.00% ▼"))
    #expect(!LessonFigureTests.isPrinted("30", in: "VIOLET.TOY  30.00% ▼"))
    #expect(LessonFigureTests.isPrinted("1,240.88%", in: "AAPL    Apple     1,240.88% ▲"))
    #expect(!LessonFigureTests.isPrinted("131%", in: "AAPL  146.90% ▲  132.1%"))
  }
}
