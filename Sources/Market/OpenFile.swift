internal import Glibc

/// A file that is open for reading.
struct OpenFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// How many bytes it has; 0 for what is no regular file.
  private let size: Int

  /// Opens a file.
  init(_ path: String) throws(DataError) {
    var descriptor: Int32
    repeat { descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC) } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { throw DataError(.unreadable(SystemReason(errno)), file: path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let reason = SystemReason(errno)
      close(descriptor)
      throw DataError(.unreadable(reason), file: path)
    }
    self.path = path
    self.descriptor = descriptor
    self.size = status.st_mode & S_IFMT == S_IFREG ? max(0, Int(status.st_size)) : 0
  }

  deinit { close(descriptor) }

  /// The file's bytes: mapped where it is large, else a copy. See `Column.isChanged`.
  func bytes() throws(DataError) -> Column<UInt8> {
    guard size >= OpenFile.mappedSize else { return Column(try smallCopy()) }
    if let memory = Memory(mapping: descriptor, count: size) { return Column(memory, count: size) }
    return try largeCopy()
  }

  /// The bytes of a large file that can't be mapped.
  private func largeCopy() throws(DataError) -> Column<UInt8> {
    let column = try MutableColumn<UInt8>(count: size, file: path)
    var filled = 0
    while filled < size {
      let count = unsafe Glibc.read(descriptor, column.values.baseAddress! + filled, size - filled)
      if count == 0 { throw DataError(.changedMeanwhile, file: path) }
      if count < 0, errno != EINTR { throw DataError(.unreadable(SystemReason(errno)), file: path) }
      filled += max(0, count)
    }
    return column.finished()
  }

  private func smallCopy() throws(DataError) -> [UInt8] {
    // One byte more than the file has, so that its end is met without growing.
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var filled = 0
    while true {
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(1 << 16, filled / 2))) }
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw DataError(.unreadable(SystemReason(errno)), file: path)
      }
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// From how many bytes on a file is mapped: below, its pages would cost more than its copy.
  private static let mappedSize = 1 << 22
}
