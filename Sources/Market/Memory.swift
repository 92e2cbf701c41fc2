internal import Glibc

/// A piece of memory that is given back when nothing refers to it any more.
///
/// Written only while its maker alone holds it; afterwards read by any thread.
@safe final class Memory: @unchecked Sendable {
  /// The bytes; `nil` for none at all.
  let start: UnsafeMutableRawPointer?
  /// How many bytes there are.
  let count: Int
  private let isMapped: Bool

  /// Bytes of any content, on a boundary of 64; all zero from `Memory.hugePage` bytes on.
  init(count: Int) {
    precondition(count >= 0, "less than nothing")
    self.count = count
    self.isMapped = count >= Memory.hugePage
    if isMapped {
      let address = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard let address = unsafe address, unsafe address != MAP_FAILED else {
        fatalError("out of memory: \(count) bytes")
      }
      // A pass over a column meets a page every two megabytes instead of every four kilobytes.
      unsafe madvise(address, count, MADV_HUGEPAGE)
      unsafe self.start = address
    } else {
      unsafe self.start = count == 0 ? nil : .allocate(byteCount: count, alignment: 64)
    }
  }

  /// The first `count` bytes of a file, which may be closed then; nil where it can't be mapped.
  ///
  /// Pages are read when they are touched first. A file that is cut short meanwhile ends the program at that moment, which
  /// is why whoever writes a file should write another one and rename it.
  init?(mapping descriptor: Int32, count: Int) {
    let address = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else { return nil }
    unsafe self.start = address
    self.count = count
    self.isMapped = true
  }

  deinit {
    guard let start = unsafe start else { return }
    if isMapped { unsafe munmap(start, count) } else { unsafe start.deallocate() }
  }

  /// From how many bytes on memory is taken from the system directly, in large pages where it has them.
  static let hugePage = 1 << 21
}
