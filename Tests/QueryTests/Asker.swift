import Foundation
import Language
import Market
import Query
import Rendering
import Testing

/// Asks one market questions in the language, from text to answer.
struct Asker {
  let market: Market
  /// Whether an index is made of the days it is asked on in a small market, too.
  var makesPartsOfIndices = false

  init(_ market: Market) { self.market = market }

  /// A market from the texts of its files.
  init(prices: String, companies: String? = nil, attributes: String? = nil, calendar: String? = nil) throws {
    let texts = [
      ("prices.csv", prices), ("companies.csv", companies), ("attributes.csv", attributes), ("calendar.csv", calendar),
    ]
    let files = texts.compactMap { name, text in text.map { DataFile(name: name, bytes: Array($0.utf8)) } }
    market = try Market.load(DataSet(name: "random", files: files)).market
  }

  /// A data set that ships.
  init(shipped name: String) throws {
    market = try Market.load(DataSet.read(folder: Asker.root.appendingPathComponent("Datasets/\(name)").path)).market
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The answer to a question; what is wrong with it is thrown.
  func ask(_ question: String, _ definitions: Definitions = .prelude) throws -> Answer {
    let source = Source(question)
    let (statements, diagnostics) = parse(source)
    if let first = diagnostics.first { throw first }
    guard statements.count == 1, case .query(let query) = statements[0].kind, let today = market.bars.lastDay else {
      throw Diagnostic(.noData, at: SourceRange(0, source.bytes.count))
    }
    var binder = Binder(market: market, definitions: definitions, parameters: [:], today: today, source: source)
    let bound: BoundQuery
    do throws(BindingFailure) { bound = try binder.bind(query) } catch { throw error.diagnostics[0] }
    var evaluator = Evaluator(market: market, today: today)
    if makesPartsOfIndices { evaluator.wholeIndexBars = 0 }
    return try evaluator.answer(bound)
  }

  /// A column of figures by the rows' tickers; the missing ones are left out.
  func figures(_ expression: String, _ clauses: String = "") throws -> [String: Double] {
    let table = try ask("\(expression) as figure \(clauses)").table
    guard case .numbers(let numbers, _, _) = table.columns[table.columns.count - 1].values,
      case .texts(let keys) = table.columns[0].values
    else { return [:] }
    var result: [String: Double] = [:]
    for (key, number) in zip(keys, numbers) where !number.isNaN { result[key ?? "(none)"] = number }
    return result
  }

  /// One figure of the whole question.
  func figure(_ expression: String, _ clauses: String = "") throws -> Double {
    guard case .numbers(let numbers, _, _) = try ask("\(expression) \(clauses)").table.columns[0].values else {
      return .nan
    }
    return numbers[0]
  }

  /// The tickers of the companies that a question keeps.
  func tickers(_ clauses: String) throws -> [String] {
    guard case .texts(let texts) = try ask("ticker \(clauses)").table.columns[0].values else { return [] }
    return texts.compactMap { $0 }
  }

  /// The answer as a program reads it.
  func json(_ question: String) throws -> String { render(try ask(question), format: .json) }
}

/// Steele, Lea and Flood's SplitMix64: small, and the same on every machine.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
