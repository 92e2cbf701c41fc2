import Foundation
import TerminalSupport
import Testing

/// The program without a terminal: streams, formats, files, exit statuses.
@Suite("program", .serialized) final class ProgramTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private struct Run {
    let output: String
    let errors: String
    let status: Int32
  }

  private func run(_ arguments: [String], input: String = "") throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: PseudoTerminal.builtProgram("marq"))
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let (output, errors, feed) = (
      Pipe(), folder.appendingPathComponent("errors"), folder.appendingPathComponent("input")
    )
    try input.write(to: feed, atomically: true, encoding: .utf8)
    try Data().write(to: errors)
    process.standardInput = try FileHandle(forReadingFrom: feed)
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Run(
      output: String(decoding: data, as: UTF8.self), errors: try String(contentsOf: errors, encoding: .utf8),
      status: process.terminationStatus)
  }

  private func write(_ text: String, to name: String) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  @Test func dataGoesToOneStreamAndAllElseToTheOther() throws {
    let run = try run(["-c", "drop where ticker=2513.HK"])
    #expect(run.output == "ticker\tdrop\n2513.HK\t0.22758620689655173\n")
    #expect(run.errors.hasPrefix("# drop · Monday 2026-02-23"))
    #expect(run.status == 0)
    #expect(try self.run(["-q", "-c", "drop where ticker=2513.HK"]).errors.isEmpty)
  }

  @Test(
    "formats",
    arguments: [
      ("csv", "ticker,drop\n2513.HK,0.22758620689655173\n"),
      ("tsv", "ticker\tdrop\n2513.HK\t0.22758620689655173\n"),
      ("json", "[\n{\"ticker\":\"2513.HK\",\"drop\":0.22758620689655173}\n]\n"),
      ("jsonl", "{\"ticker\":\"2513.HK\",\"drop\":0.22758620689655173}\n"),
    ])
  func formats(name: String, expected: String) throws {
    #expect(try run(["-q", "--format", name, "-c", "drop where ticker=2513.HK"]).output == expected)
    // The order of options does not matter.
    #expect(try run(["-c", "drop where ticker=2513.HK", "-f", name, "-q"]).output == expected)
  }

  @Test func standardInputIsAScript() throws {
    let run = try run(["-q"], input: "define fell = drop > 10%\ncount() where fell; drop where fell top 1\n")
    #expect(run.output == "count()\n2\nticker\tdrop\n2513.HK\t0.22758620689655173\n" || run.output.contains("2513.HK"))
    #expect(run.status == 0)
    #expect(try self.run(["-q", "-"], input: "1 + 1").output == "1 + 1\n2\n")
  }

  @Test func aCheckThatFailsEndsTheScriptWithOne() throws {
    let passes = try run(["-q", "-c", "check drop > 10% where ticker=2513.HK; 1 + 1"])
    #expect(passes.status == 0 && passes.output == "1 + 1\n2\n" && passes.errors.isEmpty)
    try write("1 + 1\ncheck drop < 10% where ticker=2513.HK, \"Zhipu fell\"\n2 + 2\n", to: "alert.marq")
    let fails = try run(["-q", "alert.marq"])
    #expect(fails.status == 1 && fails.output == "1 + 1\n2\n")
    #expect(fails.errors == "alert.marq:2: check failed: Zhipu fell\n")
    // What is missing does not hold, and a check that can't be read is no check that failed.
    #expect(try run(["-q", "-c", "check close > 0 where segment=llm"]).status == 1)
    #expect(try run(["-q", "-c", "check dorp > 0"]).status == 65)
  }

  @Test func aScriptStopsAtItsFirstErrorAndSaysWhere() throws {
    try write("1 + 1\ndrop where\n  segment=lmm\n2 + 2\n", to: "q.marq")
    let run = try run(["-q", "q.marq"])
    #expect(run.output == "1 + 1\n2\n")
    #expect(run.errors.hasPrefix("q.marq:3:11: error[M203]"))
    #expect(run.status == 65)
  }

  @Test func aScriptThatCantBeReadDoesNothing() throws {
    try write("1 + 1\ndrop where (\n", to: "q.marq")
    let run = try run(["-q", "q.marq"])
    #expect(run.output.isEmpty)
    #expect(run.status == 65)
  }

  @Test func filesThenStatementsShareOneSession() throws {
    try write("define fell = drop > 10%\n", to: "definitions.marq")
    #expect(try run(["-q", "definitions.marq", "-c", "count(fell)"]).output == "count(fell)\n3\n")
  }

  @Test func parametersComeFromTheCommandLine() throws {
    let run = try run(["-q", "--set", "day=2026-02-24", "--set", "s=llm", "-c", "count(drop) where segment=$s on $day"])
    #expect(run.output == "count(drop)\n9\n")
    #expect(try self.run(["-c", "drop on $day"]).status == 65)
  }

  /// What a caller is told by the exit status alone.
  private static let statuses: [(String, Int32)] = [
    ("--no-such-option", 64), ("--format xls", 64), ("--set =3", 64), ("-c drop>10", 65), ("missing.marq", 66),
    ("-d missing", 66), ("-c load|nowhere", 66), ("-c run|nowhere", 66), ("-c quit", 0), ("--version", 0),
    ("--help", 0),
  ]

  @Test("exit statuses", arguments: statuses)
  func exitStatuses(line: String, status: Int32) throws {
    // A bar stands for a blank inside one argument.
    let arguments = line.split(separator: " ").map { $0.replacingOccurrences(of: "|", with: " ") }
    #expect(try run(arguments).status == status, "\(arguments)")
  }

  @Test("a hand-out is made by arguments, too")
  func reports() throws {
    try write("# A page\n\n# Some text.\ndrop where segment=llm\n", to: "monday's.marq")
    let (script, page) = ("monday's.marq", "my page.html")
    let made = try run(["report", script, "into", page])
    #expect(made.status == 0 && made.output.isEmpty && made.errors.isEmpty, "\(made.errors)")
    let text = try String(contentsOf: folder.appendingPathComponent(page), encoding: .utf8)
    #expect(text.contains("<h1>A page</h1>"))
    let incomplete = try run(["report", script])
    #expect(incomplete.status == 65 && incomplete.errors.contains("into"), "\(incomplete.errors)")
    #expect(try run(["report", "no.marq", "into", page]).status == 66)
  }

  @Test func theGrammarIsPrinted() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Grammar/marq.ebnf")
    let run = try run(["--grammar"])
    #expect(try run.output == String(contentsOf: file, encoding: .utf8))
    #expect(run.errors.isEmpty)
    #expect(run.status == 0)
  }

  @Test func badDataIsRefusedWithItsPlace() throws {
    try write("date,ticker,close\n2026-02-20,A,10\n2026-02-23,A,12a\n", to: "bad/prices.csv")
    let run = try run(["-c", "load bad", "-c", "drop"])
    #expect(run.errors.hasPrefix("bad/prices.csv:3:14: error[M502]: the close \"12a\" is not a number"))
    #expect(run.status == 65)
  }

  @Test func aFolderIsADataSet() throws {
    try write("date,ticker,close\n2026-02-20,A,10\n2026-02-23,A,12\n", to: "good/prices.csv")
    #expect(try run(["-q", "-d", "good", "-c", "gain"]).output == "ticker\tgain\nA\t0.19999999999999996\n")
  }

  @Test func aClosedPipeEndsQuietly() throws {
    let program = PseudoTerminal.builtProgram("marq")
    let script = "{ \(program) -q -c 'show companies' -c 'show companies'; echo status $? >&2; } 2>errors | head -1"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    process.standardOutput = Pipe()
    try process.run()
    process.waitUntilExit()
    #expect(try String(contentsOf: folder.appendingPathComponent("errors"), encoding: .utf8) == "status 0\n")
  }

  @Test func aFullDiskIsTold() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: PseudoTerminal.builtProgram("marq"))
    process.arguments = ["-q", "-c", "1 + 1"]
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
    process.standardError = Pipe()
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
  }

  @Test func aFileThatRunsItselfIsRefused() throws {
    try write("run \"a.marq\"\n", to: "a.marq")
    let run = try run(["a.marq"])
    #expect(run.errors.contains("a.marq runs itself"))
    #expect(run.status == 65)
  }
}
