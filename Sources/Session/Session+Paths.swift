internal import Language
internal import Market
internal import Query

extension Session {
  /// The paths, and for `load` the data sets that come with Marq, that could stand behind a word that takes one; nil
  /// where the cursor is not there.
  func pathCompletions(for text: String, at offset: Int) -> Candidates? {
    let before = String(decoding: Array(text.utf8.prefix(max(0, offset))), as: UTF8.self)
    let line = before.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == ";" }.last ?? ""
    let statement = line.drop { $0 == " " }
    if let target = Session.target(in: statement) {
      let start = before.utf8.count - target.utf8.count
      return Candidates(start: start, candidates: folders(of: target.dropFirst()))
    }
    guard let (written, word) = Session.path(in: statement) else { return nil }
    let path = written.first == "\"" ? written.dropFirst() : written
    // Behind the closing quote, or behind a path without quotes, there is nothing more.
    guard !path.contains("\"") && (written.first == "\"" || !path.contains(" ")) else {
      return Candidates(start: offset, candidates: [])
    }
    let ending = word == .load ? ".csv" : ".marq"
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let start = path.dropFirst(folder.count)
    let entries = DataFile.entries(ofFolder: folder.isEmpty ? "." : folder)
      .filter { $0.name.hasPrefix(start) && ($0.isFolder || $0.name.hasSuffix(ending)) }
      .filter { start.hasPrefix(".") || !$0.name.hasPrefix(".") }
    var candidates = entries.map { entry in
      Candidate(
        Session.quoted(folder + entry.name, isOpen: entry.isFolder, written.first == "\""),
        entry.isFolder ? "a folder" : "")
    }
    if word == .load {
      candidates =
        EmbeddedFiles.dataSetNames.filter { $0.hasPrefix(path) && written.first != "\"" }
        .map { Candidate($0, "comes with Marq") } + candidates
    }
    return Candidates(start: before.utf8.count - written.utf8.count, candidates: candidates)
  }

  /// What is written of a path, and the word that takes it: behind `lesson` one in quotes, since a number or a word may
  /// stand there, too.
  private static func path(in statement: Substring) -> (written: Substring, word: StatementWord)? {
    let words = [StatementWord.load, .run, .report, .lesson]
    guard let word = words.first(where: { statement.hasPrefix("\($0.rawValue) ") }) else { return nil }
    let written = statement.dropFirst(word.rawValue.count).drop { $0 == " " }
    guard word == .lesson else { return (written, word) }
    let second = [LessonWord.check, .grade, .again].first { written.hasPrefix("\($0.rawValue) ") }
    let rest = written.dropFirst(second?.rawValue.count ?? 0).drop { $0 == " " }
    return second == .check || second == .grade || rest.first == "\"" ? (rest, word) : nil
  }

  /// What is written of the path of a file to write: behind `into`, in quotes that are still open.
  private static func target(in statement: Substring) -> Substring? {
    guard let quote = statement.lastIndex(of: "\""), statement.count(where: { $0 == "\"" }) % 2 == 1 else { return nil }
    let words = statement[..<quote].split(separator: " ")
    guard words.last == "into", let first = words.first, ["save", "plot", "report", "explain"].contains(first) else {
      return nil
    }
    return statement[quote...]
  }

  /// The folders and files that a path may go on with: a file that is there would be written anew.
  private func folders(of path: Substring) -> [Candidate] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let start = path.dropFirst(folder.count)
    return DataFile.entries(ofFolder: folder.isEmpty ? "." : folder)
      .filter { $0.name.hasPrefix(start) && (start.hasPrefix(".") || !$0.name.hasPrefix(".")) }
      .map { entry in
        Candidate(
          Session.quoted(folder + entry.name, isOpen: entry.isFolder, true),
          entry.isFolder ? "a folder" : "is written anew")
      }
  }

  /// A path as it is written: in quotes where it must be or where they have been begun; those of a folder stay open,
  /// for more to come.
  private static func quoted(_ path: String, isOpen: Bool, _ hasQuote: Bool) -> String {
    let end = isOpen ? "/" : ""
    let isPlain = path.utf8.allSatisfy {
      $0 == 0x5F || $0 == 0x2F || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39)
    }
    if isPlain && !hasQuote && isOpen { return path + end }
    return "\"\(path)\(end)" + (isOpen ? "" : "\"")
  }
}
