// All words about what is wrong with a data set. A new problem is worded here and nowhere else.

extension DataError {
  /// What is wrong, in a phrase without a capital or a full stop: `the close "12a" is not a number`.
  public var message: String {
    switch problem {
    case .interrupted: return "interrupted"
    case .script(let message, _): return message
    case .folderMissing(let reason):
      return reason.isAbsence ? "there is no folder \(quoted(file))" : "\(quoted(file)) can't be read: \(reason.text)"
    case .fileMissing(let reason):
      return reason.isAbsence ? "there is no file \(quoted(file))" : "\(quoted(file)) can't be read: \(reason.text)"
    case .notADataSet: return "\(quoted(file)) is neither a folder nor a CSV file"
    case .unwritable(let reason): return "\(quoted(file)) can't be written: \(reason.text)"
    case .notAMarketFile: return "\(quoted(file)) is not a market file"
    case .newerMarketFile(let version):
      return "\(quoted(file)) is a market file of version \(version), which this version of Marq does not know"
    case .olderMarketFile(let version):
      return "\(quoted(file)) is a market file of version \(version), which is not read any more"
    case .outOfMemory(let memory):
      return "\(quoted(file)) needs \(memory.byteCount >> 20) megabytes of memory more than there are"
    case .cutShort: return "\(quoted(file)) has lost its end"
    case .changedMeanwhile: return "\(quoted(file)) was changed by another program while it was in use"
    case .damagedMarketFile(let part): return "\(quoted(file)) is damaged: its \(part) are not as they were saved"
    case .noPrices: return "\(quoted(file)) has no prices.csv"
    case .unreadable(let reason):
      return reason.isAbsence ? "there is no file \(quoted(file))" : "\(quoted(file)) can't be read: \(reason.text)"
    case .repeatedFile(let name): return "the data set has two files called \(name)"
    case .emptyFile: return "the file is empty"
    case .notUTF8: return "the file is not UTF-8"
    case .unterminatedQuote: return "this quote is not closed"
    case .textAfterQuote: return "something follows a closing quote"
    case .tooManyFields(let found, let expected):
      return "the row has \(counted(found, "field")), the header has \(expected)"
    case .tooFewFields(let found, let expected):
      return "the row has only \(counted(found, "field")), the header has \(expected)"
    case .repeatedColumn(let name): return "the column \(name) is there twice"
    case .missingColumn(let name): return "there is no column \(name)"
    case .noFigureColumn: return "there is no column of figures"
    case .notAWord(let what, _): return "the \(what) \(quoted(text)) is not one word"
    default: return valueMessage
    }
  }

