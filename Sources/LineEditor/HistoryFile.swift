internal import Glibc

/// The history file: appended to and shortened under a lock, so that sessions side by side lose nothing.
struct HistoryFile {
  /// Why the file could not be used.
  struct Failure: Error, Equatable {
    let message: String
  }

  let path: String

  /// The last entries of the file; none if there is no file yet.
  ///
  /// A file with more than twice as many is replaced by one with just these.
  func load(countMax: Int) throws(Failure) -> [String] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 {
      if errno == ENOENT { return [] }
      throw failure("read")
    }
    defer { close(descriptor) }
    guard HistoryFile.isRegular(descriptor) else { throw Failure(message: "history \(path) is not a file") }
    let lines = HistoryFile.lines(of: try contents(of: descriptor))
    if lines.count > 2 * countMax { try shorten(countMax: countMax) }
    return lines.suffix(countMax).map(HistoryLine.decode)
  }

  /// Adds an entry at the end, creating the file and its folders if need be.
  func append(_ entry: String) throws(Failure) {
    let descriptor = try openLocked(creating: true)
    defer { close(descriptor) }
    // A session that died in the middle of a write left a line without its end; ours must not continue it.
    let missing: [UInt8] = HistoryFile.endsInLine(descriptor) ? [] : [UInt8(ascii: "\n")]
    try write(missing + HistoryLine.encode(entry), to: descriptor)
  }

  private func shorten(countMax: Int) throws(Failure) {
    let descriptor = try openLocked(creating: false)
    defer { close(descriptor) }
    // Read again: others may have appended, or shortened it already, before the lock was ours.
    let lines = HistoryFile.lines(of: try contents(of: descriptor))
    guard lines.count > 2 * countMax else { return }
    // The target of a link is what is replaced, not the link.
    let target = HistoryFile.resolved(path) ?? path
    let temporary = "\(target).\(getpid()).tmp"
    let output = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard output >= 0 else { throw failure("shorten") }
    do throws(Failure) {
      defer { close(output) }
      try write(lines.suffix(countMax).flatMap { Array($0) + [UInt8(ascii: "\n")] }, to: output)
      guard fsync(output) == 0 else { throw failure("shorten") }
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
    guard unsafe rename(temporary, target) == 0 else { throw failure("shorten") }
  }

  /// Opens the file and locks it.
  ///
  /// Another session may replace the file between the two, so it is looked at again.
  private func openLocked(creating: Bool) throws(Failure) -> Int32 {
    if creating { HistoryFile.makeFolders(above: path) }
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK | (creating ? O_CREAT : 0)
    for _ in 0..<100 {
      let descriptor = unsafe open(path, flags, 0o600)
      guard descriptor >= 0 else { throw failure("write") }
      if HistoryFile.isRegular(descriptor) && HistoryFile.lock(descriptor) {
        if isCurrent(descriptor) { return descriptor }
        close(descriptor)
      } else {
        close(descriptor)
        throw Failure(message: "history \(path) is locked or not a file")
      }
    }
    throw Failure(message: "history \(path) keeps being replaced")
  }

  /// Waits some seconds for the lock; a session that was stopped while it held it must not stop all others.
  private static func lock(_ descriptor: Int32) -> Bool {
    for _ in 0..<1000 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      usleep(5000)
    }
    return false
  }

  private func isCurrent(_ descriptor: Int32) -> Bool {
    var opened = stat()
    var named = stat()
    guard unsafe fstat(descriptor, &opened) == 0, unsafe stat(path, &named) == 0 else { return false }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  private static func isRegular(_ descriptor: Int32) -> Bool {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func endsInLine(_ descriptor: Int32) -> Bool {
    let size = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0
    guard size > 0, unsafe pread(descriptor, &last, 1, size - 1) == 1 else { return true }
    return last == UInt8(ascii: "\n")
  }

  private static func resolved(_ path: String) -> String? {
    // Safe: realpath allocates the name, which is copied and freed here.
    guard let name = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(name) }
    return unsafe String(cString: name)
  }

  private static func makeFolders(above path: String) {
    for index in path.indices.dropFirst() where path[index] == "/" {
      // A folder that cannot be made shows when the file is opened.
      _ = unsafe mkdir(String(path[..<index]), 0o700)
    }
  }

  private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "\n"))
  }

  private func contents(of descriptor: Int32) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      // Safe: the pointer covers exactly the chunk and is not kept.
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(bytes.count))
      }
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw failure("read")
      }
    }
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // Safe: the pointer covers exactly the bytes of `rest` and is not kept.
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw failure("write")
      }
    }
  }

  private func failure(_ verb: String) -> Failure {
    // Safe: the message is copied before anything else can change it.
    let reason = unsafe String(cString: strerror(errno))
    return Failure(message: "cannot \(verb) history \(path): \(reason)")
  }
}
