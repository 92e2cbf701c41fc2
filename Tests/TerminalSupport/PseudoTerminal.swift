public import Glibc

/// A program on a terminal of its own, as a user would see it.
///
/// What the program writes goes to a ``TerminalScreen``. Tests wait for a screen, never for a time.
@safe public final class PseudoTerminal {
  /// Why a terminal or its program could not be had.
  public struct Failure: Error {
    /// What was attempted.
    public let step: String
    /// The system's error number.
    public let number: Int32

    /// A failed step and the system's error number.
    public init(step: String, number: Int32) {
      self.step = step
      self.number = number
    }
  }

  /// What the terminal shows.
  public private(set) var screen: TerminalScreen
  /// The program's process.
  public let process: pid_t

  private let master: Int32
  private var status: Int32?
  /// TIOCSPTLCK, TIOCGPTN and POSIX_SPAWN_SETSID, which the importer leaves out.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private static let newSession: Int32 = 0x80
  /// Machines are slow at times, and a test that passes never waits this long.
  private static let patience = Duration.seconds(60)

  /// Starts a program with exactly this environment, as leader of a session whose terminal this is.
  public init(
    executable: String, arguments: [String] = [], environment: [String: String] = [:], columns: Int = 80,
    rows: Int = 24
  ) throws {
    screen = TerminalScreen(columns: columns, rows: rows)
    // What posix_openpt, unlockpt and ptsname do on Linux; Swift's Glibc does not have them.
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
    var locked: Int32 = 0
    var number: UInt32 = 0
    guard master >= 0, unsafe ioctl(master, PseudoTerminal.setLock, &locked) == 0,
      unsafe ioctl(master, PseudoTerminal.getNumber, &number) == 0
    else { throw Failure(step: "open a pseudo-terminal", number: errno) }
    PseudoTerminal.setSize(of: master, columns: columns, rows: rows)
    process = try PseudoTerminal.spawn(
      executable, [executable] + arguments, environment.map { "\($0.key)=\($0.value)" },
      terminal: "/dev/pts/\(number)")
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(master)
  }

  /// Types bytes, taking in what the program writes meanwhile, so that neither waits for the other.
  public func send(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let ready = wait(for: Int16(POLLIN | POLLOUT), milliseconds: 1000)
      if ready & Int16(POLLIN) != 0 { receive() }
      if ready & Int16(POLLOUT) != 0 {
        // Safe: the pointer covers exactly the bytes of `rest` and is not kept.
        let count = unsafe rest.withUnsafeBytes { unsafe write(master, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) }
      }
      if ready & Int16(POLLHUP | POLLERR) != 0 { return }
    }
  }

  /// Changes the size of the window, which the program is told by a signal.
  public func resize(columns: Int, rows: Int) {
    screen.resize(columns: columns, rows: rows)
    PseudoTerminal.setSize(of: master, columns: columns, rows: rows)
  }

  /// Sends a signal to the program.
  public func signal(_ number: Int32) { kill(process, number) }

  /// Waits until the screen is as asked; false if that does not happen.
  public func waitUntil(_ condition: (TerminalScreen) -> Bool) -> Bool {
    let deadline = ContinuousClock.now + PseudoTerminal.patience
    while !condition(screen) {
      guard ContinuousClock.now < deadline else { return false }
      let ready = wait(for: Int16(POLLIN), milliseconds: 100)
      if ready & Int16(POLLIN) != 0 {
        receive()
      } else if ready & Int16(POLLHUP | POLLERR) != 0 {
        return condition(screen)
      }
    }
    return true
  }

  /// Waits until the screen shows a text in one of its rows.
  public func waitFor(_ text: String) -> Bool {
    waitUntil { $0.rows.contains { row in row.firstRange(of: text) != nil } }
  }

  /// Waits until the program has ended, and returns its exit status; nil if a signal ended it or it does not end.
  public func waitForExit() -> Int32? {
    let deadline = ContinuousClock.now + PseudoTerminal.patience
    while ContinuousClock.now < deadline {
      if wait(for: Int16(POLLIN), milliseconds: 10) & Int16(POLLIN) != 0 { receive() }
      var value: Int32 = 0
      if unsafe waitpid(process, &value, WNOHANG) == process {
        status = value
        return value & 0x7F == 0 ? (value >> 8) & 0xFF : nil
      }
    }
    return nil
  }

  /// Whether the terminal is in the mode in which it edits lines itself and echoes them.
  public var isCooked: Bool {
    var modes = termios()
    return unsafe tcgetattr(master, &modes) == 0 && modes.c_lflag & tcflag_t(ICANON | ECHO) == tcflag_t(ICANON | ECHO)
  }

  private func wait(for events: Int16, milliseconds: Int32) -> Int16 {
    var descriptor = pollfd(fd: master, events: events, revents: 0)
    return unsafe poll(&descriptor, 1, milliseconds) > 0 ? descriptor.revents : 0
  }

  private func receive() {
    var bytes = [UInt8](repeating: 0, count: 65536)
    // Safe: the pointer covers exactly the array and is not kept.
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(master, $0.baseAddress, $0.count) }
    if count > 0 { screen.feed(bytes[..<count]) }
  }

  private static func setSize(of descriptor: Int32, columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  private static func spawn(
    _ executable: String, _ arguments: [String], _ environment: [String], terminal: String
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a new session opens becomes its controlling terminal.
    unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var everySignal = sigset_t()
    unsafe sigfillset(&everySignal)
    var noSignal = sigset_t()
    unsafe sigemptyset(&noSignal)
    unsafe posix_spawnattr_setsigdefault(&attributes, &everySignal)
    unsafe posix_spawnattr_setsigmask(&attributes, &noSignal)
    let flags = newSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    // Safe: the copies live until the call is over.
    var argumentPointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var environmentPointers = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe argumentPointers.forEach { unsafe free($0) }
      unsafe environmentPointers.forEach { unsafe free($0) }
    }
    var child: pid_t = 0
    let error = unsafe posix_spawn(
      &child, executable, &actions, &attributes, &argumentPointers, &environmentPointers)
    guard error == 0 else { throw Failure(step: "start \(executable)", number: error) }
    return child
  }

  /// A program built beside the running tests.
  public static func builtProgram(_ name: String) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path[..<(path.lastIndex(of: "/") ?? path.startIndex)] + "/" + name
  }
}
