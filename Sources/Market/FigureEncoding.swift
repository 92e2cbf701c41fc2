/// How the figures of one run stand in memory. Each way keeps every figure to the last bit.
enum FigureEncoding: Hashable, Sendable {
  /// One Float64 for all bars: no figure at all, mostly.
  case constant
  /// A Float64 a bar.
  case plain
  /// A whole number of 32 bits a bar, which counts steps of `DecimalStep(exponent)`; `missing` for a missing figure,
  /// where there is any.
  case ticks(exponent: Int, hasMissing: Bool)

  /// The number that stands for a missing figure.
  static let missing = Int32.min
  /// What a step's power of ten may be: 10⁻⁹ to 10⁶.
  static let exponents = -9...6

  /// How many bytes `count` figures take; each run begins at a multiple of eight.
  func byteCount(_ count: Int) -> Int {
    guard count > 0 else { return 0 }
    switch self {
    case .constant: return 8
    case .plain: return count * 8
    case .ticks: return (count * 4 + 7) / 8 * 8
    }
  }

  /// Where a figure's bytes are, in a run that begins at `start`.
  @inline(__always)
  func bytes(of number: Int, from start: Int) -> Range<Int> {
    switch self {
    case .constant: return start..<start + 8
    case .plain: return start + number * 8..<start + number * 8 + 8
    case .ticks: return start + number * 4..<start + number * 4 + 4
    }
  }

  /// The byte that says it in a market file.
  var code: UInt8 {
    switch self {
    case .constant: return 0
    case .plain: return 1
    case .ticks(let exponent, let hasMissing): return UInt8(32 + exponent) | (hasMissing ? 0x80 : 0)
    }
  }

  /// What a byte says; nil where it says nothing.
  init?(code: UInt8) {
    switch code {
    case 0: self = .constant
    case 1: self = .plain
    default:
      let exponent = Int(code & 0x7F) - 32
      guard FigureEncoding.exponents.contains(exponent) else { return nil }
      self = .ticks(exponent: exponent, hasMissing: code & 0x80 != 0)
    }
  }
}

/// A power of ten, by which whole numbers of 32 bits are multiplied as exactly as a division would have it.
///
/// 10⁻⁵ is no Float64. As the sum of one with few digits, whose product is exact, and a small rest, it gives the Float64
/// nearest to the decimal: for all numbers down to 10⁻⁵, for nearly all down to 10⁻⁹ (tried for every number). Those it
/// misses are not encoded so. Two products and a sum cost less than a division and need no special instructions.
struct DecimalStep: Sendable {
  /// The first 22 binary digits.
  let high: Double
  /// The rest.
  let low: Double

  /// The step 10 to the `exponent`.
  init(exponent: Int) {
    (high, low) = DecimalStep.steps[exponent - FigureEncoding.exponents.lowerBound]
  }

  /// So many steps.
  @inline(__always)
  func value(_ count: Int32) -> Double { value(Double(count)) }

  /// So many steps, which may be parts of one.
  @inline(__always)
  func value(_ steps: Double) -> Double { steps * high + steps * low }

  private static let steps: [(Double, Double)] = [
    (0x1.12e0b8p-30, 0x1.a09b5a52cb8p-52), (0x1.5798e8p-27, 0x1.88c230e77e8p-49), (0x1.ad7f28p-24, 0x1.abcaf48578p-48),
    (0x1.0c6f78p-20, 0x1.05af6c69b6p-43), (0x1.4f8b58p-17, 0x1.1c6d1e108cp-42), (0x1.a36e28p-14, 0x1.ac710cb296p-36),
    (0x1.0624d8p-10, 0x1.4bc6a7ef9d8p-32), (0x1.47ae1p-7, 0x1.1eb851eb85p-29), (0x1.999998p-4, 0x1.999999999ap-28),
    (1, 0), (10, 0), (100, 0), (1e3, 0), (1e4, 0), (1e5, 0), (1e6, 0),
  ]
  /// What a figure is multiplied by to count its steps, to within a half.
  static let inverses: [Double] = [
    1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6,
  ]
}
