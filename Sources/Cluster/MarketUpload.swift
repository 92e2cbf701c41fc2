internal import Language
package import Market

/// A market on its way to one or several servers.
///
/// It is written under names of its own, which are exchanged for the real ones when all of it is there: nobody ever sees half
/// of it, and what fails leaves what was there before. Bars are spread by company; the small tables stand on each server.
package final class MarketUpload {
  private let address: Address
  private let connections: [Connection]
  private let market: Market
  private let script: [UInt8]
  private let interruption: Interruption
  private let progress: (Double) -> Void
  /// What stands behind the tables' names until they are whole.
  private let suffix: String

  private static let tables = ["companies", "attributes", "events", "calendar", "dates", "market"]
  /// About how many bytes of bars are sent at a time.
  private static let batch = 16 << 20

  /// Nothing is sent yet. `progress` is told how much has been, from 0 to 1.
  package init(
    _ market: Market, script: [UInt8], to address: Address, password: String?, interruption: Interruption,
    progress: @escaping (Double) -> Void
  ) throws(ServerFault) {
    (self.market, self.script, self.address) = (market, script, address)
    (self.interruption, self.progress) = (interruption, progress)
    var connections: [Connection] = []
    for number in address.servers.indices {
      connections.append(try Connection(address, server: number, password: password, interruption: interruption))
    }
    self.connections = connections
    suffix = "_marq_\(String(UInt32.random(in: 0 ... .max), radix: 36))"
  }

  /// Sends all of it; or, where it throws, nothing.
  package func send() throws(ServerFault) {
    try check()
    do throws(ServerFault) {
      for connection in connections { try create(on: connection) }
      try sendSmallTables()
      try sendBars()
      try exchange()
    } catch {
      for connection in connections { tidy(connection, "DROP TABLE IF EXISTS", suffix) }
      throw error
    }
    for connection in connections { tidy(connection, "DROP TABLE IF EXISTS", suffix + "_old") }
  }

  private var isSpread: Bool { address.cluster != nil }

  /// The tables of bars: on a cluster that of a server's own ones, and that of all.
  private var barTables: [String] { isSpread ? ["bars_local", "bars"] : ["bars"] }
  private var allTables: [String] { MarketUpload.tables + barTables }

  /// Sees whether there is a place for it.
  private func check() throws(ServerFault) {
    for connection in connections {
      for table in ["companies", "bars"] where !address.replaces {
        if try connection.hasTable(table) {
          throw ServerFault(.marketIsThere("\(connection.server)/\(address.database)"))
        }
      }
    }
    guard let cluster = address.cluster else {
      guard connections.count == 1 else {
        throw ServerFault(
          .addressFault(reason: "several servers without a cluster", help: "name the cluster they are: ?cluster=name"))
      }
      return
    }
    let rows = try connections[0].table(
      "SELECT shard_num, replica_num FROM system.clusters WHERE cluster = \(MarketUpload.text(cluster))", columnCount: 2
    )
    guard rows.rowCount > 0 else {
      throw ServerFault(
        .addressFault(
          reason: "\(connections[0].server) knows no cluster \(cluster)",
          help: "SELECT * FROM system.clusters lists those it knows"))
    }
    guard rows.rowCount == connections.count, Set(rows.columns[0]).count == connections.count else {
      throw ServerFault(
        .addressFault(
          reason: "the cluster \(cluster) has \(rows.rowCount) servers, and the address names \(connections.count)",
          help: "name one server of each shard, in their order: clickhouse://user@one:8123,two:8123/database"))
    }
  }

  /// A text in a statement.
  private static func text(_ value: String) -> String {
    var text = "'"
    for scalar in value.unicodeScalars {
      if scalar == "'" || scalar == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text + "'"
  }

  private func columns(of relation: Market.Relation) -> TableColumns {
    TableColumns(table: relation.name, columns: relation.columns)
  }

  private lazy var relations = market.smallRelations(script: script)
  private lazy var barColumns = TableColumns(
    table: "bars",
    columns: [("company", "whole"), ("exchange", "text"), ("day", "whole")]
      + BarRecord.figureNames.map { ($0, "figure") }
      + ["base_day", "base_known", "is_first", "rescales"].map { ($0, "whole") })

  private func create(on connection: Connection) throws(ServerFault) {
    for relation in relations {
      try connection.perform(columns(of: relation).creation(named: relation.name + suffix))
    }
    try connection.perform(barColumns.creation(named: barTables[0] + suffix))
    if let cluster = address.cluster {
      try connection.perform(
        "CREATE TABLE bars\(suffix) (\(barColumns.specification)) ENGINE = "
          + "Distributed(\(MarketUpload.text(cluster)), \(MarketUpload.text(address.database)), 'bars_local', company)")
    }
  }

  private func sendSmallTables() throws(ServerFault) {
    for relation in relations {
      let columns = columns(of: relation)
      var rows = RowBinary()
      for row in relation.rows { columns.put(row, into: &rows) }
      if rows.isEmpty { continue }
      for connection in connections {
        try connection.perform("INSERT INTO \(relation.name)\(suffix) FORMAT RowBinary", body: rows.bytes)
      }
    }
  }

  private func sendBars() throws(ServerFault) {
    var waiting = Array(repeating: RowBinary(), count: connections.count)
    var (sent, read) = (0, 0)
    let total = max(1, market.bars.count)
    func flush(_ shard: Int) throws(ServerFault) {
      if waiting[shard].isEmpty { return }
      try connections[shard].perform(
        "INSERT INTO \(barTables[0])\(suffix) FORMAT RowBinary", body: waiting[shard].bytes)
      waiting[shard].removeAll()
      sent = read
      progress(Double(sent) / Double(total))
    }
    for company in 0..<market.companyCount {
      if interruption.isRequested { throw ServerFault(.interrupted) }
      let shard = company % connections.count
      let exchange = market.calendar.exchanges[market.exchanges[company]]
      for record in market.barRecords(of: company) {
        put(record, company, exchange, into: &waiting[shard])
        read += 1
        if waiting[shard].bytes.count >= MarketUpload.batch { try flush(shard) }
      }
    }
    for shard in connections.indices { try flush(shard) }
  }

  /// A bar, its columns in the order of the table's.
  private func put(_ record: BarRecord, _ company: Int, _ exchange: String, into rows: inout RowBinary) {
    rows.put(Int32(company))
    rows.put(exchange)
    rows.put(Int32(record.day.wholeFigure))
    for (name, value) in zip(BarRecord.figureNames, record.figures) {
      if name == "factor" { rows.put(value) } else { rows.put(isMissing: !value.isFinite) { $0.put(value) } }
    }
    rows.put(isMissing: record.baseDay == nil) { $0.put(Int32(record.baseDay?.wholeFigure ?? 0)) }
    rows.put(Int32(record.isBaseKnown ? 1 : 0))
    rows.put(Int32(record.isFirst ? 1 : 0))
    rows.put(Int32(record.isRescaled ? 1 : 0))
  }

  /// Gives the tables their names, on one server after the other; where one fails, those before it get back what they had.
  private func exchange() throws(ServerFault) {
    var done: [(connection: Connection, back: String)] = []
    do throws(ServerFault) {
      for connection in connections {
        var (old, new, back): ([String], [String], [String]) = ([], [], [])
        for table in allTables {
          if try connection.hasTable(table) {
            old.append("\(table) TO \(table)\(suffix)_old")
            back.append("\(table)\(suffix)_old TO \(table)")
          }
          new.append("\(table)\(suffix) TO \(table)")
        }
        try connection.perform("RENAME TABLE \((old + new).joined(separator: ", "))")
        let undone = allTables.map { "\($0) TO \($0)\(suffix)" }
        done.append((connection, "RENAME TABLE \((undone + back).joined(separator: ", "))"))
      }
    } catch {
      for (connection, back) in done {
        connection.isTidying = true
        // Nothing more can be done where this fails too; the error that is told is the first one.
        try? connection.perform(back)
      }
      throw error
    }
  }

  /// Takes away what is not needed any more, as far as that can be done.
  private func tidy(_ connection: Connection, _ verb: String, _ ending: String) {
    connection.isTidying = true
    // A server that is not there is not asked seven times.
    for table in allTables.reversed() where (try? connection.perform("\(verb) \(table)\(ending)")) == nil { return }
  }
}
