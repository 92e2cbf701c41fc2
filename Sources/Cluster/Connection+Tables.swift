internal import Language
internal import SQL

extension Connection {
  /// The rows of a statement, all of them or none.
  func table(
    _ statement: String, columnCount: Int, in conversation: Conversation? = nil, isNew: Bool = true
  ) throws(ServerFault) -> TableText {
    let bytes = try ask(
      statement + "\nFORMAT TabSeparatedWithNamesAndTypes", in: conversation, isNew: isNew)
    if let table = TableText(bytes, columnCount: columnCount) { return table }
    // It began to answer, and could not go on.
    if let message = ServerMessage(bytes) { throw message.fault(at: address, server) }
    throw ServerFault(
      .answerBroken(server: server.description, reason: "its answer ends in the middle, or is not what was asked for"))
  }

  /// Does something that has no answer.
  func perform(
    _ statement: String, in conversation: Conversation? = nil, body: [UInt8]? = nil, _ kind: Kind = .write,
    isNew: Bool = true
  ) throws(ServerFault) {
    let bytes = try ask(statement, in: conversation, kind, body: body, isNew: isNew)
    if bytes.allSatisfy({ $0 == 0x0A || $0 == 0x20 }) { return }
    if let message = ServerMessage(bytes) { throw message.fault(at: address, server) }
    throw ServerFault(.answerBroken(server: server.description, reason: "it answers where nothing was asked"))
  }

  /// The rows of the last of some statements. Their tables live as long as the conversation.
  func table(_ script: SQLScript, columnCount: Int) throws(ServerFault) -> TableText {
    if script.steps.isEmpty { return try table(script.last, columnCount: columnCount) }
    let conversation = Conversation()
    // Sessions of old versions begin in a database of their own.
    try perform("USE \(Connection.identifier(address.database))", in: conversation, .read)
    // Of a table that is made they take what the session says, and not what comes with the statement.
    try perform("SET join_use_nulls = 1", in: conversation, .read, isNew: false)
    for step in script.steps { try perform(step, in: conversation, .read, isNew: false) }
    return try table(script.last, columnCount: columnCount, in: conversation, isNew: false)
  }

  /// A name in a statement, whatever is in it.
  static func identifier(_ name: String) -> String {
    var text = "`"
    for scalar in name.unicodeScalars {
      if scalar == "`" || scalar == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text + "`"
  }
}
