/// Values one behind another that never change, in memory of their own or in a mapped file.
///
/// Reads like an array; a copy shares the memory. An array can't lie in a file, which is why bars are not arrays.
@safe public struct Column<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // What `values` points into is kept by `owner` and never written again.
  @usableFromInline let values: UnsafeBufferPointer<Element>
  fileprivate let owner: Memory?

  /// The values from `offset` bytes into some memory on; they must lie within it, on a boundary of their size.
  init(_ owner: Memory, offset: Int = 0, count: Int) {
    let stride = MemoryLayout<Element>.stride
    precondition(offset >= 0 && count >= 0 && count <= (owner.count - offset) / stride, "column outside its memory")
    precondition(offset % MemoryLayout<Element>.alignment == 0, "column between two places")
    self.owner = owner
    let start = unsafe owner.start.map { unsafe ($0 + offset).assumingMemoryBound(to: Element.self) }
    unsafe self.values = UnsafeBufferPointer(start: start, count: count)
  }

  /// Values that lie in the memory of `owner`.
  fileprivate init(_ values: UnsafeBufferPointer<Element>, of owner: Memory?) {
    unsafe self.values = values
    self.owner = owner
  }

  /// Values that are part of the program, which lie where they are for as long as it runs.
  @unsafe public init(constant values: UnsafeBufferPointer<Element>) {
    unsafe self.init(values, of: nil)
  }

  /// The values of an array, copied. O(n).
  public init(_ array: [Element]) {
    let column = MutableColumn<Element>(certain: array.count)
    _ = unsafe column.values.initialize(fromContentsOf: array)
    self = column.finished()
  }

  /// One value `count` times. O(count).
  public init(repeating value: Element, count: Int) {
    let column = MutableColumn<Element>(certain: count)
    unsafe column.values.initialize(repeating: value)
    self = column.finished()
  }

  /// One value `count` times, as many as a file has; throws where there is no memory for them. O(count).
  init(repeating value: Element, count: Int, file: String) throws(DataError) {
    let column = try MutableColumn<Element>(count: count, file: file)
    unsafe column.values.initialize(repeating: value)
    self = column.finished()
  }
}

extension Column {
  /// The column's memory as bytes.
  var bytes: Column<UInt8> {
    unsafe Column<UInt8>(UnsafeRawBufferPointer(values).assumingMemoryBound(to: UInt8.self), of: owner)
  }

  /// A range of the values, which shares the memory.
  func part(_ range: Range<Int>) -> Column {
    unsafe precondition(range.lowerBound >= 0 && range.upperBound <= values.count, "outside the column")
    return unsafe Column(UnsafeBufferPointer(rebasing: values[range]), of: owner)
  }

  /// Whether both are one piece of memory.
  func sharesMemory(with other: Column) -> Bool {
    unsafe values.baseAddress == other.values.baseAddress && values.count == other.values.count
  }
}

extension Column<UInt8> {
  /// Whether the bytes are of a mapped file that another program has changed since it was mapped.
  var isChanged: Bool { owner?.isChanged ?? false }

  /// The values that the bytes from `offset` on are; they must lie within the column, on a boundary of their size.
  func values<Value>(at offset: Int, count: Int) -> Column<Value> {
    let stride = MemoryLayout<Value>.stride
    unsafe precondition(offset >= 0 && count >= 0 && count <= (values.count - offset) / stride, "outside the column")
    guard count > 0, let start = unsafe values.baseAddress else { return [] }
    let first = unsafe UnsafeRawPointer(start + offset)
    precondition(Int(bitPattern: first) % MemoryLayout<Value>.alignment == 0, "column between two places")
    return unsafe Column<Value>(
      UnsafeBufferPointer(start: first.assumingMemoryBound(to: Value.self), count: count), of: owner)
  }
}

/// A column while it is made: by one owner, or by several threads that write different places.
@safe struct MutableColumn<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// The values, of any content until they are written.
  let values: UnsafeMutableBufferPointer<Element>
  private let owner: Memory

  /// Room for `count` values; throws where the system has not so much memory.
  init(count: Int) throws(OutOfMemory) {
    let (byteCount, isTooMuch) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    if isTooMuch { throw OutOfMemory(byteCount: .max) }
    owner = try Memory(count: byteCount)
    let start = unsafe owner.start?.assumingMemoryBound(to: Element.self)
    unsafe values = UnsafeMutableBufferPointer(start: start, count: count)
  }

  /// Room for `count` values of a file; throws where the file has more than there is memory.
  init(count: Int, file: String) throws(DataError) {
    do throws(OutOfMemory) { try self.init(count: count) } catch { throw DataError(.outOfMemory(error), file: file) }
  }

  /// Room for what was in memory already in as many bytes; that there is none can't be the doing of a file.
  init(certain count: Int) {
    do throws(OutOfMemory) { try self.init(count: count) } catch { fatalError("out of memory") }
  }

  /// The first `count` values, which must not be written any more; all where nothing is said.
  func finished(count: Int? = nil) -> Column<Element> {
    let all = unsafe values.count
    return Column(owner, count: count ?? all)
  }

  /// Moves values within the column.
  func move(_ places: Range<Int>, to place: Int) {
    unsafe precondition(places.upperBound <= values.count && place + places.count <= values.count, "outside")
    guard !places.isEmpty, let start = unsafe values.baseAddress else { return }
    unsafe (start + place).update(from: start + places.lowerBound, count: places.count)
  }

  subscript(position: Int) -> Element {
    get {
      unsafe precondition(UInt(bitPattern: position) < UInt(bitPattern: values.count), "outside the column")
      return unsafe values[position]
    }
    nonmutating set {
      unsafe precondition(UInt(bitPattern: position) < UInt(bitPattern: values.count), "outside the column")
      unsafe values[position] = newValue
    }
  }
}

extension Column: RandomAccessCollection {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @inlinable public var startIndex: Int { 0 }
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @inlinable public var endIndex: Int { unsafe values.count }

  /// The value at a position. Traps outside the column. O(1).
  @inlinable public subscript(position: Int) -> Element {
    unsafe precondition(UInt(bitPattern: position) < UInt(bitPattern: values.count), "outside the column")
    return unsafe values[position]
  }

  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  @inlinable public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result? {
    unsafe try body(values)
  }

  /// The values as a span, for loops whose checks the compiler can hoist. O(1).
  @inlinable public var span: Span<Element> {
    @_lifetime(borrow self)
    get { unsafe _overrideLifetime(Span(_unsafeElements: values), borrowing: self) }
  }

  /// The values for code that takes a pointer, valid within `body` alone. O(1).
  @inlinable @unsafe public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe try body(values)
  }
}

extension Column: ExpressibleByArrayLiteral {
  /// A column of the values written down.
  public init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension Column: Equatable where Element: Equatable {
  /// Whether both hold the same values in the same order. O(n).
  public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }
}

extension Column: CustomStringConvertible {
  /// The values as an array shows them.
  public var description: String { Array(self).description }
}
