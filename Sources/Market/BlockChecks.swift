internal import Glibc
internal import Synchronization

/// Which blocks of a column in a market file are as they were written. Each is looked at when it is touched first.
///
/// So a file opens at once whatever its size, and no damaged figure is ever part of an answer: what is read of a damaged
/// block is missing, and the file says from then on that it is damaged.
@safe final class BlockChecks: @unchecked Sendable {
  /// How many bytes a block has.
  static let size = 1024

  private let file: OpenMarketFile
  private let part: MarketFile.Part
  private let bytes: Column<UInt8>
  private let checksums: Column<UInt64>
  /// Whether a range of bytes makes sense, the checksum apart.
  private let makesSense: @Sendable (Range<Int>) -> Bool
  private let blockCount: Int
  private let states: UnsafeMutablePointer<Atomic<UInt8>>

  private enum State { static let unknown: UInt8 = 0, sound: UInt8 = 1, damaged: UInt8 = 2 }

  init(
    _ part: MarketFile.Part, _ bytes: Column<UInt8>, _ checksums: Column<UInt64>, of file: OpenMarketFile,
    makesSense: @escaping @Sendable (Range<Int>) -> Bool = { _ in true }
  ) {
    (self.part, self.bytes, self.checksums, self.file, self.makesSense) = (part, bytes, checksums, file, makesSense)
    blockCount = BlockChecks.count(bytes.count)
    precondition(checksums.count == blockCount, "a checksum a block")
    // Zero is unknown, and memory that is never touched takes no time.
    let memory = unsafe calloc(max(1, blockCount), 1)!
    unsafe states = memory.bindMemory(to: Atomic<UInt8>.self, capacity: blockCount)
  }

  deinit { unsafe free(states) }

  /// How many blocks so many bytes are.
  static func count(_ byteCount: Int) -> Int { (byteCount + size - 1) / size }

  /// The checksum of each block. O(n), on all cores.
  static func checksums(of bytes: Column<UInt8>) -> [UInt64] {
    let count = count(bytes.count)
    let parts = Concurrency.allCores.mapParts(of: count) { blocks in
      blocks.map { checksum(of: bytes, $0) }
    }
    return Array(parts.joined())
  }

  private static func checksum(of bytes: Column<UInt8>, _ block: Int) -> UInt64 {
    Checksum.of(bytes.span.extracting(range(block, bytes.count)))
  }

  private static func range(_ block: Int, _ byteCount: Int) -> Range<Int> {
    block * size..<min(byteCount, block * size + size)
  }

  /// Whether the value at a place, which does not reach into the next block, is as it was written.
  @inline(__always)
  func isSound(at place: Int) -> Bool {
    let block = place / BlockChecks.size
    precondition(block >= 0 && block < blockCount, "outside the column")
    let state = unsafe states[block].load(ordering: .relaxed)
    return state == State.sound || check(block, state)
  }

  /// Whether some bytes, which are not none, are as they were written.
  @inline(__always)
  func isSound(_ range: Range<Int>) -> Bool {
    var isSound = true
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "outside the column")
    for block in range.lowerBound / BlockChecks.size...(range.upperBound - 1) / BlockChecks.size {
      let state = unsafe states[block].load(ordering: .relaxed)
      if state != State.sound { isSound = check(block, state) && isSound }
    }
    return isSound
  }

  /// Whether all blocks are as they were written.
  var isAllSound: Bool {
    Concurrency.allCores.mapParts(of: blockCount) { blocks in
      blocks.isEmpty
        || self.isSound(
          blocks.lowerBound * BlockChecks.size..<min(self.bytes.count, blocks.upperBound * BlockChecks.size))
    }.allSatisfy { $0 }
  }

  private func check(_ block: Int, _ state: UInt8) -> Bool {
    if state == State.damaged { return false }
    let range = BlockChecks.range(block, bytes.count)
    let isSound = BlockChecks.checksum(of: bytes, block) == checksums[block] && makesSense(range)
    unsafe states[block].store(isSound ? State.sound : State.damaged, ordering: .relaxed)
    if !isSound { file.report(part) }
    return isSound
  }
}

/// A market file that is in use, and what was found wrong with it since it was opened.
final class OpenMarketFile: Sendable {
  let path: String
  private let bytes: Column<UInt8>
  private let damagedPart = Atomic<UInt32>(0)

  init(path: String, bytes: Column<UInt8>) {
    (self.path, self.bytes) = (path, bytes)
  }

  /// Says that a part is not as it was written.
  func report(_ part: MarketFile.Part) { damagedPart.store(part.rawValue, ordering: .relaxed) }

  /// What is wrong with the file; nil as long as nothing was found.
  var fault: DataError? {
    if bytes.isChanged { return DataError(.changedMeanwhile, file: path) }
    guard let part = MarketFile.Part(rawValue: damagedPart.load(ordering: .relaxed)) else { return nil }
    return DataError(.damagedMarketFile(part: "\(part)"), file: path)
  }
}
