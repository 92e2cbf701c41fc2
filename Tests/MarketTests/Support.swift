import Testing

@testable import Market

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A data set in memory; a file that is nil is not there.
func dataSet(
  prices: String? = "date,ticker,close\n2026-02-20,A,10\n", companies: String? = nil, attributes: String? = nil,
  events: String? = nil, calendar: String? = nil, script: String? = nil
) -> DataSet {
  let texts: [(DataFile.Kind, String?)] = [
    (.prices, prices), (.companies, companies), (.attributes, attributes), (.events, events), (.calendar, calendar),
    (.script, script),
  ]
  return DataSet(
    name: "test",
    files: texts.compactMap { kind, text in text.map { DataFile(name: kind.rawValue, bytes: Array($0.utf8)) } })
}

/// What is wrong with a data set; fails the test where nothing is.
func failure(_ dataSet: DataSet, _ location: SourceLocation = #_sourceLocation) -> DataError? {
  do {
    _ = try Market.load(dataSet)
    Issue.record("the data set was accepted", sourceLocation: location)
    return nil
  } catch {
    return error
  }
}

extension DataError {
  /// Where the error stands: `2:5`.
  var place: String { "\(line):\(column)" }

  /// The part of the line that is marked.
  var marked: String {
    let bytes = Array(lineText.utf8)
    return String(decoding: bytes[fieldStart..<fieldStart + fieldLength], as: UTF8.self)
  }
}

func day(_ text: String) -> Day {
  Day(text) ?? Day(number: 0)
}

extension Figures {
  /// The figures of all bars, one company after the other.
  var all: [Double] {
    offsets.indices.dropLast().flatMap { company in
      let run = self[company]
      return run.values(run.bars)
    }
  }

  /// A bar's figure, whichever company's it is.
  subscript(bar bar: Int) -> Double {
    let company = offsets.partitioningIndex { $0 > bar } - 1
    return self[company][bar]
  }
}
