/// The candidates that a misspelt word was probably meant to be: at most three, nearest first.
///
/// Distance counts inserted, deleted, changed and swapped characters (Damerau-Levenshtein, restricted), regardless of
/// case; a candidate must be within a third of the word's length, begin or contain it, or be a part of it.
/// O(candidates × length²), about 0.2 µs for a candidate of a ticker's length.
public func nearest(to word: String, among candidates: some Sequence<String>) -> [String] {
  let wanted = Letters(word)
  guard wanted.count > 0 else { return [] }
  let limit = max(1, wanted.count / 3)
  var distances = EditDistances(to: wanted)
  var text = Letters("")
  var scored: [(distance: Int, text: String)] = []
  for candidate in candidates where !candidate.isEmpty {
    // Too short to be near, and to be a part: no text has more letters than bytes.
    let bytes = candidate.utf8.count
    if bytes < 4, wanted.count - bytes > limit { continue }
    text.read(candidate)
    if text == wanted, candidate.count == word.count { return [candidate] }
    if abs(text.count - wanted.count) <= limit {
      let distance = distances.distance(to: text)
      if distance <= limit, distance < wanted.count {
        scored.append((distance, candidate))
        continue
      }
    }
    if wanted.count >= 3, text.count > wanted.count, text.contains(wanted) {
      scored.append((limit + (text.starts(with: wanted) ? 1 : 2), candidate))
    } else if text.count >= 4, wanted.count > text.count, wanted.contains(text) {
      scored.append((limit + 2, candidate))
    }
  }
  var result: [String] = []
  // Of two as near, the one that the word begins is likelier: wher is where, not when.
  // A letter left out is likelier than one too many: ovr is over, not or.
  func rank(_ item: (distance: Int, text: String)) -> (Int, Int, Int, String) {
    (item.distance, Letters(item.text).starts(with: wanted) ? 0 : 1, -item.text.utf8.count, item.text)
  }
  let ranked = scored.map { (rank: rank($0), text: $0.text) }.sorted { $0.rank < $1.rank }
  for item in ranked where !result.contains(item.text) {
    result.append(item.text)
    if result.count == 3 { break }
  }
  return result
}

/// The first letters of a text, without capitals, as numbers: a market has thousands of names to be compared with.
private struct Letters: Equatable {
  /// Longer texts are alike where their beginnings are.
  static let most = 64

  private(set) var values: [UInt32] = []
  private(set) var isASCII = true

  init(_ text: String) { read(text) }

  /// Takes another text's letters, in the memory that is there.
  mutating func read(_ text: String) {
    values.removeAll(keepingCapacity: true)
    isASCII = true
    for byte in text.utf8 {
      guard byte < 0x80 else {
        isASCII = false
        break
      }
      if values.count == Letters.most { return }
      values.append(UInt32((0x41...0x5A).contains(byte) ? byte | 0x20 : byte))
    }
    if !isASCII { values = text.lowercased().unicodeScalars.prefix(Letters.most).map(\.value) }
  }

  var count: Int { values.count }

  static func == (left: Letters, right: Letters) -> Bool { left.values == right.values }

  func starts(with other: Letters) -> Bool { values.starts(with: other.values) }

  func contains(_ part: Letters) -> Bool {
    guard part.count <= count, let first = part.values.first else { return false }
    for start in 0...(count - part.count) where values[start] == first {
      if values[start..<start + part.count].elementsEqual(part.values) { return true }
    }
    return false
  }
}

/// How many letters must be inserted, deleted, changed or swapped to make one text of another. The rows are kept, so
/// that the next text needs no memory.
private struct EditDistances {
  private let left: [UInt32]
  private var rows: [[Int]]

  init(to wanted: Letters) {
    left = wanted.values
    rows = Array(repeating: Array(repeating: 0, count: Letters.most + 1), count: 3)
  }

  mutating func distance(to other: Letters) -> Int {
    let right = other.values
    for j in 0...right.count { rows[0][j] = j }
    for i in 1...max(1, left.count) where i <= left.count {
      let (row, last, beforeLast) = (i % 3, (i + 2) % 3, (i + 1) % 3)
      rows[row][0] = i
      for j in stride(from: 1, through: right.count, by: 1) {
        let cost = left[i - 1] == right[j - 1] ? 0 : 1
        var best = min(rows[last][j] + 1, rows[row][j - 1] + 1, rows[last][j - 1] + cost)
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          best = min(best, rows[beforeLast][j - 2] + 1)
        }
        rows[row][j] = best
      }
    }
    return rows[left.count % 3][right.count]
  }
}
