internal import CMachine
internal import Language

// How long statements take, for whoever asked with `set timing on`.
extension Session {
  /// Does the work of a statement and tells among the messages how long it took, to the last word printed.
  func timed(_ statement: StatementSyntax, _ work: () -> Outcome) -> Outcome {
    guard settings.tellsTime, statement.isWork else { return work() }
    let began = machine_nanoseconds()
    let outcome = work()
    if outcome == .finished { emit(.message("took \(words(.nanoseconds(machine_nanoseconds() - began)))\n")) }
    return outcome
  }
}

/// A duration with three figures or so: `0.412 ms`, `12.3 ms`, `1.25 s`, `2 min 5 s`.
func words(_ duration: Duration) -> String {
  let (seconds, attoseconds) = duration.components
  let microseconds = Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
  switch microseconds {
  case ..<10_000: return "\(decimal(microseconds, places: 3)) ms"
  case ..<1_000_000: return "\(decimal(microseconds / 100, places: 1)) ms"
  case ..<60_000_000: return "\(decimal(microseconds / 10_000, places: 2)) s"
  default: return "\(seconds / 60) min \(seconds % 60) s"
  }
}

/// A whole number with its last digits behind the point.
private func decimal(_ number: Int, places: Int) -> String {
  let digits = String(number)
  let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
  return "\(padded.dropLast(places)).\(padded.suffix(places))"
}

extension StatementSyntax {
  /// Whether it reads data: what takes time and is worth a note of it.
  fileprivate var isWork: Bool {
    switch kind {
    case .query, .source, .check, .plan, .explain, .plot, .load, .save, .report: return true
    default: return false
    }
  }
}