  private var valueMessage: String {
    switch problem {
    case .missingValue(let column): return "the \(column) is missing"
    case .notADay(let column): return "the \(column) \(quoted(text)) is not written as a day"
    case .noSuchDay(let year, let month):
      guard year >= 1 else { return "\(text) is not a day: years run from 0001 to 9999" }
      guard (1...12).contains(month) else { return "\(text) is not a day: a year has 12 months" }
      let length = Day.length(ofMonth: month, year: year)
      return "\(text) is not a day: \(Self.months[month - 1]) \(year) has \(length) days"
    case .notANumber(let column): return "the \(column) \(quoted(text)) is not a number"
    case .numberTooLarge(let column): return "the \(column) \(quoted(text)) is too large"
    case .priceNotPositive(let column): return "the \(column) \(quoted(text)) is not above zero"
    case .negativeVolume: return "the volume \(quoted(text)) is below zero"
    case .changeTooLow: return "the change \(quoted(text)) would leave a price of zero or less"
    case .notAFlag(let column): return "the \(column) \(quoted(text)) is neither yes nor no"
    case .noFigure: return "the row has no figure"
    case .highBelowLow(let high, let low): return "the high \(high) is below the low \(low)"
    case .repeatedBar(let ticker, let day, let firstLine):
      return "\(ticker) already has a row for \(day), on line \(firstLine)"
    case .unknownTicker(_, let isKnownFromPrices):
      return "\(isKnownFromPrices ? "prices.csv has no bar of" : "companies.csv does not list") \(quoted(text))"
    case .notATradingDay(let day, let exchange):
      return "\(day) is not a trading day\(exchange.isEmpty ? "" : " of \(exchange)")"
    case .repeatedCompany(let ticker, let firstLine): return "\(ticker) is already listed, on line \(firstLine)"
    case .repeatedValue(let ticker, let key, let firstLine):
      return "\(ticker) already has the \(key) \(quoted(text)), on line \(firstLine)"
    case .valueInCompanies(let ticker, let key): return "companies.csv already gives the \(key) of \(ticker)"
    case .severalValues(let ticker, let key): return "\(ticker) has more than one \(key)"
    case .reservedKey: return "ticker can't be a key"
    case .keySpelledTwice(let other): return "the key \(quoted(text)) is spelled \(quoted(other)) elsewhere"
    case .endsBeforeItBegins(let from): return "the value ends on \(text), before it begins on \(from)"
    case .datedKey(_, let key): return "the \(key) of a company can't change from day to day"
    case .overlappingValues(let ticker, let key, let other, let day, let otherLine):
      let on = day.map { " on \($0)" } ?? ""
      return "\(ticker) already has the \(key) \(quoted(other))\(on), from line \(otherLine)"
    case .repeatedEvent(let firstLine): return "there already is an event \(quoted(text)), on line \(firstLine)"
    default: return ""
    }
  }

  /// What is wrong and with which file, for where the file is not named beside it.
  public var sentence: String {
    message.contains(quoted(file)) ? message : "\(file): \(message)"
  }

  /// What to write instead, in a phrase without a capital or a full stop.
  public var help: String {
    switch problem {
    case .folderMissing, .fileMissing, .notADataSet:
      return "name a folder with a prices.csv, or a single CSV file of prices"
    case .script(_, let help): return help ?? "it may set title, today, benchmark and caveat"
    case .noPrices: return "a data set is a folder with a prices.csv of date, ticker and at least one figure"
    case .unwritable: return "see that the folder is there, and that you may write in it"
    case .notAMarketFile: return "a market file is what save market into \"x.market\" writes"
    case .newerMarketFile, .olderMarketFile:
      return "load the data it was made of with this version and save the market again"
    case .outOfMemory: return "see that it is the file you mean; else cut it into several, or free memory"
    case .changedMeanwhile: return "load it again once the other program has finished with it"
    case .cutShort, .damagedMarketFile: return "copy it once more, or save it again from the data it was made of"
    case .unreadable: return "see that the file is an ordinary file and that you may read it"
    case .repeatedFile: return "leave one of them out"
    case .emptyFile: return "begin it with a line that names the columns"
    case .notUTF8: return "save it as UTF-8; spreadsheets call this \"CSV UTF-8\""
    case .unterminatedQuote: return "close it, or write \"\" for a quote inside a quoted field"
    case .textAfterQuote: return "write \"\" for a quote inside a quoted field, and a comma after the closing one"
    case .tooManyFields: return "put a field that has a comma in it in quotes, and write numbers without separators"
    case .tooFewFields: return "leave a field empty where nothing is known, but keep its comma"
    case .repeatedColumn: return "rename one of the two or leave it out; capitals do not tell columns apart"
    case .missingColumn: return "name it in the first line; columns are separated by commas"
    case .noFigureColumn: return "give at least one of open, high, low, close, previous, change and volume"
    case .notAWord(_, let suggestion):
      let rule = "letters, digits and _, a letter first"
      return suggestion.map { "write it with \(rule), such as \($0)" } ?? "write it with \(rule)"
    default: return valueHelp
    }
  }

