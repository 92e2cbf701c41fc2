internal import Language

/// Where a market lies: `clickhouse://user@host:port/database?cluster=name`.
package struct Address: Sendable, Hashable {
  /// Whether the connection is encrypted.
  package let isSecure: Bool
  /// Who asks.
  package let user: String
  /// The servers, of which the first one is asked; a market is saved on all of them.
  package let servers: [Server]
  package let database: String
  /// The cluster whose shards hold the bars of a market that is saved; nil where one server does.
  package let cluster: String?
  /// A file of certificates to trust; nil where the system's are.
  package let authorities: String?
  /// How many seconds a statement may take.
  package let timeout: Int

  /// Whether a market that is there already may be replaced.
  package let replaces: Bool

  /// A server's place.
  package struct Server: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int

    package var description: String { "\(host):\(port)" }
  }

  /// How an address begins.
  private enum Scheme: String, CaseIterable {
    case plain = "clickhouse://"
    case secure = "clickhouses://"

    /// What a text begins with; nil where it is no address.
    init?(of text: String) {
      if text.hasPrefix(Scheme.plain.rawValue) {
        self = .plain
      } else if text.hasPrefix(Scheme.secure.rawValue) {
        self = .secure
      } else {
        return nil
      }
    }
  }

  /// Whether a path is meant as an address.
  package static func isMeant(by path: String) -> Bool { Scheme(of: path) != nil }

  /// Whether a text has an address in it that has a password in it.
  package static func showsPassword(_ text: String) -> Bool {
    var rest = text[...]
    while let place = rest.firstRange(of: "://") {
      let known = Scheme.allCases.contains { rest[..<place.upperBound].hasSuffix($0.rawValue) }
      rest = rest[place.upperBound...]
      let authority = rest.prefix { !"/?\" '".contains($0) }
      if known, let at = authority.lastIndex(of: "@"), authority[..<at].contains(":") { return true }
    }
    return false
  }

  /// The address that a text is. Throws where it is none, or where it has a password in it.
  package init(_ text: String) throws(ServerFault) {
    func fault(_ reason: String, _ help: String = "write clickhouse://user@host:8123/database") -> ServerFault {
      ServerFault(.addressFault(reason: reason, help: help))
    }
    guard let scheme = Scheme(of: text) else {
      throw fault("this is no address")
    }
    if Address.showsPassword(text) {
      throw fault(
        "a password does not belong into an address, where everybody can read it",
        "leave it out and set MARQ_PASSWORD, or write it into the file that help load names")
    }
    var rest = text.dropFirst(scheme.rawValue.count)
    var options: [String: String] = [:]
    if let mark = rest.firstIndex(of: "?") {
      for part in rest[rest.index(after: mark)...].split(separator: "&") {
        let pair = part.split(separator: "=", maxSplits: 1)
        guard pair.count == 2 else { throw fault("\(part) is no option of an address", "write ?cluster=name") }
        options[String(pair[0])] = String(pair[1])
      }
      rest = rest[..<mark]
    }
    let path = rest.firstIndex(of: "/").map { rest[rest.index(after: $0)...] } ?? ""
    var place = rest.prefix { $0 != "/" }
    if let at = place.firstIndex(of: "@") {
      user = String(place[..<at])
      place = place[place.index(after: at)...]
    } else {
      user = "default"
    }
    isSecure = scheme == .secure
    guard !user.isEmpty else { throw fault("the address names no user before its @") }
    var servers: [Server] = []
    for name in place.split(separator: ",", omittingEmptySubsequences: false) {
      var host = name
      var port = isSecure ? 8443 : 8123
      // An address of version 6 stands in square brackets, and has colons of its own.
      if host.last != "]", let colon = host.lastIndex(of: ":") {
        let digits = host[host.index(after: colon)...]
        guard let number = Int(digits), (1...65535).contains(number) else { throw fault("\"\(digits)\" is no port") }
        (port, host) = (number, host[..<colon])
      }
      guard !host.isEmpty else { throw fault("the address names no host") }
      guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"'\\<>{}|^`#%@".utf8.contains($0) }) else {
        throw fault("\"\(host)\" is no host")
      }
      servers.append(Server(host: String(host), port: port))
    }
    self.servers = servers
    guard !path.contains("/") else { throw fault("a database has no / in its name") }
    database = path.isEmpty ? "default" : String(path)
    cluster = options.removeValue(forKey: "cluster")
    authorities = options.removeValue(forKey: "ca")
    let timeout = options.removeValue(forKey: "timeout").map { Int($0) ?? 0 } ?? 300
    guard (1...1_000_000).contains(timeout) else {
      throw fault("the timeout is no number of seconds", "write ?timeout=300")
    }
    self.timeout = timeout
    replaces = options.removeValue(forKey: "replace") == "yes"
    if let other = options.keys.min() {
      throw fault("\(other) is no option of an address", "it takes cluster, ca, timeout and replace")
    }
  }

  /// The address as it may be shown.
  package var description: String {
    let places = servers.map(\.description).joined(separator: ",")
    return "\(isSecure ? "clickhouses" : "clickhouse")://\(user)@\(places)/\(database)"
  }

  /// The URL of a request to one of the servers with some settings.
  func url(_ server: Server, _ settings: [(name: String, value: String)]) -> String {
    let query = settings.map { "\($0.name)=\(Address.escaped($0.value))" }.joined(separator: "&")
    return "\(isSecure ? "https" : "http")://\(server)/?\(query)"
  }

  /// A text as part of a URL's query.
  static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return result
  }
}
