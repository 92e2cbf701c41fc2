@testable import Market

/// A market file changed by hand, whose checksums are right all the same.
struct Forgery {
  private(set) var bytes: [UInt8]
  let head: MarketFile

  /// The forgery of a sound file.
  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    self.head = try MarketFile(Column(bytes), name: "forged.market")
  }

  /// Changes the bytes of a section, and says so nowhere.
  mutating func change(_ part: MarketFile.Part, _ body: (inout ArraySlice<UInt8>) -> Void) {
    guard let section = head.section(part), section.count > 0 else { return }
    body(&bytes[section.offset..<section.offset + section.count])
  }

  /// The file with the checksums that its contents have.
  func signed() -> [UInt8] {
    var result = bytes
    if let table = head.section(.checksums) {
      var sums: [UInt64] = []
      for section in head.checked {
        sums += BlockChecks.checksums(of: Column(Array(bytes[section.offset..<section.offset + section.count])))
      }
      result.replaceSubrange(table.offset..<table.offset + table.count, with: Column(sums).bytes)
    }
    let sections = head.sections.map { section in
      let checksum = Checksum.of(result[section.offset..<section.offset + section.count].span)
      return MarketFile.Section(part: section.part, offset: section.offset, count: section.count, checksum: checksum)
    }
    let file = MarketFile(
      companyCount: head.companyCount, barCount: head.barCount, length: head.length, sections: sections)
    result.replaceSubrange(0..<file.head.count, with: file.head)
    return result
  }
}
