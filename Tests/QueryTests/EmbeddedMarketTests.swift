import Foundation
import Market
import Query
import Testing

/// The data sets that ship are part of the program as market files; these are what their tables say.
@Suite struct EmbeddedMarketTests {
  @Test(
    "a data set that ships is in the program as it is in its folder; `MARQ_RECORD=1` makes its file again",
    arguments: EmbeddedFiles.dataSetNames)
  func isUpToDate(name: String) throws {
    let (market, notes) = try Market.load(
      DataSet.read(folder: Asker.root.appendingPathComponent("Datasets/\(name)").path))
    // The file has no place for them.
    #expect(notes.isEmpty, "\(notes)")
    let made = FileManager.default.temporaryDirectory.appendingPathComponent("marq-\(UUID()).market")
    defer { try? FileManager.default.removeItem(at: made) }
    try market.save(to: made.path)
    let file = Asker.root.appendingPathComponent("Sources/CEmbedded/markets/\(name).market")
    let (expected, kept) = (try Data(contentsOf: made), try? Data(contentsOf: file))
    if expected != kept, ProcessInfo.processInfo.environment["MARQ_RECORD"] != nil {
      try expected.write(to: file)
      Issue.record("\(file.lastPathComponent) is made again; build again, and look at what has changed")
      return
    }
    #expect(
      kept == expected,
      "Datasets/\(name) has changed: MARQ_RECORD=1 Tests/run --filter EmbeddedMarketTests takes it into the program")
    let embedded = try #require(EmbeddedFiles.market(named: name))
    // A thousand bytes in a message help nobody.
    let isBuiltIn = embedded.elementsEqual(expected)
    #expect(isBuiltIn, "the program was built before \(file.lastPathComponent) was made")
    let opened = try Market.open(embedded: embedded, name: name)
    #expect(opened.name == name && opened.fault == nil)
    let again = made.appendingPathExtension("market")
    defer { try? FileManager.default.removeItem(at: again) }
    try opened.save(to: again.path)
    #expect(try Data(contentsOf: again) == expected)
  }

  @Test("every folder of data is in the program")
  func areAll() throws {
    let folder = Asker.root.appendingPathComponent("Datasets").path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)/prices.csv")
    }
    #expect(Set(names) == Set(EmbeddedFiles.dataSetNames))
  }
}
