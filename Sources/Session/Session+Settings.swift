internal import Language
internal import Market
internal import Rendering

extension Session {
  func set(_ name: NameSyntax, _ value: ExpressionSyntax, in source: Source) -> Outcome {
    guard let setting = SettingName(rawValue: name.text) else {
      let names = SettingName.allCases.map(\.rawValue) + ["param"]
      return refuse(
        [Diagnostic(.unknownSetting(name.text, nearest: nearest(to: name.text, among: names)), at: name.range)],
        in: source)
    }
    do throws(Diagnostic) {
      try apply(setting, value, in: source)
      return .finished
    } catch {
      return refuse([error], in: source)
    }
  }

  private func apply(_ setting: SettingName, _ value: ExpressionSyntax, in source: Source) throws(Diagnostic) {
    let text = plainText(value, in: source)
    func invalid(_ allowed: [String]) -> Diagnostic {
      Diagnostic(.invalidSetting(setting.rawValue, value: text, allowed: allowed), at: value.range)
    }
    func isOn() throws(Diagnostic) -> Bool {
      guard text == "on" || text == "off" else { throw invalid(["on", "off"]) }
      return text == "on"
    }
    switch setting {
    case .format:
      guard let format = Format(name: text) else { throw invalid(Format.names) }
      settings.format = format
    case .rows:
      guard text == "auto" || text == "all" || (Int(text) ?? 0) > 0 else {
        throw invalid(["auto", "all", "a whole number from 1 up"])
      }
      settings.style.rowLimit = Int(text)
      settings.fitsScreen = text == "auto"
    case .width:
      let allowed = 20...10_000
      guard let width = Int(text), allowed.contains(width) else {
        throw invalid(["a whole number from \(allowed.lowerBound) to \(allowed.upperBound)"])
      }
      settings.style.width = width
    case .color: settings.style.isColored = try isOn()
    case .bars: settings.style.hasBars = try isOn()
    case .notes: settings.showsNotes = try isOn()
    case .timing: settings.tellsTime = try isOn()
    case .hints: settings.showsHints = try isOn()
    case .title, .today, .benchmark, .caveat:
      var changed = marketSettings
      try apply(setting, value, to: &changed, market: market, in: source)
      marketSettings = changed
    }
  }

  /// The value of a setting as `set` would take it.
  func text(of setting: SettingName) -> String? {
    switch setting {
    case .format: return settings.format.rawValue
    case .today: return today?.description
    case .title: return title
    case .benchmark: return marketSettings.benchmark
    case .caveat: return marketSettings.caveat
    case .rows: return settings.style.rowLimit.map { String($0) } ?? (settings.fitsScreen ? "auto" : "all")
    case .width: return String(settings.style.width)
    case .color: return settings.style.isColored ? "on" : "off"
    case .bars: return settings.style.hasBars ? "on" : "off"
    case .notes: return settings.showsNotes ? "on" : "off"
    case .timing: return settings.tellsTime ? "on" : "off"
    case .hints: return settings.showsHints ? "on" : "off"
    }
  }
}
