internal import Glibc

extension DataSet {
  /// Reads the files of a data set from its folder; a path to one `.csv` file is a data set of prices alone.
  ///
  /// Files of other names are left alone. Nothing is looked at but the bytes: `Market.load` says whether they are good.
  public static func read(folder path: String) throws(DataError) -> DataSet {
    switch Status(of: path) {
    case .missing(let reason):
      throw DataError(isTableName(path) ? .fileMissing(reason) : .folderMissing(reason), file: path)
    case .file:
      let last = DataFile.lastComponent(of: path)
      guard isTableName(path) else { throw DataError(.notADataSet, file: path) }
      return DataSet(name: String(last.dropLast(4)), files: [try DataFile.read(path, kind: .prices)])
    case .folder:
      break
    }
    let prefix = path.hasSuffix("/") ? path : path + "/"
    var files: [DataFile] = []
    for kind in DataFile.Kind.allCases {
      let name = prefix + kind.rawValue
      if case .missing(let reason) = Status(of: name) {
        guard reason.isAbsence else { throw DataError(.unreadable(reason), file: name) }
        continue
      }
      files.append(try DataFile.read(name, kind: kind))
    }
    guard files.contains(where: { $0.kind == .prices }) else { throw DataError(.noPrices, file: path) }
    return DataSet(name: DataFile.lastComponent(of: path), files: files)
  }

  /// Whether a path leads to a folder.
  public static func isFolder(_ path: String) -> Bool {
    if case .folder = Status(of: path) { return true }
    return false
  }

  private static func isTableName(_ path: String) -> Bool {
    path.utf8.count > 4 && path.lowercased().hasSuffix(".csv")
  }
}

/// What a path leads to.
private enum Status {
  case missing(SystemReason)
  case folder
  case file

  init(of path: String) {
    // A path with a zero byte would be cut there, and another file would be read.
    guard !path.utf8.contains(0) else {
      self = .missing(SystemReason(ENOENT))
      return
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      self = .missing(SystemReason(errno))
      return
    }
    self = status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }
}

/// Why the system would not do something, in its own words.
public struct SystemReason: Error, Sendable, Hashable {
  /// The system's words: `Permission denied`.
  public let text: String
  /// Whether the reason is that there is no such file.
  public let isAbsence: Bool

  init(_ code: Int32) {
    self.text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    self.isAbsence = code == ENOENT || code == ENOTDIR
  }
}

extension DataFile {
  /// Reads a whole file.
  ///
  /// A large one is mapped: its bytes are those of the file while it is used. Whoever has used them asks whether they
  /// were changed meanwhile.
  public static func read(_ path: String, kind: Kind? = nil) throws(DataError) -> DataFile {
    let file = try OpenFile(path)
    return DataFile(name: path, bytes: try file.bytes(), kind: kind)
  }
}
