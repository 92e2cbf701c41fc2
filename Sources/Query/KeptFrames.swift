internal import Language
internal import Market
internal import Synchronization

/// All who are asked, over a window, and what was found out about them.
final class KeptFrame: Sendable {
  let path: FramePath
  /// Tells it from any other one that was ever kept, on the same path, too.
  let number: Int
  let frame: Frame
  /// What follows from the frame, made where it is asked for first.
  let facts = Remembered()

  init(_ path: FramePath, _ number: Int, _ frame: Frame) {
    (self.path, self.number, self.frame) = (path, number, frame)
  }
}

/// How a frame of all who are asked is made: whoever goes the same way comes to the same frame. A frame of nobody has no path.
struct FramePath: Hashable {
  /// Whether it holds companies of all kinds.
  let includesAllKinds: Bool
  /// The day of the question.
  let today: Day
  /// The question's window, and the windows inside it one after the other. In none of them days are picked.
  var windows: [BoundWindow]
}

/// What is found out of a frame once, for a question, its heading and the next question of the same window: what follows from how the frame
/// was made, from the market and from what stands in the name, and from nothing else of a question.
enum FrameFact: Hashable {
  /// Where the bars of its cells lie.
  case bars
  /// A figure of them, or of their edges.
  case window(WindowFact)
  /// What changes are measured from.
  case bases
  /// Who has a bar.
  case coverage
  /// Who came later than the window began.
  case shortHistories
  /// Who lacks prices.
  case gaps
  /// A cell for each company and period.
  case cells(PeriodWord, hasClosed: Bool)
  /// Its companies in successive periods.
  case layout(StreamLayout.Name)
  /// Who of these is there.
  case presence(StreamLayout.Name, GroupStream.Telling)

  /// Whether it takes hundreds of bytes a company, or there are many such for one frame.
  var isLarge: Bool {
    switch self {
    case .cells, .layout, .presence: true
    case .bars, .window, .bases, .coverage, .shortHistories, .gaps: false
    }
  }
}

/// A large fact, and the frame that it is one of.
private struct LargeFact: Hashable {
  let frame: Int
  let fact: FrameFact
}

/// The frames of a market that were asked for last.
///
/// A person asks of the same days again and again, of other measures, groups and conditions.
final class KeptFrames: Sendable {
  private let frames = Mutex<(all: [KeptFrame], madeCount: Int)>(([], 0))
  /// What takes much memory, of all frames.
  private let large = Remembered(most: 6)

  /// So many are kept: one takes about a hundred bytes a company, and more than two only where it was asked for each figure that there is; all
  /// together less than a byte a bar of a market of ten years.
  private static let most = 16

  /// A fact of a frame, which `make` makes where it is not kept.
  func value<Value: Sendable>(
    _ fact: FrameFact, of frame: KeptFrame, if isWorthIt: (Value) -> Bool, _ make: () throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    if fact.isLarge { return try large.value(LargeFact(frame: frame.number, fact: fact), if: isWorthIt, make) }
    return try frame.facts.value(fact, if: isWorthIt, make)
  }

  /// The frame with these cells, if it is one that is kept: told by its arrays in memory. O(kept frames).
  func frame(with cells: Frame) -> KeptFrame? { first { $0.frame.hasCells(of: cells) } }

  /// The frame that a path leads to, which `make` makes where it is not kept. O(kept frames).
  func frame(on path: FramePath, _ make: () throws(Diagnostic) -> Frame) throws(Diagnostic) -> Frame {
    if let known = first(where: { $0.path == path }) { return known.frame }
    let cells = try make()
    frames.withLock { frames in
      frames.madeCount += 1
      frames.all.insert(KeptFrame(path, frames.madeCount, cells), at: 0)
      if frames.all.count > KeptFrames.most { frames.all.removeLast() }
    }
    return cells
  }

  /// The last one asked for stands first, and who stands last goes.
  private func first(where isMeant: (KeptFrame) -> Bool) -> KeptFrame? {
    frames.withLock { frames in
      guard let place = frames.all.firstIndex(where: isMeant) else { return nil }
      if place > 0 { frames.all.insert(frames.all.remove(at: place), at: 0) }
      return frames.all[0]
    }
  }
}

extension Evaluator {
  /// The frames that are kept with the market; nil where bars lie elsewhere, and what is known of them changes.
  private var keptFrames: KeptFrames? {
    elsewhere == nil ? market.remembered.value(MarketFact.frames) { KeptFrames() } : nil
  }

  /// A fact of a frame. Of all who are asked, over a window in which no days are picked, it is kept with the frame, which is known again by its
  /// arrays in memory; what is not worth keeping is found again.
  mutating func kept<Value: Sendable>(
    _ fact: FrameFact, of frame: Frame, if isWorthIt: (Value) -> Bool = { _ in true },
    _ make: (inout Evaluator) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    guard includesAllKinds(frame.companies) != nil, let frames = keptFrames, let kept = frames.frame(with: frame) else {
      return try make(&self)
    }
    return try frames.value(fact, of: kept, if: isWorthIt) { () throws(Diagnostic) in try make(&self) }
  }

  /// The frame of all who are asked in a question's own window, kept where it can be.
  mutating func frame(
    ofQuestion window: BoundWindow, for companies: [Int], _ make: (inout Evaluator) throws(Diagnostic) -> Frame
  ) throws(Diagnostic) -> Frame {
    guard window.days == nil, let includesAllKinds = includesAllKinds(companies), let frames = keptFrames else {
      return try make(&self)
    }
    let path = FramePath(includesAllKinds: includesAllKinds, today: today, windows: [window])
    return try frames.frame(on: path) { () throws(Diagnostic) in try make(&self) }
  }

  /// The frame of a window inside those of another frame, kept where that is.
  mutating func frame(
    of window: BoundWindow, inside frame: Frame, _ make: (inout Evaluator) throws(Diagnostic) -> Frame
  ) throws(Diagnostic) -> Frame {
    guard window.days == nil, includesAllKinds(frame.companies) != nil, let frames = keptFrames,
      let kept = frames.frame(with: frame)
    else { return try make(&self) }
    var path = kept.path
    path.windows.append(window)
    return try frames.frame(on: path) { () throws(Diagnostic) in try make(&self) }
  }
}
