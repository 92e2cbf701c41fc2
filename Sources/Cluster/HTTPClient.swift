internal import CHTTP
internal import Glibc

/// Requests over HTTP, several at a time, all of them on one thread.
@safe final class HTTPClient {
  // Safe: made here and never handed out.
  private let client: OpaquePointer

  /// A client without connections. Throws where there is no library that could make one.
  init() throws(HTTPMissing) {
    var reason: UnsafePointer<CChar>?
    guard let client = unsafe http_client_make(&reason) else {
      throw HTTPMissing(reason: unsafe reason.map { unsafe String(cString: $0) } ?? "out of memory")
    }
    unsafe self.client = client
  }

  // Exchanges hold their client, so that none is left.
  deinit { unsafe http_client_free(client) }

  /// Begins to post some bytes.
  ///
  /// With `isFresh` on a connection of its own: a server may close one that waits at any time, and what was sent just then would
  /// be sent again.
  func post(
    _ body: [UInt8], to url: String, headers: [String], authorities: String?, isFresh: Bool
  ) -> HTTPExchange? {
    let lines = unsafe headers.map { unsafe strdup($0) }
    defer { unsafe lines.forEach { unsafe free($0) } }
    let exchange = unsafe lines.map { unsafe UnsafePointer($0) }.withUnsafeBufferPointer { lines in
      unsafe body.withUnsafeBytes { body in
        unsafe http_begin(
          client, url, lines.baseAddress, lines.count, body.baseAddress, body.count, authorities, 10_000, isFresh)
      }
    }
    return unsafe exchange.map { unsafe HTTPExchange($0, of: self) }
  }

  /// Lets all that was begun go on, for at most so long where there is nothing to do.
  func wait(milliseconds: Int) { unsafe http_wait(client, Int32(milliseconds)) }

  fileprivate func end(_ exchange: OpaquePointer) { unsafe http_end(client, exchange) }
}

/// There is no library that speaks HTTP.
struct HTTPMissing: Error {
  let reason: String
}

/// A request and its answer; broken off where nobody holds it any more.
@safe final class HTTPExchange {
  // Safe: lives until this object does not.
  private let exchange: OpaquePointer
  private let client: HTTPClient

  fileprivate init(_ exchange: OpaquePointer, of client: HTTPClient) {
    unsafe self.exchange = exchange
    self.client = client
  }

  deinit { unsafe client.end(exchange) }

  var isOver: Bool { unsafe http_is_over(exchange) }
  /// How it ended, as one of libcurl's codes.
  var code: HTTPCode { HTTPCode(rawValue: unsafe http_code(exchange)) }
  var reason: String { unsafe String(cString: http_reason(exchange)) }
  /// The status of the answer; 0 where there is none.
  var status: Int { unsafe http_status(exchange) }
  /// Whether the answer says where it ends.
  var isDelimited: Bool { unsafe http_is_delimited(exchange) }
  /// The answer so far.
  var body: [UInt8] {
    var length = 0
    guard let bytes = unsafe http_body(exchange, &length) else { return [] }
    return unsafe Array(UnsafeRawBufferPointer(start: bytes, count: length))
  }
}

/// How a request ended: libcurl's codes, of which these are told apart.
struct HTTPCode: Equatable {
  let rawValue: Int32

  static let well = HTTPCode(rawValue: 0)
  static let hostUnknown = HTTPCode(rawValue: 6)
  static let notConnected = HTTPCode(rawValue: 7)
  static let partial = HTTPCode(rawValue: 18)
  static let writeFailed = HTTPCode(rawValue: 23)
  static let timedOut = HTTPCode(rawValue: 28)
  static let secureFailed = HTTPCode(rawValue: 35)
  static let nothingCame = HTTPCode(rawValue: 52)
  static let sendFailed = HTTPCode(rawValue: 55)
  static let receiveFailed = HTTPCode(rawValue: 56)
  static let certificateRefused = HTTPCode(rawValue: 60)
  static let authoritiesMissing = HTTPCode(rawValue: 77)
}
