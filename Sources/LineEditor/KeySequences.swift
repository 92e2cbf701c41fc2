/// The keys that terminals send as escape sequences, and what they do unless `~/.editrc` says otherwise.
///
/// With emacs keys libedit looks the sequences up itself. With vi's it cannot, because there Escape alone means
/// something: a sequence bound in insert mode would make Escape wait for another key. So with vi's keys the editor
/// recognises a sequence by its arriving at once, and hands libedit one C1 control character in its place; nobody can
/// type those.
enum KeySequences {
  struct Key {
    let sequences: [String]
    let command: String
    /// What stands for the key with vi's keys.
    let code: UInt8
  }

  static let keys: [Key] = [
    Key(sequences: ["[A", "OA"], command: "marq-up", code: 0x81),
    Key(sequences: ["[B", "OB"], command: "marq-down", code: 0x82),
    Key(sequences: ["[C", "OC"], command: "marq-right", code: 0x83),
    Key(sequences: ["[D", "OD"], command: "ed-prev-char", code: 0x84),
    Key(sequences: ["[H", "OH", "[1~", "[7~"], command: "marq-line-start", code: 0x85),
    Key(sequences: ["[F", "OF", "[4~", "[8~"], command: "marq-line-end", code: 0x86),
    Key(sequences: ["[3~"], command: "ed-delete-next-char", code: 0x87),
    Key(sequences: ["[1;5D", "[1;3D", "Od"], command: "ed-prev-word", code: 0x88),
    Key(sequences: ["[1;5C", "[1;3C", "Oc"], command: "em-next-word", code: 0x89),
    Key(sequences: [paste], command: "marq-paste", code: 0x8A),
    Key(sequences: ["\r", "\n"], command: "marq-newline", code: 0x8B),
  ]

  /// What a terminal sends before a pasted text, and after it, less the Escape.
  static let paste = "[200~"
  static let pasteEnd = "[201~"

  /// Keys that mean nothing here.
  ///
  /// Unbound, libedit would insert the rest of their sequence as text.
  static let ignored: [String] =
    ["[Z", "[2~", "[5~", "[6~", "[I", "[O", "OP", "OQ", "OR", "OS"]
    + (11...34).map { "[\($0)~" }
    + (2...8).flatMap { modifier in "ABCDFHPQRS".map { "[1;\(modifier)\($0)" } }

  /// What stands for a sequence with vi's keys; nil if it means nothing here.
  static func code(for sequence: String) -> Unicode.Scalar? {
    keys.first { $0.sequences.contains(sequence) }.map { Unicode.Scalar($0.code) }
  }

  /// As libedit's `bind` wants it written: caret and backslash notation for what is not printable.
  static func notation(_ sequence: String) -> String {
    "\\e" + sequence.map { $0 == "\r" ? "\\r" : $0 == "\n" ? "\\n" : String($0) }.joined()
  }
}
