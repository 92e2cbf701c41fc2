import Foundation

extension URL {
  /// Sees to it that prompts in this home show hints or, where a test has none of its own, none.
  func writeInit(hints: Bool) throws {
    let folder = appendingPathComponent(".config/marq")
    let file = folder.appendingPathComponent("init.marq")
    if hints {
      try? FileManager.default.removeItem(at: file)
    } else if !FileManager.default.fileExists(atPath: file.path) {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try "set hints off\n".write(to: file, atomically: true, encoding: .utf8)
    }
  }
}
