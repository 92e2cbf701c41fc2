/// The head of a market file: what it is, and where everything in it lies.
///
/// The format is described in `market-file.md`, beside this file.
struct MarketFile {
  /// The parts that a file can have.
  enum Part: UInt32, CaseIterable {
    case tables = 1, offsets, days, open, high, low, close, volume, previous, sources, anchors, reports, factors

    /// How many bytes one value has; 1 for what is no column.
    var width: Int {
      switch self {
      case .tables: return 1
      case .days, .sources: return 4
      default: return 8
      }
    }
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
  /// The version that is written, and the last that is read.
  static let version: UInt32 = 1
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
      writer.put(UInt32(section.part.width))
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
      guard version <= MarketFile.version else { throw .newer(Int(version)) }
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
        guard let part = Part(rawValue: number), try reader.number(UInt32.self) == UInt32(part.width),
          !sections.contains(where: { $0.part == part })
        else { throw .damaged }
        let section = Section(
          part: part, offset: try reader.count(), count: try reader.count(), checksum: try reader.number(UInt64.self))
        let isWithin =
          section.offset >= headLength && section.count <= length && section.offset <= length - section.count
        guard isWithin, section.offset % part.width == 0 else { throw .damaged }
        sections.append(section)
      }
      self.sections = sections
      guard hasRightLengths else { throw .damaged }
    } catch {
      switch error {
      case .short: throw failed(.cutShort)
      case .newer(let version): throw failed(.newerMarketFile(version: version))
      case .damaged: throw failed(.damagedMarketFile(part: "head"))
      }
    }
  }

  /// Whether the parts that must be there are, and every column has a value for each bar.
  private var hasRightLengths: Bool {
    for part in [Part.tables, .offsets, .days, .open, .high, .low, .close, .volume] where section(part) == nil {
      return false
    }
    return sections.allSatisfy { section in
      switch section.part {
      case .tables: return true
      case .offsets: return companyCount < Int.max / 16 && section.count == (companyCount + 1) * 8
      default: return barCount < Int.max / 16 && section.count == barCount * section.part.width
      }
    }
  }

  /// Whether the bytes of a section are those that were written.
  func isIntact(_ section: Section, in bytes: Column<UInt8>) -> Bool {
    let range = section.offset..<section.offset + section.count
    return Checksum.of(bytes.span.extracting(range)) == section.checksum
  }
}
