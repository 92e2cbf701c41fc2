internal import CLineEditor

/// The line being edited, as libedit holds it.
///
/// All use of libedit's handle is in this file.
@safe final class EditBuffer {
  /// What a key of ours leads to.
  enum Outcome { case goOn, submit, end }

  private let handle: OpaquePointer

  /// Nil if libedit does not start.
  ///
  /// The editor must outlive the buffer, and owns it.
  init?(program: String, editor: LineEditor) {
    // Safe: the callbacks run only inside `run`, which the editor calls, so the unretained editor is alive in them.
    let context = unsafe Unmanaged.passUnretained(editor).toOpaque()
    let opened = unsafe cle_open(
      program, context,
      { context, scalar in
        guard let next = unsafe Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue().nextKey() else {
          return -1
        }
        unsafe scalar.pointee = next.value
        return 1
      },
      { context, action in
        let editor = unsafe Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
        guard let action = Action(rawValue: action) else { return Int32(CLE_GO_ON.rawValue) }
        return switch editor.perform(action) {
        case .goOn: Int32(CLE_GO_ON.rawValue)
        case .submit: Int32(CLE_SUBMIT.rawValue)
        case .end: Int32(CLE_END.rawValue)
        }
      })
    guard let opened = unsafe opened else { return nil }
    unsafe handle = opened
  }

  deinit { unsafe cle_close(handle) }

  /// Edits until a key or the end of input says stop.
  func run() { unsafe cle_run(handle) }

  /// Puts the terminal into editing mode or back.
  func prepareTerminal(editing: Bool) { unsafe cle_prepare_terminal(handle, editing) }

  /// Whether the keys are vi's.
  var isVi: Bool { unsafe cle_is_vi(handle) }

  func bind(_ key: String, _ command: String) { unsafe cle_bind_main(handle, key, command) }
  func bindInCommandMode(_ key: String, _ command: String) { unsafe cle_bind_alternate(handle, key, command) }
  func readConfiguration() { unsafe cle_source(handle) }

  /// The text and the cursor, in scalars.
  var contents: (scalars: [Unicode.Scalar], cursor: Int) {
    var count = 0
    var cursor = 0
    let line = unsafe cle_line(handle, &count, &cursor)
    // Safe: libedit vouches for `count` scalars, and they are copied before anything changes the buffer.
    let values = unsafe UnsafeBufferPointer(start: line, count: count)
    return (unsafe values.map { Unicode.Scalar($0) ?? "\u{FFFD}" }, cursor)
  }

  func insert(_ scalars: some Sequence<Unicode.Scalar>) {
    let text = EditBuffer.terminated(scalars)
    if text.count > 1 { _ = unsafe cle_insert(handle, text) }
  }

  func deleteBefore(_ count: Int) { unsafe cle_delete_before(handle, Int32(clamping: count)) }

  func move(by distance: Int) { unsafe cle_move(handle, Int32(clamping: distance)) }

  func moveToEnd() { move(by: contents.scalars.count) }

  /// Puts another text in place of all there is, with the cursor at its end.
  func replaceAll(with scalars: some Sequence<Unicode.Scalar>) {
    moveToEnd()
    deleteBefore(contents.scalars.count)
    insert(scalars)
  }

  /// Adds to what libedit's own search commands look through.
  func remember(_ entry: String) {
    unsafe cle_remember(handle, EditBuffer.terminated(entry.unicodeScalars))
  }

  private static func terminated(_ scalars: some Sequence<Unicode.Scalar>) -> [UInt32] {
    var values = scalars.map(\.value)
    values.removeAll { $0 == 0 }
    values.append(0)
    return values
  }
}
