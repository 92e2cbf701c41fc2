extension Market {
  /// One table of the market as other engines hold it; Sources/SQL/README.md says what the columns mean.
  package struct Relation {
    /// The table's name.
    package let name: String
    /// The columns with their types: `text`, `whole` or `figure`.
    package let columns: [(name: String, type: String)]
    /// The values of each row; nil is missing.
    package let rows: [[String?]]
  }

  /// The market as tables. O(bars), all of them in memory.
  package func relations() -> [Relation] {
    smallRelations() + [barRelation]
  }

  /// All tables but that of the bars. `script` is what sets the market's title and the like where it is loaded.
  package func smallRelations(script: [UInt8]? = nil) -> [Relation] {
    [
      companyRelation, attributeRelation, eventRelation, calendarRelation, dateRelation,
      marketRelation(script ?? self.script),
    ]
  }

  /// What is true of the market as a whole, and the attributes in their order.
  private func marketRelation(_ script: [UInt8]) -> Relation {
    var rows: [[String?]] = [
      ["name", name, nil], ["script", String(decoding: script, as: UTF8.self), nil],
      ["has_factors", bars.hasFactors ? "1" : "0", nil], ["has_reports", bars.hasReferencePrices ? "1" : "0", nil],
    ]
    for attribute in attributes where attribute.name != "ticker" {
      rows.append([
        "attribute", attribute.name, attribute.isDated ? "\(attribute.typeName), dated" : attribute.typeName,
      ])
    }
    return Relation(
      name: "market", columns: [("position", "whole"), ("item", "text"), ("value", "text"), ("type", "text")],
      rows: rows.enumerated().map { ["\($0)"] + $1 })
  }

  private var companyRelation: Relation {
    let kind = attribute(named: "kind").map { attributes[$0] }
    let rows = tickers.indices.map { company in
      let kinds = kind?.texts(of: company) ?? []
      let isDefault = kinds.isEmpty || kinds.contains("stock")
      let span = bars.span(of: company)
      return [
        "\(company)", tickers[company], calendar.exchanges[exchanges[company]], isDefault ? "1" : "0",
        span.map { $0.first.figure }, span.map { $0.last.figure },
        span.map { "\(Calendar.count(onOrBefore: $0.first, in: tradingDays(of: company)))" },
        "\(bars.count(of: company))",
      ]
    }
    return Relation(
      name: "companies",
      columns: [
        ("company", "whole"), ("ticker", "text"), ("exchange", "text"), ("is_default", "whole"), ("first_day", "whole"),
        ("last_day", "whole"), ("first_position", "whole"), ("bars", "whole"),
      ], rows: rows)
  }

  private var attributeRelation: Relation {
    var rows: [[String?]] = []
    for attribute in attributes {
      for company in tickers.indices {
        let places = attribute.editions.map { Array($0.places(of: company)) } ?? [company]
        for (number, place) in places.enumerated() {
          let from = attribute.editions?.starts[place] ?? .first
          let to =
            number + 1 < places.count
            ? attribute.editions.map { $0.starts[places[number + 1]].advanced(by: -1) } ?? .last : .last
          for value in attribute.relationValues(at: place) {
            rows.append(["\(company)", attribute.name] + value + [from.figure, to.figure])
          }
        }
      }
    }
    return Relation(
      name: "attributes",
      columns: [
        ("company", "whole"), ("attribute", "text"), ("text", "text"), ("number", "figure"), ("day", "whole"),
        ("flag", "whole"), ("valid_from", "whole"), ("valid_to", "whole"),
      ], rows: rows)
  }

  private var barRelation: Relation {
    var rows: [[String?]] = []
    for company in tickers.indices {
      let exchange = calendar.exchanges[exchanges[company]]
      for record in barRecords(of: company) {
        rows.append(
          ["\(company)", exchange, record.day.figure] + record.figures.map(written)
            + [
              record.baseDay?.figure, record.isBaseKnown ? "1" : "0", record.isFirst ? "1" : "0",
              record.isRescaled ? "1" : "0",
            ])
      }
    }
    return Relation(
      name: "bars",
      columns: [("company", "whole"), ("exchange", "text"), ("day", "whole")]
        + BarRecord.figureNames.map { ($0, "figure") }
        + ["base_day", "base_known", "is_first", "rescales"].map { ($0, "whole") },
      rows: rows)
  }

  private var eventRelation: Relation {
    Relation(
      name: "events", columns: [("name", "text"), ("day", "whole"), ("title", "text"), ("source", "text")],
      rows: events.map { [$0.name, $0.day.figure, $0.title, $0.source] })
  }

  /// Every date, not the trading days alone, so that whatever day a window ends on is found here.
  private var calendarRelation: Relation {
    let dates = dateCoverage
    var rows: [[String?]] = []
    for (exchange, days) in zip(calendar.exchanges + [Market.allExchanges], calendar.tradingDays + [calendar.allDays]) {
      var (position, before) = (0, Day?.none)
      var day = dates.lowerBound
      while day <= dates.upperBound {
        let isOpen = position < days.count && days[position] == day
        let previous = before ?? day.advanced(by: -1)
        if isOpen { (position, before) = (position + 1, day) }
        rows.append([exchange, day.figure, "\(position)", isOpen ? "1" : "0", previous.figure, "\(day.weekday)"])
        day = day.advanced(by: 1)
      }
    }
    return Relation(
      name: "calendar",
      columns: [("exchange", "text")]
        + ["day", "position", "is_open", "previous_day", "weekday"].map { ($0, "whole") },
      rows: rows)
  }

  private var dateRelation: Relation {
    var rows: [[String?]] = []
    var day = dateCoverage.lowerBound
    while day <= dateCoverage.upperBound {
      let (year, month, _) = day.civil
      func last(ofMonth month: Int) -> String? {
        Day(year: year, month: month, day: Day.length(ofMonth: month, year: year))?.figure
      }
      let monday = day.advanced(by: 1 - day.weekday)
      rows.append([
        day.figure, "\(day.number)", day.advanced(by: -1).figure, day.advanced(by: 1).figure, "\(day.weekday)",
        monday.figure, monday.advanced(by: 6).figure, last(ofMonth: month), last(ofMonth: (month + 2) / 3 * 3),
        last(ofMonth: 12), weekName(monday), String(day.description.prefix(7)),
        "\(day.description.prefix(4))Q\((month + 2) / 3)", String(day.description.prefix(4)),
      ])
      day = day.advanced(by: 1)
    }
    let columns = [
      "day", "number", "day_before", "day_after", "weekday", "week_first", "week_last", "month_last", "quarter_last",
      "year_last",
    ]
    let names = ["week", "month", "quarter", "year"].map { ("\($0)_name", "text") }
    return Relation(name: "dates", columns: columns.map { ($0, "whole") } + names, rows: rows)
  }

  /// The ISO week that begins on a Monday; it belongs to the year that holds its Thursday.
  private func weekName(_ monday: Day) -> String {
    let thursday = monday.advanced(by: 3)
    let year = thursday.civil.year
    let first = Day(year: year, month: 1, day: 1) ?? thursday
    let week = Int(thursday.number - first.number) / 7 + 1
    return "\(thursday.description.prefix(4))-W\(week < 10 ? "0" : "")\(week)"
  }

  /// The dates that the tables `calendar` and `dates` hold: whole years, with one more on either side of what trades.
  package var dateCoverage: ClosedRange<Day> {
    let first = (calendar.allDays.first ?? .first).civil.year - 1
    let last = (calendar.allDays.last ?? .first).civil.year + 1
    return (Day(year: max(1, first), month: 1, day: 1) ?? .first)...(Day(year: last, month: 12, day: 31) ?? .last)
  }

  /// What stands for all exchanges together in the table `calendar`.
  package static let allExchanges = "*"
}

extension Attribute {
  /// The values at a place, as text, number, day and flag.
  fileprivate func relationValues(at place: Int) -> [[String?]] {
    switch values {
    case .number(let numbers): return written(numbers[place]).map { [[nil, $0, nil, nil]] } ?? []
    case .day(let days): return days[place].map { [[nil, nil, $0.figure, nil]] } ?? []
    case .flag(let flags): return flags[place].map { [[nil, nil, nil, $0 ? "1" : "0"]] } ?? []
    case .text(let codes, let dictionary):
      return codes[place] < 0 ? [] : [[dictionary[codes[place]], nil, nil, nil]]
    case .texts(let members, let dictionary):
      return members.indices.filter { members[$0][place] }.map { [dictionary[Int32($0)], nil, nil, nil] }
    }
  }
}

extension Day {
  /// The day as other engines hold it: 20260223.
  fileprivate var figure: String { "\(wholeFigure)" }

  /// The day as a whole number.
  package var wholeFigure: Int { civil.year * 10_000 + civil.month * 100 + civil.day }
}

private func written(_ value: Double) -> String? { value.isFinite ? "\(value)" : nil }
