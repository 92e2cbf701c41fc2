internal import CEmbedded
public import Market

/// The files that are part of the program: the prelude, the grammar, the lessons and the data sets that come with it.
public enum EmbeddedFiles {
  private static let lessonFolder = "lessons"
  private static let marketFolder = "markets"

  /// The names of the embedded data sets, as `load` takes them.
  public static var dataSetNames: [String] { unsafe files(in: marketFolder).map { unsafe String(cString: $0.name) } }

  /// The market file of an embedded data set, where it lies in the program; nil where there is none of the name.
  public static func market(named name: String) -> Column<UInt8>? {
    guard let file = unsafe marq_embedded_find(marketFolder, name) else { return nil }
    return unsafe Column(constant: UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.count))
  }

  /// The lessons that ship, in their order; bytes of the program until one is asked for.
  public static var lessons: [(name: String, bytes: [UInt8])] {
    unsafe files(in: lessonFolder).map { unsafe (String(cString: $0.name), bytes(of: $0)) }
  }

  /// The language's definition, in EBNF.
  public static var grammar: String { String(decoding: file(named: "marq.ebnf"), as: UTF8.self) }

  /// The bytes of the prelude.
  static var prelude: [UInt8] { file(named: "prelude.marq") }

  /// The bytes of the pages that `help M104` prints.
  public static var errorPages: [UInt8] { file(named: "errors.md") }

  /// The bytes of a file in no folder.
  private static func file(named name: String) -> [UInt8] {
    unsafe marq_embedded_find("", name).map { unsafe bytes(of: $0.pointee) } ?? []
  }

  private static func files(in folder: String) -> [marq_embedded_file] {
    unsafe (0..<marq_embedded_count()).map { unsafe marq_embedded_file($0).pointee }.filter {
      unsafe String(cString: $0.folder) == folder
    }
  }

  private static func bytes(of file: marq_embedded_file) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
