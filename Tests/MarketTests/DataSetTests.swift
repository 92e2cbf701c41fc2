import Glibc
import Testing

@testable import Market

/// A folder under `/tmp` that is gone when the test is over.
private final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/marq-test-XXXXXX".utf8CString)
    guard let made = unsafe template.withUnsafeMutableBufferPointer({ unsafe mkdtemp($0.baseAddress!) }) else {
      throw SystemFailure()
    }
    path = unsafe String(cString: made)
  }

  struct SystemFailure: Error {}

  func write(_ name: String, _ text: String) throws {
    let descriptor = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw SystemFailure() }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard unsafe bytes.withUnsafeBytes({ unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count
    else { throw SystemFailure() }
  }

  func makeFolder(_ name: String) { _ = unsafe mkdir("\(path)/\(name)", 0o700) }

  deinit {
    for kind in DataFile.Kind.allCases {
      _ = unsafe unlink("\(path)/\(kind.rawValue)")
      _ = unsafe rmdir("\(path)/\(kind.rawValue)")
    }
    for name in ["Mine.CSV", "notes.txt"] { _ = unsafe unlink("\(path)/\(name)") }
    _ = unsafe rmdir(path)
  }
}

@Suite struct DataSetTests {
  private func failure(_ path: String) -> DataError? {
    do {
      _ = try DataSet.read(folder: path)
      return nil
    } catch { return error }
  }

  @Test func readsAFolder() throws {
    let folder = try TemporaryFolder()
    let long = "date,ticker,close\n" + String(repeating: "\n", count: 200_000) + "2026-02-20,A,1\n"
    try folder.write("prices.csv", long)
    try folder.write("market.marq", "")
    try folder.write("notes.txt", "not for us")
    let set = try DataSet.read(folder: folder.path + "/")
    #expect(set.files.map(\.kind) == [.prices, .script])
    #expect(set.files[0].name == folder.path + "/prices.csv")
    #expect(Array(set.files[0].bytes) == Array(long.utf8))
    #expect(set.name == folder.path.split(separator: "/").last.map { String($0) })
    #expect(try Market.load(set).market.bars.count == 1)
  }

  @Test func readsASingleFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("Mine.CSV", "date,ticker,close\n2026-02-20,A,1\n")
    let set = try DataSet.read(folder: folder.path + "/Mine.CSV")
    #expect(set.name == "Mine")
    #expect(set.files.map(\.kind) == [.prices])
    #expect(try Market.load(set).market.tickers == ["A"])
  }

  @Test func whatCanNotBeRead() throws {
    let folder = try TemporaryFolder()
    let none = failure(folder.path)
    #expect(none?.problem == .noPrices)
    #expect(none?.isNoInput == true)

    let missing = failure(folder.path + "/nowhere")
    guard case .folderMissing(let reason)? = missing?.problem else { throw TemporaryFolder.SystemFailure() }
    #expect(reason.isAbsence && missing?.isNoInput == true)
    #expect(missing?.message == "there is no folder \"\(folder.path)/nowhere\"")

    guard case .fileMissing? = failure(folder.path + "/nowhere.csv")?.problem else {
      throw TemporaryFolder.SystemFailure()
    }
    try folder.write("notes.txt", "x")
    #expect(failure(folder.path + "/notes.txt")?.problem == .notADataSet)
    #expect(failure(folder.path + "/notes.txt")?.isNoInput == false)
    #expect(failure(folder.path + "\u{0}")?.isNoInput == true)
    #expect(failure("")?.isNoInput == true)

    folder.makeFolder("prices.csv")
    guard case .unreadable(let why)? = failure(folder.path)?.problem else { throw TemporaryFolder.SystemFailure() }
    #expect(!why.isAbsence && failure(folder.path)?.isNoInput == true)
    #expect(failure(folder.path)?.file == folder.path + "/prices.csv")
  }

  @Test func filesInMemory() {
    let prices = DataFile(name: "x/prices.csv", bytes: Array("date,ticker,close\n2026-02-20,A,1\n".utf8))
    #expect(prices.kind == .prices)
    #expect(MarketTests.failure(DataSet(name: "d", files: []))?.problem == .noPrices)
    #expect(MarketTests.failure(DataSet(name: "d", files: [prices, prices]))?.problem == .repeatedFile("prices.csv"))
    let other = DataFile(name: "other.csv", bytes: [])
    #expect(
      (try? Market.load(DataSet(name: "d", files: [prices, other])).notes)
        == ["other.csv is not a file of a data set and is not used"])
  }
}
