import Market

extension NaiveCase {
  /// The smallest case found that still disagrees: parts are taken away as long as it does.
  func shrunk(budget: Int = 1500) -> NaiveCase {
    var best = self
    var left = budget
    func stillFails(_ candidate: NaiveCase) -> Bool {
      left -= 1
      if case .disagreed = candidate.run() { return true }
      return false
    }
    var isSmaller = true
    while isSmaller, left > 0 {
      isSmaller = false
      for step in [\NaiveCase.smallerQueries, \.smallerMarkets] {
        var candidates = best[keyPath: step]
        while let candidate = candidates.first, left > 0 {
          candidates.removeFirst()
          if stillFails(candidate) {
            best = candidate
            isSmaller = true
            candidates = best[keyPath: step]
          }
        }
      }
    }
    return best
  }

  /// The case with a part of the question left out: some words in a row, or what is around a bracket.
  var smallerQueries: [NaiveCase] {
    let words = NaiveCase.words(of: query)
    var results: [[String]] = []
    var opened: [Int] = []
    for (place, word) in words.enumerated() {
      if word == "(" { opened.append(place) }
      if word == ")", let open = opened.popLast() {
        let inside = Array(words[(open + 1)..<place])
        let isCall = open > 0 && words[open - 1].first?.isLetter == true
        results.append(Array(words[..<(isCall ? open - 1 : open)]) + inside + Array(words[(place + 1)...]))
        results.append(Array(words[..<(isCall ? open - 1 : open)]) + Array(words[(place + 1)...]))
        results.append(inside)
      }
    }
    for length in stride(from: min(12, words.count - 1), to: 0, by: -1) {
      for start in 0...(words.count - length) {
        results.append(Array(words[..<start]) + Array(words[(start + length)...]))
      }
    }
    return results.filter { !$0.isEmpty && $0.count < words.count }.sorted { $0.count < $1.count }.map { words in
      NaiveCase(texts: texts, query: NaiveCase.joined(words), today: today)
    }
  }

  private static func words(of query: String) -> [String] {
    var words: [String] = []
    for character in query {
      if character == " " {
        words.append("")
      } else if "(),+-*/^".contains(character), !(character == "-" && words.last?.last?.isNumber == true) {
        words += [String(character), ""]
      } else {
        if words.isEmpty { words.append("") }
        words[words.count - 1].append(character)
      }
    }
    return words.filter { !$0.isEmpty }
  }

  private static func joined(_ words: [String]) -> String {
    var text = ""
    for word in words {
      let isTight = text.isEmpty || text.hasSuffix("(") || [")", ","].contains(word)
      let isCall = word == "(" && text.last.map { $0.isLetter || $0.isNumber } == true && !endsInWord(text)
      text += isTight || isCall ? word : " \(word)"
    }
    return text
  }

  /// Whether a text ends in a word that takes no brackets.
  private static func endsInWord(_ text: String) -> Bool {
    ["of", "and", "or", "not", "in", "where", "sort", "when"].contains { text.hasSuffix(" \($0)") }
  }

  /// The case with a part of the market left out: companies, days, rows, figures.
  var smallerMarkets: [NaiveCase] {
    var results: [NaiveCase] = []
    func add(_ change: (inout MarketTexts) -> Void) {
      var candidate = self
      change(&candidate.texts)
      results.append(candidate)
    }
    for place in texts.companies.indices {
      add { texts in
        let company = texts.companies.remove(at: place)
        texts.prices.removeAll { $0.ticker == company.ticker }
      }
    }
    for day in Set(texts.prices.map(\.day)).sorted() {
      add { texts in
        texts.prices.removeAll { $0.day == day }
        texts.calendar = texts.calendar.mapValues { days in days.filter { $0 != day } }.filter { !$0.value.isEmpty }
      }
    }
    for place in texts.prices.indices { add { $0.prices.remove(at: place) } }
    if today != nil { results.append(NaiveCase(texts: texts, query: query)) }
    if !texts.calendar.isEmpty { add { $0.calendar = [:] } }
    if !texts.events.isEmpty { add { $0.events = [:] } }
    for column in MarketTexts.columns where texts.companies.contains(where: { $0.columns[column] != nil }) {
      add { texts in for place in texts.companies.indices { texts.companies[place].columns[column] = nil } }
    }
    for place in texts.companies.indices where !texts.companies[place].themes.isEmpty {
      add { $0.companies[place].themes = [] }
    }
    for place in texts.companies.indices {
      for row in texts.companies[place].rows.indices {
        add { $0.companies[place].rows.remove(at: row) }
        if texts.companies[place].rows[row].from != nil { add { $0.companies[place].rows[row].from = nil } }
        if texts.companies[place].rows[row].to != nil { add { $0.companies[place].rows[row].to = nil } }
      }
    }
    let figures: [WritableKeyPath<MarketTexts.Price, String>] = [
      \.open, \.high, \.low, \.close, \.volume, \.previous, \.change,
    ]
    for figure in figures where texts.prices.contains(where: { !$0[keyPath: figure].isEmpty }) {
      add { texts in
        for place in texts.prices.indices { texts.prices[place][keyPath: figure] = "" }
        texts.prices.removeAll(where: \.isEmpty)
      }
      for place in texts.prices.indices where !texts.prices[place][keyPath: figure].isEmpty {
        add { texts in
          texts.prices[place][keyPath: figure] = ""
          if texts.prices[place].isEmpty { texts.prices.remove(at: place) }
        }
      }
    }
    return results
  }

  /// The case as a person reads it: the files and the question.
  var written: String {
    texts.files.map { "--- \($0.name)\n\($0.text)" }.joined()
      + "--- question\(today.map { " on \($0)" } ?? "")\n\(query)\n"
  }

  /// The case with both answers.
  var report: String {
    if case .disagreed(let difference) = run() { return "\(written)--- \(difference)" }
    return written
  }
}
