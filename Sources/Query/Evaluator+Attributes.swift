internal import Market

// The attributes of companies: of a dated one the value that holds at the end of the day before the cell's days begin.
extension Evaluator {
  /// Where each cell's value stands among those of an attribute. All cells must be of the market's companies.
  func places(of attribute: Int, over frame: Frame) -> [Int] {
    let values = market.attributes[attribute]
    guard values.isDated else { return frame.companies }
    return zip(frame.companies, frame.days).map { values.place(of: $0, on: $1.membershipDay) }
  }

  /// The texts of a cell's company; none for an index, which has no attributes.
  func texts(of attribute: Int, _ cell: Int, in frame: Frame) -> [String] {
    let company = frame.companies[cell]
    guard company < market.companyCount else { return [] }
    return market.attributes[attribute].texts(of: company, on: frame.days[cell].membershipDay)
  }

  /// What is made of the texts of each cell's company. Where there are more cells than companies, each company's is made once.
  func texts(of attribute: Int, over frame: Frame, _ label: ([String]) -> String?) -> [String?] {
    let values = market.attributes[attribute]
    var labels: [String?] = []
    if !values.isDated, frame.count > market.companyCount {
      labels = (0..<market.companyCount).map { label(values.texts(of: $0)) }
    }
    var result: [String?] = []
    result.reserveCapacity(frame.count)
    for cell in 0..<frame.count {
      // Given up early: nobody sees these.
      if cell.isMultiple(of: Evaluator.checkInterval), isInterrupted {
        return Array(repeating: nil, count: frame.count)
      }
      let company = frame.companies[cell]
      result.append(company < labels.count ? labels[company] : label(texts(of: attribute, cell, in: frame)))
    }
    return result
  }

  /// An attribute of each cell's company; text has no figures and is read where it is shown.
  func attributeValues(of attribute: Int, over frame: Frame) -> Vector {
    // An index has bars and no attributes.
    guard holdsCompaniesAlone(frame) else {
      if case .flag = market.attributes[attribute].values {
        return .flags(Array(repeating: .missing, count: frame.count))
      }
      return .numbers(Array(repeating: .nan, count: frame.count))
    }
    let places = places(of: attribute, over: frame)
    switch market.attributes[attribute].values {
    case .number(let values): return .numbers(places.map { values[$0] })
    case .day(let days): return .numbers(places.map { days[$0].map { Double($0.number) } ?? .nan })
    case .flag(let flags): return .flags(places.map { Truth(flags[$0]) })
    case .text, .texts: return .numbers(Array(repeating: .nan, count: frame.count))
    }
  }

  /// Whether each cell's company has one of the texts; missing where it has none at all.
  func hasText(_ codes: [Int32], of attribute: Int, over frame: Frame) -> [Truth] {
    guard holdsCompaniesAlone(frame) else {
      return Array(repeating: .missing, count: frame.count)
    }
    let places = places(of: attribute, over: frame)
    switch market.attributes[attribute].values {
    case .text(let values, let dictionary):
      var isMeant = Bitmap(count: dictionary.count)
      for code in codes where code >= 0 { isMeant[Int(code)] = true }
      return places.map { values[$0] < 0 ? .missing : Truth(isMeant[Int(values[$0])]) }
    case .texts(let members, _):
      let count = members.first?.count ?? 0
      var (known, matching) = (Bitmap(count: count), Bitmap(count: count))
      for set in members { known.formUnion(set) }
      for code in codes where code >= 0 { matching.formUnion(members[Int(code)]) }
      return places.map { known[$0] ? Truth(matching[$0]) : .missing }
    case .number, .day, .flag: return Array(repeating: .missing, count: frame.count)
    }
  }
}
