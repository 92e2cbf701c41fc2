internal import CMachine
internal import Glibc
internal import LineEditor
internal import Market
internal import Synchronization

/// What a person who waits for an answer sees and can do: a note of the time that it takes, with a bar that tells
/// how far reading data or answering is, and Control-C.
final class Waiting: Sendable {
  private let interruption: Interruption
  private let showsTime: Bool
  private let isUnicode: Bool
  private let width: Int
  private let note = Mutex(Note())
  /// How much of a load is done, in percent; -1 where nothing is being loaded.
  private let loaded = Atomic<Int>(-1)

  /// The line on which the time is told, since the last thing that was printed.
  private struct Note {
    var isShown = false
    var began = machine_nanoseconds()
  }

  init(interruption: Interruption, showsTime: Bool, isUnicode: Bool, width: Int) {
    self.interruption = interruption
    self.showsTime = showsTime
    self.isUnicode = isUnicode
    self.width = width
  }

  /// Hears how much of a load is done, from 0 to 1, on any thread; nil when it is over.
  func hear(_ part: Double?) {
    loaded.store(part.map { Int($0 * 100) } ?? -1, ordering: .relaxed)
  }

  /// Does some work, which the first Control-C stops; a second one leaves the program.
  func during<Result>(_ work: () -> Result) -> Result {
    let watch = Watch { [self] notice in
      switch notice {
      case .time: tell()
      case .interrupt(1): interruption.request()
      case .interrupt:
        clear()
        // The work has not heard the first one. Nothing is left to save: the history is written entry by entry.
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
    interruption.clear()
    note.withLock { $0.began = machine_nanoseconds() }
    defer { clear() }
    guard let watch else { return work() }
    return watch.during(work)
  }

  /// Whether nobody wants the rest of what is being done or printed.
  var isInterrupted: Bool { interruption.isRequested }

  /// Takes the note away, before something else is printed.
  func clear() {
    note.withLock { note in
      if note.isShown { Waiting.write("\r\u{1B}[K") }
      note = Note()
    }
  }

  private func tell() {
    guard showsTime else { return }
    note.withLock { note in
      let tenths = (machine_nanoseconds() - note.began) / 100_000_000
      guard tenths >= 3 else { return }
      note.isShown = true
      let percent = loaded.load(ordering: .relaxed)
      let done = percent < 0 ? interruption.passes.percent : percent
      let bar = done.map { Waiting.bar($0, isUnicode: isUnicode) + " " } ?? ""
      let advice = isInterrupted ? "stopping, Control-C again leaves" : "Control-C stops it"
      let time = "\(tenths / 10).\(tenths % 10) s"
      // A note of more than one line could not be taken away again.
      let notes = ["\(bar)\(time), \(advice)", "\(time), \(advice)", time]
      Waiting.write("\r\(notes.first { $0.count < width } ?? time)\u{1B}[K")
    }
  }

  /// `██████████░░░░░░░░░░  52%`, always of one length.
  static func bar(_ percent: Int, isUnicode: Bool) -> String {
    let filled = max(0, min(100, percent)) / 5
    let (full, empty) = isUnicode ? ("█", "░") : ("#", ".")
    let number = String(percent)
    return String(repeating: full, count: filled) + String(repeating: empty, count: 20 - filled)
      + String(repeating: " ", count: max(0, 4 - number.count)) + number + "%"
  }

  private static func write(_ text: String) {
    var text = text
    // Nobody can be told that a note was not written.
    text.withUTF8 { _ = unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
