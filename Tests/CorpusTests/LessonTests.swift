import Foundation
import Language
import Lessons
import Market
import Rendering
import Session
import Testing

/// The lessons that ship, what is said to wrong answers, hand-ins and hand-outs.
@Suite struct LessonTests {
  private static let root = CorpusCase.folder.deletingLastPathComponent().deletingLastPathComponent()

  /// The lessons as their files have them, in order.
  private static let lessons: [Lesson] = {
    let folder = root.appendingPathComponent("Sources/Lessons/library")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.sorted() ?? []
    return names.compactMap { name in
      guard let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8) else { return nil }
      return try? Lesson.read(Source(name: name, text)).get()
    }
  }()

  private final class Kept {
    var marks: [LessonMark] = []
    var printed = ""
  }

  private func session(_ kept: Kept) -> Session {
    let session = Session(from: Library().session(on: "hk-ai-2026")) { output in
      switch output {
      case .data(let text), .message(let text): kept.printed += text
      }
    }
    session.lessonMarks = { kept.marks }
    session.keepLessonMark = { kept.marks.append($0) }
    return session
  }

  @Test("twelve ship, each with five to eight tasks, and a hint and a wrong answer for each")
  func areThere() {
    #expect(LessonTests.lessons.count == 12)
    for lesson in LessonTests.lessons {
      #expect((5...8).contains(lesson.tasks.count), "\(lesson.title)")
      #expect(!lesson.introduction.isEmpty && !lesson.ending.isEmpty, "\(lesson.title)")
      for task in lesson.tasks {
        #expect(!task.mistakes.isEmpty && !task.hints.isEmpty, "\(lesson.title): \(task.question)")
        #expect(!task.remark.isEmpty, "\(lesson.title): \(task.question)")
      }
    }
  }

  @Test("the answers solve their tasks, and foreseen mistakes do not", arguments: 1...12)
  func walk(number: Int) throws {
    let kept = Kept()
    let session = session(kept)
    let lesson = LessonTests.lessons[number - 1]
    #expect(session.run(Source("lesson \(number)")) == .finished)
    for (index, task) in lesson.tasks.enumerated() {
      for mistake in task.mistakes {
        kept.printed = ""
        #expect(session.run(Source(mistake.question)) == .finished, "\(mistake.question)")
        let said = kept.printed.contains("Not yet: ") || kept.printed.contains("That is another question")
        #expect(said && kept.marks.count == index, "\(mistake.question): \(kept.printed)")
      }
      #expect(session.run(Source(lesson.answerText(of: task))) == .finished)
      #expect(kept.marks.last == LessonMark(lesson: lesson.name, task: index + 1, outcome: .solved))
    }
    #expect(kept.printed.contains("of \(lesson.tasks.count) tasks solved"))
    #expect(session.run(Source("lesson stop")) == .finished)
    #expect(session.title == "Hong Kong AI shares, 2025 and 2026")
  }

  @Test(
    "what differs is told",
    arguments: [
      ("gain where segment=cloud", "that is the gain; the task asks for the drop"),
      (
        "drop over 5d where segment=cloud",
        "the same companies, but over 5 days (2025-12-15 to 2025-12-19) instead of on"
      ),
      ("drop where segment=cloud and currency=CRN", "Zinnia Cloud is missing"),
      ("drop where segment in (cloud, chips)", "do not belong to what the task asks"),
      ("avg(drop) where segment=cloud", "there is one row for all; the task asks for a row for each company"),
      ("close where segment=cloud", "that is the close; the task asks for the drop"),
      ("drop by segment", "there is a row for each group; the task asks for no groups"),
      ("drop each day where segment=cloud over 2d", "over 2 days"),
      ("drop where segment=cloud top 3", "top 3; the task asks for all rows"),
      ("-drop where segment=cloud", "that is the gain; the task asks for the drop"),
    ])
  func differences(question: String, words: String) {
    let kept = Kept()
    let session = session(kept)
    _ = session.run(Source("lesson 1"))
    kept.printed = ""
    _ = session.run(Source(question))
    let said = kept.printed.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
    #expect(said.contains(words), "\(kept.printed)")
    #expect(kept.marks.isEmpty)
  }

  @Test("another spelling with the same result is right")
  func otherSpellings() {
    for question in [
      "drop, close where segment = cloud", "drop(1d) where segment in (cloud) sort ticker",
      "-gain as fall where segment=cloud",
    ] {
      let kept = Kept()
      let session = session(kept)
      _ = session.run(Source("lesson 1"))
      _ = session.run(Source(question))
      #expect(kept.marks.map(\.outcome) == [.solved], "\(question): \(kept.printed)")
    }
  }

  @Test("hints, answers and skipped tasks; a lesson goes on where it was left")
  func helps() {
    let kept = Kept()
    let first = session(kept)
    _ = first.run(Source("lesson 1\nhint\nhint\nhint\nanswer\nnext\nskip\ndrop where drop > 2%"))
    #expect(kept.printed.contains("That was the last hint"))
    #expect(kept.marks.map(\.outcome) == [.shown, .skipped, .solved])
    _ = first.run(
      Source("lesson stop\nlesson 1\ndrop where segment=cloud\nlesson stop\nlesson reading-a-drop\nprogress"))
    #expect(kept.printed.contains("1 of 5 tasks is solved already"))
    #expect(kept.printed.contains("solved"))
    #expect(first.run(Source("lesson stop\nhint")) == .failed(.badInput))
  }

  // MARK: Files

  private func file(_ name: String, _ text: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appendingPathComponent(name)
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }

  @Test("a hand-in is graded by its results, and its writing is not run")
  func grade() throws {
    let kept = Kept()
    let session = session(kept)
    let answers = [
      "drop where segment=cloud", "drop over 5d where segment=cloud", "drop where drop > 2%", "gain top 3",
      "close each day over 2d where ticker=VIOLET.TOY",
    ]
    let right = try file("right.marq", "lesson 1\n" + answers.joined(separator: "\n"))
    #expect(session.run(Source("lesson grade \"\(right)\"")) == .finished)
    #expect(kept.printed.contains("5 of 5 tasks solved"))
    kept.printed = ""
    let target = try file("stays.csv", "as it was")
    let wrong = try file(
      "wrong.marq",
      "lesson 1\nload hk-ai-2026\nsave drop into \"\(target)\"\ngain where segment=cloud\n"
        + answers[1...].joined(separator: "\n"))
    #expect(session.run(Source("lesson grade \"\(wrong)\"")) == .failed(.checkFailed))
    #expect(kept.printed.contains("4 of 5 tasks solved") && kept.printed.contains("that is the gain"))
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "as it was")
    #expect(session.run(Source("lesson grade \"\(try file("none.marq", "drop"))\"")) == .failed(.badInput))
  }

  @Test(
    "a file that is no lesson is refused where it is wrong",
    arguments: [
      ("#? What?\ndrop\n", "begins with its title"), ("# Title\n", "at least one task"),
      ("# Title\n\n#? What?\n", "has no answer"), ("# Title\n\n#? What?\ndrop\ngain\n", "one answer"),
      ("# Title\n\n#- hint\n", "belongs to a task"), ("# Title\n\n#? A\n#! drop => no\ndrop\n", "is right, not wrong"),
      ("# Title\n\n#? A\ndorp\n", "nothing here is called dorp"),
      ("# Title\n\nload clasroom\n\n#? A\ndrop\n", "did you mean classroom?"),
      ("# Title\n\n#? A\n#! drop =>no\ndrop\n", "is right, not wrong"),
      ("# Title\n\nsave drop into \"x.csv\"\n", "nothing else"),
      ("# Title\n\n#? A\nbeta over 5d where ticker=1384.HK\n", "no figure"),
    ])
  func check(text: String, words: String) throws {
    let kept = Kept()
    let path = try file("my.marq", text)
    let outcome = session(kept).run(Source("lesson check \"\(path)\""))
    #expect(outcome == .failed(.badInput) || outcome == .failed(.noInput))
    #expect(kept.printed.contains(words) && kept.printed.contains("my.marq:"), "\(kept.printed)")
  }

  @Test("a hand-out is the same each time, and a fault leaves nothing behind")
  func report() throws {
    let kept = Kept()
    let session = session(kept)
    let script = try file(
      "hand-out.marq",
      "# Monday\n#\n# Some *prose* & <signs>, 2 * 3 * 4.\n\n# ## Falls\n\ndrop where segment=llm\nplot drop top 3\nexplain drop where segment=llm\ncheck count() > 1\n"
    )
    for ending in ["html", "md"] {
      let target = URL(fileURLWithPath: script).deletingPathExtension().path + ".\(ending)"
      #expect(session.run(Source("report \"\(script)\" into \"\(target)\"")) == .finished, "\(kept.printed)")
      let first = try String(contentsOfFile: target, encoding: .utf8)
      session.settings.style.width = 40
      _ = session.run(Source("report \"\(script)\" into \"\(target)\""))
      #expect(try String(contentsOfFile: target, encoding: .utf8) == first)
      #expect(!first.contains("iFlytek"), "a row without a figure")
      for part in [
        "Monday", "Falls", "22.76%", "14 without a figure: 0020.HK, 002230.SZ", "Sources", "This holds", "etnet.com.hk",
      ] {
        #expect(first.contains(part), "\(part)")
      }
      // The work behind a figure is markup that a page is styled by and a reader can be told aloud.
      let work =
        ending == "md"
        ? ["### drop\n\n```text\n= -gain\n", "| close | 2026-02-23 | 560 | \\[1] \\[2] |"]
        : [
          "<h3>drop</h3>", "<h4>gain</h4>", "<li>= close / base - 1</li>", "<td>560</td>", ">[1]</a>",
        ]
      for part in work { #expect(first.contains(part), "\(part)") }
      #expect(!first.contains("<pre class=\"printed\">"))
      #expect(
        ending == "md"
          || (first.contains("<svg") && first.contains("Some <em>prose</em> &amp; &lt;signs&gt;, 2 * 3 * 4.")))
    }
    #expect(session.market.companyCount == 117)
    let broken = try file("broken.marq", "# A\n\ndrop\ndorp\n")
    let target = broken + ".html"
    kept.printed = ""
    #expect(session.run(Source("report \"\(broken)\" into \"\(target)\"")) == .failed(.badInput))
    #expect(kept.printed.contains("broken.marq:4:1") && !FileManager.default.fileExists(atPath: target))
  }

  @Test("the article's claims hold as they are written down")
  func claims() throws {
    let kept = Kept()
    let path = LessonTests.root.appendingPathComponent("Datasets/hk-ai-2026/claims.marq").path
    #expect(session(kept).run(Source("run \"\(path)\"")) == .finished, "\(kept.printed)")
    // The two falls, who fell of the segment and of all, the market, and what came before.
    for figure in ["22.76%", "13.35%", "21.61%", "28.57%", "21.43%", "2.53%", "42.72%", "381.93%"] {
      #expect(kept.printed.contains(figure), "\(figure)")
    }
  }
}
