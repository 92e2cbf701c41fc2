internal import Language
internal import Query
internal import Rendering

// What is told of statements other than questions before they are run.
extension Session {
  /// What a statement is about to do, or what is wrong with it already. It does nothing.
  func preview(of statement: StatementSyntax, in source: Source) -> Result<[String], BindingFailure> {
    switch statement.kind {
    case .define(let name, let parameters, let body):
      if let fault = faultOfName(name, body) { return .failure(BindingFailure(diagnostics: [fault])) }
      guard parameters.isEmpty else { return .success(["a definition with \(parameters.count) parameters"]) }
      var binder = binder(for: source)
      if let failure = binder.check(body) { return .failure(failure) }
      let isKnown = definitions.own[name.text] != nil
      return .success(["\(isKnown ? "defines anew" : "defines") \(name.text)"])
    case .set(let name, let value):
      guard let setting = SettingName(rawValue: name.text) else { return .failure(unknown(setting: name)) }
      let now = text(of: setting).map { "it is \($0) now" }
      let wanted = plainText(value, in: source)
      if setting == .format, Format(name: wanted) == nil {
        let problem = Problem.invalidSetting(name.text, value: wanted, allowed: Format.names)
        return .failure(BindingFailure(diagnostics: [Diagnostic(problem, at: value.range)]))
      }
      return .success([setting.summary.split(separator: ":").first.map { String($0) } ?? "", now].compactMap { $0 })
    case .show(let subject):
      return isShown(subject.text) ? .success(note(on: statement, in: source)) : .failure(unknown(subject: subject))
    case .help(let subject?):
      let isKnown =
        Session.clauseHelp[subject.text] != nil || ErrorPage.of(subject.text) != nil || isShown(subject.text)
      return isKnown ? .success(["its page"]) : .failure(unknown(subject: subject))
    case .search(let words):
      return .success(words.isEmpty ? [] : ["looks for \(words.map(\.text).joined(separator: " "))"])
    case .load: return .success(["replaces the data, if it can be read"])
    case .save(nil, _): return .success(["writes the market: \(counts)"])
    case .history(let part):
      let wanted = part?.text.lowercased()
      let count = history().lazy.filter { entry in wanted.map { entry.lowercased().contains($0) } ?? true }.count
      return .success(["\(grouped(count)) \(count == 1 ? "entry" : "entries")"])
    default: return .success(note(on: statement, in: source))
    }
  }

  /// What statements that begin so do.
  private func note(on statement: StatementSyntax, in source: Source) -> [String] {
    let word = source.text(in: statement.range).prefix { $0.isLetter }
    return Session.statements.first { $0.text == word }.map { [$0.note] } ?? []
  }

  /// What is wrong with a definition's own name.
  private func faultOfName(_ name: NameSyntax, _ body: ExpressionSyntax) -> Diagnostic? {
    if let owner = Session.owner(of: name.text, definitions) {
      return Diagnostic(.nameTaken(name.text, by: owner), at: name.range)
    }
    return body.firstUse(of: name.text).map { Diagnostic(.recursion(name.text), at: $0) }
  }

  private func unknown(setting name: NameSyntax) -> BindingFailure {
    let names = SettingName.allCases.map(\.rawValue) + ["param"]
    let problem = Problem.unknownSetting(name.text, nearest: nearest(to: name.text, among: names))
    return BindingFailure(diagnostics: [Diagnostic(problem, at: name.range)])
  }
}
