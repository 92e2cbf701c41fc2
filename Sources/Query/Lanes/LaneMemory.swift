internal import Market

/// What one core last evaluated to fold it: of the same days several folds are often asked, such as a line's slope and its intercept.
/// It is what is folded that is remembered, for as long as nothing else was; no fold's value is.
///
/// Safe: whoever makes one uses it on one thread, and hands it to no other.
@safe final class LaneMemory: @unchecked Sendable {
  /// The figures of some operands on single days.
  private struct Entry {
    let operands: [BoundExpression]
    let lane: Lane
    let values: [[Double]]
  }

  /// What a line through pairs of a row's figures is made of.
  private struct Line {
    let row: Int
    let figures: Range<Int>
    let moments: PairMoments
  }

  private var last: Entry?
  /// Lines through the entry's figures, in the order in which they were asked for, and which is looked at next: whoever asks again does
  /// so in the same order.
  private var lines: [Line] = []
  private var next = 0

  /// The operands' values on a lane's days: those found last, where they are of the same operands and days, or what `find` finds.
  func values(of operands: [BoundExpression], over lane: Lane, _ find: () -> [[Double]]?) -> [[Double]]? {
    if let last, last.lane == lane, last.operands == operands { return last.values }
    guard let values = find() else { return nil }
    last = Entry(operands: operands, lane: lane, values: values)
    lines.removeAll(keepingCapacity: true)
    next = 0
    return values
  }

  /// What a line through pairs of the figures that were found last is made of.
  func moments(_ row: Int, _ figures: Range<Int>, _ find: () -> PairMoments) -> PairMoments {
    if next >= lines.count { next = 0 }
    if next < lines.count, lines[next].row == row, lines[next].figures == figures {
      next += 1
      return lines[next - 1].moments
    }
    let found = find()
    // One of each company that shares the lane: of more windows none is asked of twice as a rule.
    if lines.count < Lane.mostRows { lines.append(Line(row: row, figures: figures, moments: found)) }
    next = lines.count
    return found
  }
}
