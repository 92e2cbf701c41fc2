/// The candidates that a misspelt word was probably meant to be: at most three, nearest first.
///
/// Distance counts inserted, deleted, changed and swapped characters (Damerau-Levenshtein, restricted), regardless of
/// case; a candidate must be within a third of the word's length, begin or contain it, or be a part of it.
/// O(candidates × length²).
public func nearest(to word: String, among candidates: some Sequence<String>) -> [String] {
  let wanted = Array(word.lowercased().prefix(64))
  guard !wanted.isEmpty else { return [] }
  let same = candidates.filter { $0.lowercased() == word.lowercased() }
  if let first = same.first { return [first] }
  let limit = max(1, wanted.count / 3)
  var scored: [(distance: Int, text: String)] = []
  for candidate in candidates where !candidate.isEmpty {
    let text = Array(candidate.lowercased().prefix(64))
    if abs(text.count - wanted.count) <= limit {
      let distance = editDistance(wanted, text)
      if distance <= limit, distance < wanted.count {
        scored.append((distance, candidate))
        continue
      }
    }
    if wanted.count >= 3, text.count > wanted.count, contains(text, wanted) {
      scored.append((limit + (text.starts(with: wanted) ? 1 : 2), candidate))
    } else if text.count >= 4, wanted.count > text.count, contains(wanted, text) {
      scored.append((limit + 2, candidate))
    }
  }
  var result: [String] = []
  // Of two as near, the one that the word begins is likelier: wher is where, not when.
  // A letter left out is likelier than one too many: ovr is over, not or.
  func rank(_ item: (distance: Int, text: String)) -> (Int, Int, Int, String) {
    (item.distance, item.text.lowercased().starts(with: String(wanted)) ? 0 : 1, -item.text.utf8.count, item.text)
  }
  for item in scored.sorted(by: { rank($0) < rank($1) }) where !result.contains(item.text) {
    result.append(item.text)
    if result.count == 3 { break }
  }
  return result
}

private func contains(_ text: [Character], _ part: [Character]) -> Bool {
  (0...(text.count - part.count)).contains { text[$0..<$0 + part.count].elementsEqual(part) }
}

private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for i in 1...left.count {
    var row = [i] + Array(repeating: 0, count: right.count)
    for j in stride(from: 1, through: right.count, by: 1) {
      let cost = left[i - 1] == right[j - 1] ? 0 : 1
      row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
      if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[right.count]
}
