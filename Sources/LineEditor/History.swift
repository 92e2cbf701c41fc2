/// The entries of this session and of those before it, kept in a file that any number of sessions may share.
///
/// Entries are appended as they are made, so nothing is lost when a session dies. Without a path, or when the file
/// cannot be used, the history is that of this session alone; ``takeWarning()`` says so once.
public final class History {
  /// The entries, oldest first.
  ///
  /// Never two equal ones in a row.
  public private(set) var entries: [String] = []

  private let file: HistoryFile?
  private var warning: String?
  private var hasWarned = false

  /// Loads the last entries of a file, and shortens a file that has grown to more than twice as many.
  public init(path: String?, countMax: Int = 10_000) {
    file = path.map { HistoryFile(path: $0) }
    guard let file else { return }
    do throws(HistoryFile.Failure) {
      let loaded = try file.load(countMax: countMax)
      for entry in loaded where entry != entries.last { entries.append(entry) }
    } catch {
      warn(error)
    }
  }

  /// Keeps an entry.
  ///
  /// False if it is one that is not kept: blank, begun with a space, or the same as the last.
  @discardableResult
  public func append(_ entry: String) -> Bool {
    guard !entry.allSatisfy(\.isWhitespace), entry.first != " ", entry != entries.last else { return false }
    entries.append(entry)
    do throws(HistoryFile.Failure) {
      try file?.append(entry)
    } catch {
      warn(error)
    }
    return true
  }

  /// What kept the file from being used, the first time this is asked after the first failure; nil at all other times.
  public func takeWarning() -> String? {
    defer { warning = nil }
    return warning
  }

  private func warn(_ failure: HistoryFile.Failure) {
    guard !hasWarned else { return }
    hasWarned = true
    warning = failure.message
  }

  /// Where a program's history belongs: `${XDG_STATE_HOME:-~/.local/state}/<program>/history`.
  ///
  /// An empty or relative `XDG_STATE_HOME` counts as unset, as its specification says. Nil without a usable home.
  public static func standardPath(program: String, environment: (String) -> String?) -> String? {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return "\(state)/\(program)/history" }
    if let home = environment("HOME"), home.hasPrefix("/") { return "\(home)/.local/state/\(program)/history" }
    return nil
  }
}
