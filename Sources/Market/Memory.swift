internal import CMapping
internal import Glibc

/// A piece of memory that is given back when nothing refers to it any more.
///
/// Written only while its maker alone holds it; afterwards read by any thread.
@safe final class Memory: @unchecked Sendable {
  /// The bytes; `nil` for none at all.
  let start: UnsafeMutableRawPointer?
  /// How many bytes there are.
  let count: Int
  private let kind: Kind

  /// Where the bytes come from.
  private enum Kind { case small, own, file }

  /// Bytes of any content, on a boundary of 64; all zero from `Memory.hugePage` bytes on.
  ///
  /// Throws where the system has not so many.
  init(count: Int) throws(OutOfMemory) {
    precondition(count >= 0, "less than nothing")
    self.count = count
    if count >= Memory.hugePage {
      kind = .own
      let address = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard let address = unsafe address, unsafe address != MAP_FAILED else { throw OutOfMemory(byteCount: count) }
      // A pass over a column meets a page every two megabytes instead of every four kilobytes.
      unsafe madvise(address, count, MADV_HUGEPAGE)
      unsafe self.start = address
    } else {
      kind = .small
      unsafe self.start = count == 0 ? nil : .allocate(byteCount: count, alignment: 64)
    }
  }

  /// The first `count` bytes of a file, which may be closed then; nil where it can't be mapped.
  ///
  /// Pages are read when they are touched first. Another program may write into the file meanwhile or cut it short;
  /// what is gone then reads as zero, and `isChanged` tells. Behind the bytes lies a page of line feeds, so that a loop
  /// which ends at one can't run on.
  init?(mapping descriptor: Int32, count: Int) {
    guard let address = unsafe mapping_open(descriptor, count) else { return nil }
    unsafe self.start = address
    self.count = count
    kind = .file
  }

  /// Whether the mapped file has been changed since.
  var isChanged: Bool {
    guard kind == .file, let start = unsafe start else { return false }
    return unsafe mapping_is_changed(start)
  }

  deinit {
    guard let start = unsafe start else { return }
    switch kind {
    case .small: unsafe start.deallocate()
    case .own: unsafe munmap(start, count)
    case .file: unsafe mapping_close(start, count)
    }
  }

  /// From how many bytes on memory is taken from the system directly, in large pages where it has them.
  static let hugePage = 1 << 21

  /// How many places further on whoever goes to places far apart asks for memory.
  static let placesAhead = 16
}

/// The system has not so much memory.
public struct OutOfMemory: Error, Sendable, Hashable {
  /// How many bytes were asked for at once.
  public let byteCount: Int
}
