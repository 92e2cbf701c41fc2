internal import CEmbedded

/// The files that are part of the program: the prelude, the grammar and the data sets that come with it.
public enum EmbeddedFiles {
  /// The names of the embedded data sets, as `load` takes them.
  public static var dataSetNames: [String] {
    var names: [String] = []
    for index in 0..<marq_embedded_count() {
      let folder = unsafe String(cString: marq_embedded_file(index).folder)
      if !folder.isEmpty, folder != lessonFolder, !names.contains(folder) { names.append(folder) }
    }
    return names
  }

  /// The files of an embedded data set; empty where there is none of the name.
  public static func files(ofDataSet folder: String) -> [(name: String, bytes: [UInt8])] {
    var result: [(name: String, bytes: [UInt8])] = []
    for index in 0..<marq_embedded_count() {
      let file = unsafe marq_embedded_file(index)
      guard unsafe String(cString: file.folder) == folder else { continue }
      let bytes = unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
      result.append((unsafe String(cString: file.name), bytes))
    }
    return result
  }

  /// The lessons that ship, in their order; bytes of the program until one is asked for.
  public static var lessons: [(name: String, bytes: [UInt8])] { files(ofDataSet: lessonFolder) }

  private static let lessonFolder = "lessons"

  /// The language's definition, in EBNF.
  public static var grammar: String { String(decoding: file(named: "marq.ebnf"), as: UTF8.self) }

  /// The bytes of the prelude.
  static var prelude: [UInt8] { file(named: "prelude.marq") }

  /// The bytes of the pages that `help M104` prints.
  public static var errorPages: [UInt8] { file(named: "errors.md") }

  /// The bytes of a file that belongs to no data set.
  private static func file(named name: String) -> [UInt8] {
    files(ofDataSet: "").first { $0.name == name }?.bytes ?? []
  }
}
