internal import Glibc

/// Writing to the terminal: all of it, or nothing more once the terminal is gone.
enum TerminalOutput {
  static func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      // Safe: the pointer covers exactly the bytes of `rest` and is not kept.
      let count = unsafe rest.withUnsafeBytes { bytes in unsafe Glibc.write(1, bytes.baseAddress, bytes.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var descriptor = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&descriptor, 1, 1000)
      } else if errno != EINTR {
        return
      }
    }
  }
}
