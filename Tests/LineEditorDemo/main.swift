// Reads entries and prints each as <entry>, for the terminal tests. Usage: line-editor-demo [history file]
//
// Two more uses are for the history tests, which need processes that race:
//   line-editor-demo append FILE LABEL COUNT       appends the entries LABEL-0, LABEL-1 and so on
//   line-editor-demo shorten FILE COUNT-MAX TIMES  loads and shortens; status 1 if a label's numbers have a gap

internal import Glibc
internal import LineEditor

final class Demo: LineEditorDelegate {
  func prompt(continuing: Bool) -> String {
    continuing ? "\u{1B}[2m ...\u{1B}[0m> " : "\u{1B}[1;32mdemo\u{1B}[0m> "
  }

  func isComplete(_ text: String) -> Bool {
    !text.hasSuffix("\\") && text.count { $0 == "(" } <= text.count { $0 == ")" }
  }

  func paint(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.allSatisfy(\.isNumber) && !$0.isEmpty ? "\u{1B}[36m\($0)\u{1B}[0m" : String($0) }
      .joined(separator: " ")
  }

  func hint(for text: String) -> String { text == "show" ? " companies" : "" }

  func completions(for text: String, at offset: Int) -> CompletionList {
    let words = [
      Completion(text: "select", note: "choose rows"), Completion(text: "segment", note: "part of the market"),
      Completion(text: "selector"), Completion(text: "volume", note: "shares traded"),
      Completion(text: "智谱", note: "2513.HK"), Completion(text: "智能", note: "a segment"),
    ]
    let before = String(decoding: Array(text.utf8)[..<offset], as: UTF8.self)
    let word = before.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    return CompletionList(start: offset - word.utf8.count, candidates: words.filter { $0.text.hasPrefix(word) })
  }
}

@MainActor
func run() {
  let history = History(path: CommandLine.arguments.dropFirst().first)
  guard let editor = LineEditor(program: "line-editor-demo", history: history, delegate: Demo()) else {
    print("not a terminal")
    exit(2)
  }
  while true {
    if let warning = history.takeWarning() { print("warning: \(warning)") }
    fflush(nil)
    switch editor.readEntry() {
    case .text(let text): print("<\(text)>")
    case .interrupted: print("interrupted")
    case .end:
      print("end")
      return
    }
  }
}

func append(to path: String, label: String, count: Int) {
  let history = History(path: path)
  for number in 0..<count { history.append("\(label)-\(number)") }
  exit(history.takeWarning() == nil ? 0 : 1)
}

func shorten(_ path: String, countMax: Int, times: Int) {
  for _ in 0..<times {
    var last: [Substring: Int] = [:]
    for entry in History(path: path, countMax: countMax).entries {
      let parts = entry.split(separator: "-")
      guard parts.count == 2, let number = Int(parts[1]) else { exit(1) }
      if let before = last[parts[0]], number != before + 1 { exit(1) }
      last[parts[0]] = number
    }
  }
  exit(0)
}

switch CommandLine.arguments.count == 5 ? CommandLine.arguments[1] : "" {
case "append":
  append(to: CommandLine.arguments[2], label: CommandLine.arguments[3], count: Int(CommandLine.arguments[4]) ?? 0)
case "shorten":
  shorten(
    CommandLine.arguments[2], countMax: Int(CommandLine.arguments[3]) ?? 0, times: Int(CommandLine.arguments[4]) ?? 0)
default: run()
}
