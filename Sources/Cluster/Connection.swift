internal import CHTTP
internal import Glibc
internal import Language
package import Market

/// A way to a server of ClickHouse, over HTTP.
///
/// Whoever waits sees how far a statement is, and can stop it: it is then killed on the server.
package final class Connection {
  package let address: Address
  /// The one of the address's servers that is asked.
  let server: Address.Server
  private let password: String?
  let interruption: Interruption
  private let client: HTTPClient
  /// What kills the last statement that was stopped, while it is on its way.
  private var killing: HTTPExchange?
  /// Whether what is asked is done whatever is wished meanwhile: tidying up.
  var isTidying = false

  /// Nothing is sent yet. Throws where there is nothing to connect with, or the password can't be sent.
  package init(
    _ address: Address, server number: Int = 0, password: String?, interruption: Interruption
  ) throws(ServerFault) {
    self.address = address
    server = address.servers[number]
    self.interruption = interruption
    if let password, password.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw ServerFault(
        .addressFault(reason: "the password has a sign in it that can't be sent", help: "write it on one line"))
    }
    self.password = password
    do throws(HTTPMissing) {
      client = try HTTPClient()
    } catch {
      throw ServerFault(
        .serverNotReached(
          server: server.description, reason: "there is no libcurl to connect with (\(error.reason))",
          help: "install it: libcurl4 on Debian and Ubuntu, libcurl on Fedora"))
    }
  }

  /// What statements of one question share, its temporary tables among it.
  package struct Conversation {
    let name: String

    package init() { name = "marq-\(Connection.randomName())" }
  }

  /// What a statement does on the server, which decides whether it may be sent again.
  package enum Kind {
    /// It reads, and may be sent again where it was not heard.
    case read
    /// It changes something.
    case write
  }

  /// The bytes that a server answers to a statement. `body` are the rows of an INSERT.
  package func ask(
    _ statement: String, in conversation: Conversation? = nil, _ kind: Kind = .read, body: [UInt8]? = nil,
    isNew: Bool = true
  ) throws(ServerFault) -> [UInt8] {
    var attempts = 0
    while true {
      let fault: ServerFault
      do throws(ServerFault) {
        return try askOnce(statement, in: conversation, kind, body: body, isFresh: isNew || kind == .write)
      } catch {
        fault = error
      }
      attempts += 1
      // What was never heard can be said again.
      guard kind == .read, attempts < 3, fault.isUnheard, !interruption.isRequested else { throw fault }
      client.wait(milliseconds: 100 * attempts)
      pause(milliseconds: 100 * attempts)
    }
  }

  private func askOnce(
    _ statement: String, in conversation: Conversation?, _ kind: Kind, body: [UInt8]?, isFresh: Bool
  ) throws(ServerFault) -> [UInt8] {
    let name = "marq-\(Connection.randomName())"
    var settings = [
      ("join_use_nulls", "1"), ("database", address.database), ("query_id", name), ("wait_end_of_query", "1"),
      ("skip_unavailable_shards", "0"),
      ("max_execution_time", "\(address.timeout)"),
    ]
    if let conversation { settings += [("session_id", conversation.name), ("session_timeout", "60")] }
    if kind == .write { settings.append(("insert_distributed_sync", "1")) }
    if body != nil { settings.append(("query", statement)) }
    guard let exchange = begin(body ?? Array(statement.utf8), settings, isFresh: isFresh) else {
      throw ServerFault(.serverNotReached(server: server.description, reason: "out of memory", help: "free some"))
    }
    try wait(for: exchange, named: name)
    guard exchange.code == .well else { throw lost(exchange) }
    let answer = exchange.body
    if exchange.status == 200, exchange.isDelimited, !ServerMessage.isOne(answer) { return answer }
    if let message = ServerMessage(answer) { throw message.fault(at: address, server) }
    if exchange.status == 200, !exchange.isDelimited {
      throw ServerFault(.answerBroken(server: server.description, reason: "its answer does not say where it ends"))
    }
    throw ServerFault(
      .serverNotReached(
        server: server.description, reason: "it answers with the status \(exchange.status), as ClickHouse does not",
        help: "see that the port is that of ClickHouse's HTTP interface, mostly 8123 or 8443"))
  }

  private func begin(
    _ body: [UInt8], _ settings: [(name: String, value: String)], isFresh: Bool
  ) -> HTTPExchange? {
    // No waiting for leave to send, which some servers never give.
    var headers = ["X-ClickHouse-User: \(address.user)", "Content-Type: application/octet-stream", "Expect:"]
    if let password, !password.isEmpty { headers.append("X-ClickHouse-Key: \(password)") }
    return client.post(
      body, to: address.url(server, settings), headers: headers, authorities: address.authorities, isFresh: isFresh)
  }

  // MARK: - Waiting

  /// How long a server may say nothing at all, not even how far it is, in seconds.
  private static let patience = 20.0

  /// Waits until a request is over, tells how far it is, and kills it where it is not wanted any more.
  private func wait(for exchange: HTTPExchange, named name: String) throws(ServerFault) {
    let begin = Connection.seconds
    var lastWord = begin
    var lastLook = begin
    var look: HTTPExchange?
    interruption.passes.begin(100)
    var told = 0
    while !exchange.isOver {
      client.wait(milliseconds: 20)
      if interruption.isRequested, !isTidying {
        kill(name)
        throw ServerFault(.interrupted)
      }
      let now = Connection.seconds
      if let own = look, own.isOver {
        if own.code == .well { lastWord = now }
        let percent = own.code == .well && own.status == 200 ? Connection.percent(own.body) : 0
        if percent > told {
          interruption.passes.advance(by: percent - told)
          told = percent
        }
        look = nil
        lastLook = now
      } else if look == nil, now - lastLook > 0.3 {
        // Old versions say nothing of how far a statement is unless they are asked, and new ones answer the same question.
        look = self.begin(
          Array(
            "SELECT read_rows, total_rows_approx FROM system.processes WHERE query_id = '\(name)' FORMAT TabSeparated"
              .utf8
          ), [("database", "system")], isFresh: false)
      }
      if now - lastWord > Connection.patience || now - begin > Double(address.timeout + 10) {
        kill(name)
        throw ServerFault(
          .serverNotReached(
            server: server.description,
            reason:
              "it has not answered for \(Int(now - lastWord > Connection.patience ? now - lastWord : now - begin)) seconds",
            help: "ask again later, or give it longer: ?timeout=\(2 * address.timeout)"))
      }
    }
  }

  /// Kills a statement; where the server is far, that it was told is not waited for.
  private func kill(_ name: String) {
    killing = begin(
      Array("KILL QUERY WHERE query_id = '\(name)' ASYNC".utf8), [("database", "system")], isFresh: true)
    let begin = Connection.seconds
    while let killing, !killing.isOver, Connection.seconds - begin < 0.06 { client.wait(milliseconds: 10) }
  }

  /// `3	10`: rows read and rows to read, in percent.
  private static func percent(_ answer: [UInt8]) -> Int {
    let fields = String(decoding: answer, as: UTF8.self).split { $0 == "\t" || $0 == "\n" }.compactMap { Double($0) }
    guard fields.count >= 2, fields[1] > 0 else { return 0 }
    return Int(min(100, 100 * fields[0] / fields[1]))
  }

  private func pause(milliseconds: Int) {
    let end = Connection.seconds + Double(milliseconds) / 1000
    while Connection.seconds < end, !interruption.isRequested { usleep(10_000) }
  }

  private static var seconds: Double {
    var time = timespec()
    // Safe: the time is written to at once.
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// A name that nobody else has.
  private static func randomName() -> String {
    var generator = SystemRandomNumberGenerator()
    return String(generator.next() as UInt64, radix: 36) + String(generator.next() as UInt64, radix: 36)
  }

  // MARK: - What went wrong on the way

  private func lost(_ exchange: HTTPExchange) -> ServerFault {
    let server = self.server.description
    switch exchange.code {
    case .hostUnknown:
      return ServerFault(
        .serverNotReached(
          server: server, reason: "nobody knows the host \(self.server.host)", help: "see how it is spelt"))
    case .notConnected:
      return ServerFault(
        .serverNotReached(
          server: server, reason: "nothing answers there",
          help: "see that the server runs, and that the port is its own"),
        isUnheard: true)
    case .timedOut:
      return ServerFault(
        .serverNotReached(
          server: server, reason: "it did not answer in time", help: "see whether a firewall stands between"))
    case .secureFailed, .certificateRefused, .authoritiesMissing:
      return ServerFault(
        .serverNotReached(
          server: server, reason: "no safe connection came about: \(exchange.reason)",
          help: "clickhouses:// needs a server with TLS; name its authority with ?ca=file, or write clickhouse://"))
    case .writeFailed:
      return ServerFault(.answerBroken(server: server, reason: "its answer does not fit into this machine's memory"))
    case .nothingCame, .receiveFailed, .sendFailed, .partial:
      return ServerFault(
        .answerBroken(server: server, reason: "the connection was cut before its answer was whole"))
    default: return ServerFault(.answerBroken(server: server, reason: exchange.reason))
    }
  }
}
