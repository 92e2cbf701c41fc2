/// The rows of `events.csv`.
struct EventRows {
  /// The events, by name.
  private(set) var events: [Event] = []
  /// What a reader should know.
  let notes: [DataNote]

  init(reading file: DataFile) throws(DataError) {
    var table = try CSVTable(file)
    let nameColumn = try table.requiredColumn("name")
    let dateColumn = try table.requiredColumn("date", or: "day")
    let titleColumn = table.column("title")
    let sourceColumn = table.column("source")
    // Whom an event concerns is for people; no question asks it.
    _ = table.column("tickers")
    self.notes = table.notes

    var places: [String: CSVReader.Field] = [:]
    while try table.nextRow(in: file.bytes.span) {
      let name = try table.requiredWord(nameColumn, what: "name")
      if let first = places.updateValue(table.field(nameColumn), forKey: name) {
        throw table.error(.repeatedEvent(firstLine: table.reader.line(of: first)), nameColumn)
      }
      let day = try table.day(dateColumn, in: file.bytes.span)
      events.append(
        Event(name: name, day: day, title: table.text(titleColumn) ?? "", source: table.text(sourceColumn) ?? ""))
    }
    events.sort { $0.name < $1.name }
  }
}