  private var valueHelp: String {
    switch problem {
    case .missingValue: return "every row must have one"
    case .notADay: return "write year-month-day, such as 2026-02-23"
    case .noSuchDay: return "write a day of the calendar, such as 2026-02-23"
    case .notANumber(column: "change"), .changeTooLow:
      return "write a fraction such as -0.2276 for a fall of 22.76%, or leave the cell empty where it is not known"
    case .notANumber(column: "volume"), .numberTooLarge(column: "volume"), .negativeVolume:
      return "write a plain number of shares such as 445155342, or leave the cell empty where it is not known"
    case .notANumber, .numberTooLarge, .priceNotPositive:
      return "write a plain decimal number such as 131.5, or leave the cell empty where it is not known"
    case .notAFlag: return "write 1 or 0, yes or no, or leave the cell empty"
    case .noFigure: return "give at least one figure or take the row out"
    case .highBelowLow: return "see whether the two are exchanged, or leave empty what is not known"
    case .repeatedBar, .repeatedCompany, .repeatedValue: return "keep one of the two rows"
    case .unknownTicker(let nearest, let isKnownFromPrices):
      if let nearest { return "did you mean \(nearest)?" }
      return isKnownFromPrices ? "give its prices, or list it in companies.csv" : "list it there, or correct the ticker"
    case .notATradingDay: return "correct the date, or add the day to calendar.csv"
    case .valueInCompanies: return "keep one of the two: empty the cell in companies.csv, or take this row out"
    case .severalValues: return "keep one of the rows; only other keys can have several values a company"
    case .reservedKey: return "every company has its ticker already; choose another name"
    case .keySpelledTwice: return "spell it the same way everywhere, in lower case if you can"
    case .endsBeforeItBegins: return "exchange the two, or correct one; a value holds on both days and between them"
    case .datedKey(let ticker, let key):
      return "leave from and to empty, or list what \(ticker) was with another \(key) under a ticker of its own"
    case .overlappingValues:
      return "give the earlier one a to before the later one's from; a value holds on both days and between them"
    case .repeatedEvent: return "give each event a name of its own"
    default: return ""
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}

/// A text in quotes, cut where it is longer than anyone would read.
private func quoted(_ text: String) -> String {
  let shown = text.prefix(60)
  return "\"\(shown)\(shown.endIndex == text.endIndex ? "" : "…")\""
}

private func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// What a reader of the figures should know of a data set that was read without error.
enum DataNote {
  /// Columns that nothing uses.
  case unusedColumns(file: String, names: [String])
  /// A column whose heading is empty.
  case unnamedColumn(file: String)
  /// A file that is not part of a data set.
  case unusedFile(String)
  /// An open or close that is above the high or below the low.
  case outsideRange(count: Int)
  /// Trading days of an exchange without companies.
  case unusedExchange(file: String, name: String)
  /// A key whose values are text, although most look like another type.
  case mixedKey(key: String, count: Int, of: Int, type: String, other: String)
  /// Prices without rows.
  case noBars(file: String)

  /// The note as a sentence without its full stop.
  var message: String {
    switch self {
    case .unusedColumns(let file, let names):
      guard names.count > 1, let last = names.last else { return "\(file): the column \(names.joined()) is not used" }
      return "\(file): the columns \(names.dropLast().joined(separator: ", ")) and \(last) are not used"
    case .unnamedColumn(let file): return "\(file): a column without a name is not used"
    case .unusedFile(let name): return "\(name) is not a file of a data set and is not used"
    case .outsideRange(let count):
      return "\(counted(count, "bar")) \(count == 1 ? "has" : "have") an open or close outside low to high"
    case .unusedExchange(let file, let name):
      return "\(file): no company is listed on \(quoted(name)), whose days are not used"
    case .mixedKey(let key, let count, let all, let type, let other):
      return "\(key) is read as text: \(count) of its \(all) values are \(type), but \(quoted(other)) is not"
    case .noBars(let file): return "\(file) has no rows"
    }
  }
}
