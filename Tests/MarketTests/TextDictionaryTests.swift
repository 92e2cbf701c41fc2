import Testing

@testable import Market

/// Texts of a market file are found like those that were read one by one.
@Suite struct TextDictionaryTests {
  private static let texts = (0..<100).map { "text \($0 * 37 % 100)" } + ["Café", "", "Zhipu", "zhipu"]

  @Test("a text has the code of its place, whether few are there or many", arguments: [0, 1, 32, 33, 104])
  func codesAreThePlaces(count: Int) {
    let texts = Array(TextDictionaryTests.texts.prefix(count))
    let written = TextDictionary(distinct: TextColumn(texts))
    var read = TextDictionary()
    for (place, text) in texts.enumerated() { #expect(read.intern(text) == Int32(place)) }
    for dictionary in [written, read] {
      #expect(dictionary.count == count && dictionary.texts == texts)
      for (place, text) in texts.enumerated() {
        #expect(dictionary.code(of: text) == Int32(place))
        #expect(dictionary[Int32(place)] == text)
      }
      #expect(dictionary.code(of: "nobody") == nil && dictionary.code(of: "text 1000") == nil)
    }
  }

  @Test("one text is made by itself, and all of them later")
  func oneByItself() {
    let dictionary = TextDictionary(distinct: TextColumn(["a", "b"]))
    #expect(dictionary[1] == "b")
    #expect(dictionary.texts == ["a", "b"])
    #expect(dictionary[0] == "a")
  }

  @Test("a text in other bytes is the same one")
  func canonicalEquivalence() {
    let written = TextDictionary(distinct: TextColumn(TextDictionaryTests.texts))
    #expect(written.code(of: "Cafe\u{301}") == 100)
    #expect(TextDictionary(distinct: TextColumn(["Café"])).code(of: "Cafe\u{301}") == 0)
  }

  @Test("more texts may be added to those of a file")
  func moreAreAdded() {
    var dictionary = TextDictionary(distinct: TextColumn(["a", "b"]))
    let before = dictionary
    #expect(dictionary.intern("b") == 1 && dictionary.intern("c") == 2)
    #expect(dictionary.texts == ["a", "b", "c"] && dictionary.code(of: "c") == 2)
    #expect(before.count == 2 && before.code(of: "c") == nil)
  }

  @Test("a value is made once, and when it is asked for")
  func laterIsOnce() throws {
    let later = Later { [1, 2, 3] }
    #expect(later.known == nil)
    #expect(later.value == [1, 2, 3] && later.known == [1, 2, 3])
    #expect(throws: TableReader.Fault.self) {
      try Later(isCertain: false, or: 0) { () throws(TableReader.Fault) -> Int in throw .damaged }
    }
    let certain = try Later(isCertain: true, or: 7) { () throws(TableReader.Fault) -> Int in throw .damaged }
    #expect(certain.value == 7)
  }
}
