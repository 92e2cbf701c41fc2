internal import Glibc
internal import Market

// Writes the tables of a data set as CSV files: sql-tables FOLDER INTO. The first line of each has `name:type` columns.
let arguments = CommandLine.arguments
guard arguments.count == 3 else {
  print("sql-tables FOLDER INTO")
  exit(64)
}

func quoted(_ value: String?) -> String {
  guard let value else { return "" }
  return "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

do throws(DataError) {
  let market = try Market.load(DataSet.read(folder: arguments[1])).market
  for table in market.relations() {
    var text = table.columns.map { "\($0.name):\($0.type)" }.joined(separator: ",") + "\n"
    for row in table.rows { text += row.map(quoted).joined(separator: ",") + "\n" }
    try NewFile.write("\(arguments[2])/\(table.name).csv", Array(text.utf8))
  }
} catch {
  print(error.message)
  exit(65)
}
