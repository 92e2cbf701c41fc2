import Glibc
@testable import LineEditor
import TerminalSupport
import Testing

/// A folder that is there as long as the test that asked for it.
@safe final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/line-editor-XXXXXX".utf8CString)
    // Safe: mkdtemp writes within the template, which is ours.
    guard unsafe mkdtemp(&template) != nil else { throw PseudoTerminal.Failure(step: "mkdtemp", number: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = runProgram("/bin/rm", ["-rf", path]) }

  func write(_ bytes: some Collection<UInt8>, to name: String) {
    let descriptor = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  func lines(of name: String) -> [String] {
    guard let file = unsafe fopen("\(path)/\(name)", "r") else { return [] }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = unsafe fgetc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  func mode(of name: String) -> mode_t {
    var status = stat()
    return unsafe stat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o777 : 0
  }
}

/// Runs a program to its end and returns its exit status.
func runProgram(_ path: String, _ arguments: [String]) -> Int32? {
  (try? PseudoTerminal(executable: path, arguments: arguments))?.waitForExit()
}

@Suite("History") struct HistoryTests {
  @Test(arguments: ["plain", "two\nlines", "back\\slash", "\\n", "a\\\nb\\\\", "智谱 \u{1F600}", "\ttab ", "\r"])
  func linesRoundTrip(_ entry: String) {
    let line = HistoryLine.encode(entry)
    #expect(line.last == 10 && !line.dropLast().contains(10))
    #expect(HistoryLine.decode(line.dropLast()) == entry)
  }

  @Test func linesThatNobodyEncodedAreTakenAsTheyAre() {
    #expect(HistoryLine.decode("a\\tb\\".utf8) == "a\\tb\\")
    #expect(HistoryLine.decode([0x61, 0xFF, 0, 0x62]) == "a\u{FFFD}b")
  }

  @Test func entriesComeBackInTheNextSession() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/state/marq/history"
    let first = History(path: path)
    for entry in ["one", "one", " secret", "", "two\nthree", "one"] { first.append(entry) }
    #expect(first.entries == ["one", "two\nthree", "one"])
    #expect(History(path: path).entries == first.entries)
    #expect(folder.lines(of: "state/marq/history") == ["one", "two\\nthree", "one"])
    #expect(folder.mode(of: "state/marq/history") == 0o600)
    #expect(folder.mode(of: "state/marq") == 0o700 && folder.mode(of: "state") == 0o700)
    #expect(first.takeWarning() == nil)
  }

  @Test func aLineCutOffIsNotContinued() throws {
    let folder = try TemporaryFolder()
    folder.write(Array("one\ntw".utf8), to: "history")
    let history = History(path: "\(folder.path)/history")
    #expect(history.entries == ["one", "tw"])
    history.append("three")
    #expect(folder.lines(of: "history") == ["one", "tw", "three"])
  }

  @Test func bytesThatAreNoTextAreRepaired() throws {
    let folder = try TemporaryFolder()
    folder.write([0x61, 0xFF, 0x0A, 0x62, 0x00, 0x0A], to: "history")
    #expect(History(path: "\(folder.path)/history").entries == ["a\u{FFFD}", "b"])
  }

  @Test func aFileGrownMuchTooLongIsShortened() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/history"
    folder.write(Array((0..<20).map { "e\($0)\n" }.joined().utf8), to: "history")
    #expect(History(path: path, countMax: 10).entries.count == 10)
    #expect(folder.lines(of: "history").count == 20)
    History(path: path, countMax: 10).append("more")
    #expect(History(path: path, countMax: 10).entries == (11..<20).map { "e\($0)" } + ["more"])
    #expect(folder.lines(of: "history").count == 10)
    #expect(folder.mode(of: "history") == 0o600)
  }

  private func start(_ arguments: String...) throws -> PseudoTerminal {
    try PseudoTerminal(executable: PseudoTerminal.builtProgram("line-editor-demo"), arguments: arguments)
  }

  @Test func processesSideBySideLoseNothing() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/new/history"
    let sessions = try (0..<4).map { try start("append", path, "s\($0)", "200") }
    for session in sessions { #expect(session.waitForExit() == 0) }
    #expect(History(path: path).entries.count == 800)
    #expect(Set(folder.lines(of: "new/history")).count == 800)
  }

  @Test func shorteningLosesNoEntryThatArrivesMeanwhile() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/history"
    // Each load checks that no entry is missing between two of the same session.
    let sessions =
      try (0..<3).map { try start("append", path, "s\($0)", "2000") }
      + (0..<2).map { _ in try start("shorten", path, "100", "1000") }
    for session in sessions { #expect(session.waitForExit() == 0) }
    #expect(try start("shorten", path, "100", "1").waitForExit() == 0)
    #expect(folder.lines(of: "history").contains { $0.hasSuffix("-1999") })
  }

  @Test func aFileThatCannotBeUsedIsToldOnce() throws {
    let folder = try TemporaryFolder()
    let history = History(path: folder.path)
    history.append("one")
    history.append("two")
    #expect(history.entries == ["one", "two"])
    #expect(history.takeWarning()?.contains(folder.path) == true)
    history.append("three")
    #expect(history.takeWarning() == nil)
    #expect(History(path: "/proc/nothing/history").takeWarning() == nil)
    let unwritable = History(path: "/proc/nothing/history")
    unwritable.append("one")
    #expect(unwritable.takeWarning() != nil)
    #expect(History(path: nil).append("one"))
  }

  @Test func theStandardPathFollowsXDG() {
    func path(_ variables: [String: String]) -> String? {
      History.standardPath(program: "marq") { variables[$0] }
    }
    #expect(path(["HOME": "/h"]) == "/h/.local/state/marq/history")
    #expect(path(["HOME": "/h", "XDG_STATE_HOME": "/s"]) == "/s/marq/history")
    #expect(path(["HOME": "/h", "XDG_STATE_HOME": ""]) == "/h/.local/state/marq/history")
    #expect(path(["HOME": "/h", "XDG_STATE_HOME": "rel"]) == "/h/.local/state/marq/history")
    #expect(path([:]) == nil)
  }
}
