/// What is wrong with a data set and where: a value, without words or drawing.
///
/// The words are in `DataError+Message.swift`.
public struct DataError: Error, Sendable, Hashable {
  /// What is wrong.
  public let problem: Problem
  /// The file, as the data set names it.
  public let file: String
  /// The line, from 1; 0 where the problem is not at a place in the file.
  public let line: Int
  /// The column in characters, from 1; 0 where the problem is not at a place in the file.
  public let column: Int
  /// The text of the field that is wrong, as it was meant: without quotes around it.
  public let text: String
  /// The line as it stands in the file.
  public let lineText: String
  /// Where the field begins in `lineText`, in bytes of UTF-8.
  public let fieldStart: Int
  /// How long the field is in `lineText`, in bytes of UTF-8; 0 where it is empty.
  public let fieldLength: Int

  /// A problem of a file as a whole.
  init(_ problem: Problem, file: String) {
    self.init(problem, file: file, line: 0, column: 0, text: "", lineText: "", fieldStart: 0, fieldLength: 0)
  }

  init(
    _ problem: Problem, file: String, line: Int, column: Int, text: String, lineText: String, fieldStart: Int,
    fieldLength: Int
  ) {
    self.problem = problem
    self.file = file
    self.line = line
    self.column = column
    self.text = text
    self.lineText = lineText
    self.fieldStart = fieldStart
    self.fieldLength = fieldLength
  }

  /// A fault in `market.marq`, in the words of whoever reads its statements.
  public init(
    scriptFault message: String, help: String?, file: String, line: Int, column: Int, lineText: String,
    fieldStart: Int, fieldLength: Int
  ) {
    self.init(
      .script(message: message, help: help), file: file, line: line, column: column, text: "", lineText: lineText,
      fieldStart: fieldStart, fieldLength: fieldLength)
  }

  /// Whether there was nothing to read, so that a program can end with a status of its own (66, `EX_NOINPUT`).
  public var isNoInput: Bool {
    switch problem {
    case .folderMissing, .fileMissing, .noPrices, .unreadable: return true
    default: return false
    }
  }
}

extension DataError {
  /// Everything that can be wrong with a data set.
  ///
  /// Parameters are what the words need.
  public enum Problem: Sendable, Hashable {
    /// Somebody wished that reading should stop.
    case interrupted

    // Files.

    /// The folder is not there.
    case folderMissing(SystemReason)
    /// The path to a single file leads nowhere.
    case fileMissing(SystemReason)
    /// The path leads to a file that is not a table.
    case notADataSet
    /// The folder has no `prices.csv`.
    case noPrices
    /// The file is there and can't be read.
    case unreadable(SystemReason)
    /// A file with more in it than there is memory.
    case outOfMemory(OutOfMemory)
    /// A file that can't be written.
    case unwritable(SystemReason)
    /// A file of another kind under the name of a market file.
    case notAMarketFile
    /// A market file of a later version than this one knows.
    case newerMarketFile(version: Int)
    /// A market file of an earlier version, which is not read any more.
    case olderMarketFile(version: Int)
    /// A market file that has lost its end.
    case cutShort
    /// A file that another program wrote into or cut short while it was in use.
    case changedMeanwhile
    /// A market file with other bytes than were written.
    case damagedMarketFile(part: String)
    /// Two files of one name.
    case repeatedFile(String)

    /// A statement of `market.marq`, in the words of whoever reads them.
    case script(message: String, help: String?)

    // Rows and fields.

    /// A file without a header.
    case emptyFile
    /// Bytes that are not UTF-8.
    case notUTF8
    /// `"MiniMax`: a quoted field without its closing quote.
    case unterminatedQuote
    /// `"Mini"Max`: something between a closing quote and the comma.
    case textAfterQuote
    /// A row of more fields than the header.
    case tooManyFields(found: Int, expected: Int)
    /// A row of fewer fields than the header.
    case tooFewFields(found: Int, expected: Int)
    /// `close,Close`: two columns of one name.
    case repeatedColumn(String)
    /// A column that the file must have.
    case missingColumn(String)
    /// A `prices.csv` without any figure.
    case noFigureColumn
    /// An attribute's or event's name that a query could not say: `Market Cap`.
    case notAWord(what: String, suggestion: String?)

    // Values.

    /// An empty cell where there must be a value.
    case missingValue(column: String)
    /// `23/02/2026`: not written as a day.
    case notADay(column: String)
    /// `2026-02-30`: not a day of the calendar.
    case noSuchDay(year: Int, month: Int)
    /// `12a`: not a number.
    case notANumber(column: String)
    /// `1e999`: too large a number.
    case numberTooLarge(column: String)
    /// A price of zero or less.
    case priceNotPositive(column: String)
    /// A volume below zero.
    case negativeVolume
    /// A change of -1 or less.
    case changeTooLow
    /// Neither yes nor no.
    case notAFlag(column: String)

    // Prices.

    /// A row that says nothing.
    case noFigure
    /// A high below the low, both as written.
    case highBelowLow(high: String, low: String)
    /// A second row of one ticker and day.
    case repeatedBar(ticker: String, day: Day, firstLine: Int)
    /// A ticker that `companies.csv` does not list.
    case unknownTicker(nearest: String?, isKnownFromPrices: Bool)
    /// A bar on a day that the calendar leaves out.
    case notATradingDay(day: Day, exchange: String)

    // Companies, attributes and events.

    /// A second row of one ticker.
    case repeatedCompany(ticker: String, firstLine: Int)
    /// A second row of one ticker, key and value.
    case repeatedValue(ticker: String, key: String, firstLine: Int)
    /// A value of a key that `companies.csv` already gives for the company.
    case valueInCompanies(ticker: String, key: String)
    /// A second value of a key that can have only one a company.
    case severalValues(ticker: String, key: String)
    /// The key `ticker`.
    case reservedKey
    /// A key that differs from another only in capitals.
    case keySpelledTwice(other: String)
    /// A value that ends before it begins.
    case endsBeforeItBegins(from: Day)
    /// A value of a key that can't change from day to day.
    case datedKey(ticker: String, key: String)
    /// A value of a company on a day on which it has one already.
    case overlappingValues(ticker: String, key: String, other: String, day: Day?, otherLine: Int)
    /// A second event of one name.
    case repeatedEvent(firstLine: Int)
  }
}
