/// The candidate that a misspelt text was probably meant to be; nil where none is near.
///
/// Distance counts inserted, deleted, changed and swapped characters, regardless of case; at most a third of the text
/// may differ. Among equally near ones the first in the order of texts is taken. O(candidates × length²).
func nearestText(to text: String, among candidates: [String]) -> String? {
  let wanted = Array(text.lowercased().prefix(64))
  let limit = max(1, wanted.count / 3)
  var best: (distance: Int, text: String)?
  for candidate in candidates {
    let other = Array(candidate.lowercased().prefix(64))
    guard abs(other.count - wanted.count) <= limit else { continue }
    let distance = editDistance(wanted, other)
    guard distance <= limit, distance < wanted.count else { continue }
    if best.map({ (distance, candidate) < ($0.distance, $0.text) }) ?? true { best = (distance, candidate) }
  }
  return best?.text
}

/// Restricted Damerau-Levenshtein distance.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1]
    row.reserveCapacity(right.count + 1)
    for j in right.indices {
      var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    beforeLast = last
    last = row
  }
  return last[right.count]
}
