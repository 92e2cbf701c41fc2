internal import Glibc

/// A file that takes the place of another one only when it is whole.
///
/// It is written beside its target under a name of its own and renamed at the end, so that whoever has the old file open
/// or mapped keeps it, and a failure leaves it as it was. What is no regular file, as a pipe, is written directly.
public struct NewFile: ~Copyable {
  private let descriptor: Int32

  /// Writes a file with the given bytes.
  public static func write(_ path: String, _ bytes: [UInt8]) throws(DataError) {
    try write(path) { file throws(SystemReason) in try file.write(bytes.span, at: 0) }
  }

  /// Writes a file with the texts that `pieces` hands out, one behind the other; it may do so on any thread, but on one at a time.
  public static func write(_ path: String, pieces: ((String) -> Void) -> Void) throws(DataError) {
    try write(path) { file throws(SystemReason) in
      var offset = 0
      var fault: SystemReason?
      pieces { text in
        // What comes behind a failure has no place.
        guard fault == nil else { return }
        let bytes = Array(text.utf8)
        do throws(SystemReason) { try file.write(bytes.span, at: offset) } catch { fault = error }
        offset += bytes.count
      }
      if let fault { throw fault }
    }
  }

  /// Writes a file by `body`; where that fails, there is no new file.
  static func write(
    _ path: String, _ body: (borrowing NewFile) throws(SystemReason) -> Void
  ) throws(DataError) {
    do throws(SystemReason) {
      // A path with a zero byte would be cut there, and another file would be written.
      guard !path.utf8.contains(0) else { throw SystemReason(ENOENT) }
      var status = stat()
      let isThere = unsafe stat(path, &status) == 0
      if isThere, status.st_mode & S_IFMT == S_IFDIR { throw SystemReason(EISDIR) }
      if isThere, status.st_mode & S_IFMT != S_IFREG {
        try NewFile(path, O_WRONLY, mode: 0).finish(body)
      } else {
        try replace(resolved(path), mode: isThere ? status.st_mode & 0o777 : nil, body)
      }
    } catch {
      throw DataError(.unwritable(error), file: path)
    }
  }

  private static func replace(
    _ path: String, mode: mode_t?, _ body: (borrowing NewFile) throws(SystemReason) -> Void
  ) throws(SystemReason) {
    let temporary = "\(path).\(getpid()).part"
    let file = try NewFile(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o666)
    do throws(SystemReason) {
      if let mode, fchmod(file.descriptor, mode) != 0 { throw SystemReason(errno) }
      try file.finish(body)
      guard unsafe rename(temporary, path) == 0 else { throw SystemReason(errno) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
  }

  /// The file that a link leads to, so that the link stays; the path itself where nothing is there.
  private static func resolved(_ path: String) -> String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  private init(_ path: String, _ flags: Int32, mode: mode_t) throws(SystemReason) {
    var descriptor: Int32
    repeat { descriptor = unsafe open(path, flags | O_CLOEXEC, mode) } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { throw SystemReason(errno) }
    self.descriptor = descriptor
  }

  /// Writes by `body`, waits until the bytes are kept and closes the file.
  private consuming func finish(
    _ body: (borrowing NewFile) throws(SystemReason) -> Void
  ) throws(SystemReason) {
    do throws(SystemReason) {
      try body(self)
      // Pipes and the like have nothing to keep.
      if fdatasync(descriptor) != 0, errno != EINVAL, errno != EROFS, errno != ENOTSUP { throw SystemReason(errno) }
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw SystemReason(errno) }
  }

  /// Makes the file so many bytes long; those that are not written are zero.
  func setLength(_ count: Int) throws(SystemReason) {
    guard ftruncate(descriptor, off_t(count)) == 0 || errno == EINVAL else { throw SystemReason(errno) }
  }

  /// Writes bytes at an offset; at the end so far where the file has no places, as a pipe.
  func write(_ bytes: Span<UInt8>, at offset: Int) throws(SystemReason) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBufferPointer { buffer in
        let rest = unsafe UnsafeBufferPointer(rebasing: buffer[written...])
        let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
        return unsafe count < 0 && errno == ESPIPE ? Glibc.write(descriptor, rest.baseAddress, rest.count) : count
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemReason(errno)
      }
      written += count
    }
  }
}
