/// The head of a market file: what it is, and where everything in it lies.
///
/// The format is described in `market-file.md`, beside this file.
struct MarketFile {
  /// The parts that a file can have.
  enum Part: UInt32, CaseIterable {
    case tables = 1, offsets, days, open, high, low, close, volume, previous, sources, anchors, reports, factors
    case spans, encodings, checksums, stretchCounts, stretches

    /// Whether it is figures of all bars.
    var isFigure: Bool { Part.figures.contains(self) }

    /// The figures that a file can have, in the order of their encodings.
    static let figures: [Part] = [
      .open, .high, .low, .close, .volume, .previous, .sources, .anchors, .reports, .factors,
    ]
    /// The parts that every file has.
    static let required: [Part] = [
      .tables, .offsets, .spans, .encodings, .checksums, .stretchCounts, .stretches, .days, .open, .high, .low, .close,
      .volume,
    ]
  }

  /// Where a part lies.
  struct Section {
    let part: Part
    let offset: Int
    let count: Int  // in bytes
    let checksum: UInt64
  }

  /// The first bytes of every market file. As in PNG, they tell a file that went through a conversion of text.
  static let signature: [UInt8] = [0x8D] + Array("MARQ\r\n\n".utf8)
  /// How the number 0x01020304 begins tells the order of bytes.
  static let orderMark: UInt32 = 0x0102_0304
  /// The version that is written, and the only one that is read.
  static let version: UInt32 = 3
  /// Columns begin at multiples of this, the size of a page of memory on most machines.
  static let alignment = 4096
  /// How long the head is before the list of sections, and how long each of these is.
  static let fixedLength = 48
  static let sectionLength = 32

  let companyCount: Int
  let barCount: Int
  let length: Int
  let sections: [Section]

  /// The section of a part; nil where the file does not have it.
  func section(_ part: Part) -> Section? { sections.first { $0.part == part } }

  /// How long the head is, its checksum included.
  static func headLength(sections: Int) -> Int { fixedLength + sections * sectionLength + 8 }

  /// The head as bytes, its checksum last.
  var head: [UInt8] {
    var writer = TableWriter()
    writer.bytes = MarketFile.signature
    writer.put(MarketFile.orderMark)
    writer.put(MarketFile.version)
    writer.put(UInt64(length))
    writer.put(UInt64(companyCount))
    writer.put(UInt64(barCount))
    writer.put(UInt64(sections.count))
    for section in sections {
      writer.put(section.part.rawValue)
      writer.put(UInt32(0))
      writer.put(UInt64(section.offset))
      writer.put(UInt64(section.count))
      writer.put(section.checksum)
    }
    writer.put(Checksum.of(writer.bytes.span))
    return writer.bytes
  }
}

extension MarketFile {
  /// Reads and checks the head of a file: after this every section lies within the file and has the length that the
  /// counts ask for.
  init(_ bytes: Column<UInt8>, name: String) throws(DataError) {
    func failed(_ problem: DataError.Problem) -> DataError { DataError(problem, file: name) }
    guard bytes.count >= MarketFile.signature.count,
      bytes.prefix(MarketFile.signature.count).elementsEqual(MarketFile.signature)
    else { throw failed(.notAMarketFile) }
    guard bytes.count >= MarketFile.fixedLength else { throw failed(.cutShort) }
    var reader = TableReader(bytes, MarketFile.signature.count..<bytes.count)
    do throws(TableReader.Fault) {
      guard try reader.number(UInt32.self) == MarketFile.orderMark else { throw .damaged }
      let version = try reader.number(UInt32.self)
      guard version == MarketFile.version else { throw .version(Int(version)) }
      length = try reader.count()
      companyCount = try reader.count()
      barCount = try reader.count()
      let sectionCount = try reader.count()
      guard sectionCount <= Part.allCases.count else { throw .damaged }
      let headLength = MarketFile.headLength(sections: sectionCount)
      guard bytes.count >= headLength else { throw .short }
      var end = TableReader(bytes, headLength - 8..<headLength)
      let checksum = Checksum.of(bytes.span.extracting(0..<headLength - 8))
      guard try end.number(UInt64.self) == checksum else { throw .damaged }
      if bytes.count < length { throw .short }
      guard bytes.count == length else { throw .damaged }

      var sections: [Section] = []
      for _ in 0..<sectionCount {
        let number = try reader.number(UInt32.self)
        guard let part = Part(rawValue: number), try reader.number(UInt32.self) == 0,
          !sections.contains(where: { $0.part == part })
        else { throw .damaged }
        let section = Section(
          part: part, offset: try reader.count(), count: try reader.count(), checksum: try reader.number(UInt64.self))
        let isWithin =
          section.offset >= headLength && section.count <= length && section.offset <= length - section.count
        guard isWithin, section.offset % MarketFile.alignment == 0 else { throw .damaged }
        sections.append(section)
      }
      self.sections = sections
      guard hasRightLengths else { throw .damaged }
    } catch {
      switch error {
      case .short: throw failed(.cutShort)
      case .version(let version):
        throw failed(
          version < MarketFile.version ? .olderMarketFile(version: version) : .newerMarketFile(version: version))
      case .damaged: throw failed(.damagedMarketFile(part: "head"))
      }
    }
  }

  /// Whether the parts that must be there are, and each has the length that the counts ask for. How long figures are is
  /// told by their encodings.
  private var hasRightLengths: Bool {
    guard Part.required.allSatisfy({ section($0) != nil }), companyCount < Int.max / 32, barCount < Int.max / 32 else {
      return false
    }
    return sections.allSatisfy { section in
      switch section.part {
      case .tables: return true
      case .offsets: return section.count == (companyCount + 1) * 8
      case .spans: return section.count == companyCount * 8
      case .days: return section.count == barCount * 4
      case .stretchCounts: return section.count == companyCount * 4
      case .encodings: return section.count == figures.count * companyCount
      case .checksums: return section.count == checked.reduce(0) { $0 + BlockChecks.count($1.count) } * 8
      default: return section.count % 8 == 0
      }
    }
  }

  /// The figures that the file has.
  var figures: [Section] { Part.figures.compactMap(section) }

  /// What is checked block by block, in the order of the checksums.
  var checked: [Section] { ([.days] + Part.figures).compactMap(section) }

  /// Whether the bytes of a section are those that were written.
  func isIntact(_ section: Section, in bytes: Column<UInt8>) -> Bool {
    let range = section.offset..<section.offset + section.count
    return Checksum.of(bytes.span.extracting(range)) == section.checksum
  }
}
