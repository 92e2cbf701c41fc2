internal import Language

/// What ClickHouse says instead of an answer: `Code: 241, e.displayText() = DB::Exception: Memory limit …`.
///
/// It may come with any status, and behind a 200 where it began to answer.
struct ServerMessage {
  let code: Int
  let text: String

  /// Whether a body is a message, or ends in one.
  static func isOne(_ body: [UInt8]) -> Bool { ServerMessage(body) != nil }

  init?(_ body: [UInt8]) {
    // A message stands at the end; what stands before it was an answer that broke off.
    let tail = String(decoding: body.suffix(1 << 16), as: UTF8.self)
    guard
      let place = tail.ranges(of: "Code: ").last(where: { range in
        let before = tail[..<range.lowerBound].last
        return (before == nil || before == "\n") && tail[range.upperBound...].contains("DB::Exception")
      })
    else { return nil }
    let rest = tail[place.upperBound...]
    guard let code = Int(rest.prefix { $0.isNumber }), code > 0 else { return nil }
    self.code = code
    var words = rest[...]
    if let start = words.firstRange(of: "DB::Exception: ") { words = words[start.upperBound...] }
    for end in [", e.what() =", ": While executing", " (version ", "Stack trace"] {
      if let place = words.firstRange(of: end) { words = words[..<place.lowerBound] }
    }
    let line = words.split { $0.isNewline }.first.map { String($0) } ?? ""
    text = line.count > 200 ? "\(line.prefix(200))…" : line
  }

  /// The one clear error.
  func fault(at address: Address, _ place: Address.Server) -> ServerFault {
    let server = place.description
    func failed(_ reason: String, _ help: String) -> ServerFault {
      ServerFault(.serverFailed(server: server, reason: reason, help: help))
    }
    switch code {
    case 192, 193, 194, 195, 516:
      return ServerFault(
        .serverRefused(
          server: server, reason: "it does not let \(address.user) in",
          help: "set MARQ_PASSWORD to the password, or see how the user is spelt"))
    case 291, 497, 164:
      return ServerFault(
        .serverRefused(
          server: server, reason: "\(address.user) may not do this there: \(text)",
          help: "ask whoever runs it for leave to read, and to make temporary tables"))
    case 81: return failed("there is no database \(address.database)", "see how it is spelt, or create it")
    case 60:
      return failed(
        "there is no whole market in the database \(address.database): \(text)",
        "save market into \"\(address.description)\" puts one there")
    case 241, 173:
      return failed(
        "it has not enough memory for this", "ask about fewer companies or days, or whoever runs it for more memory")
    case 159, 160:
      return failed(
        "it took longer than is allowed", "ask about less, or give it longer: ?timeout=\(2 * address.timeout)")
    case 158, 307, 396: return failed("this reads more than it allows: \(text)", "ask about fewer companies or days")
    case 279, 210, 209, 203, 32, 198, 519:
      return failed(
        "it does not reach another node of the cluster, so that the answer would lack its companies",
        "ask again when the node is back; a part of an answer is never shown")
    case 394: return failed("somebody stopped the statement there", "ask again")
    case 202: return failed("it is at work for too many others", "ask again later")
    default: return failed("\(text) (code \(code))", "the statement is shown by sql in front of the question")
    }
  }
}
