import Glibc
import Market

/// Redoes a line of an explanation: what a student does with a pocket calculator, at full precision.
///
/// nil where the line holds what is no arithmetic, such as days or texts.
struct Arithmetic {
  private enum Token: Equatable {
    case number(Double)
    case sign(String)
  }

  private var tokens: [Token] = []
  private var position = 0

  /// The line's value; yes is 1, no is 0, missing is NaN.
  static func value(of line: [Explanation.Part]) -> Double? {
    var arithmetic = Arithmetic()
    for part in line { guard arithmetic.read(part) else { return nil } }
    guard let value = arithmetic.disjunction(), arithmetic.position == arithmetic.tokens.count else { return nil }
    return value
  }

  private mutating func read(_ part: Explanation.Part) -> Bool {
    switch part {
    case .value(.numbers(let values, _, _)): tokens.append(.number(values[0]))
    case .value(.flags(let flags)): tokens.append(.number(flags[0].map { $0 ? 1 : 0 } ?? .nan))
    case .value: return false
    case .text(let text): return read(Substring(text))
    }
    return true
  }

  private mutating func read(_ text: Substring) -> Bool {
    var rest = text
    while let first = rest.first {
      if first == " " {
        rest.removeFirst()
      } else if first.isNumber {
        let digits = rest.prefix { $0.isNumber || $0 == "." }
        guard var number = Double(digits) else { return false }
        rest.removeFirst(digits.count)
        if rest.first == "%" {
          rest.removeFirst()
          number /= 100
        }
        tokens.append(.number(number))
      } else if first.isLetter {
        let word = rest.prefix { $0.isLetter }
        rest.removeFirst(word.count)
        tokens.append(word == "missing" && tokens.last != .sign("is") ? .number(.nan) : .sign(String(word)))
      } else {
        let sign = ["<=", ">=", "!=", "<>"].first { rest.hasPrefix($0) } ?? String(first)
        rest.removeFirst(sign.count)
        tokens.append(.sign(sign))
      }
    }
    return true
  }

  private mutating func take(_ signs: String...) -> String? {
    guard position < tokens.count, case .sign(let sign) = tokens[position], signs.contains(sign) else { return nil }
    position += 1
    return sign
  }

  private mutating func disjunction() -> Double? {
    guard var value = conjunction() else { return nil }
    while take("or") != nil {
      guard let next = conjunction() else { return nil }
      value = value == 1 || next == 1 ? 1 : value + next
    }
    return value
  }

  private mutating func conjunction() -> Double? {
    guard var value = comparison() else { return nil }
    while take("and") != nil {
      guard let next = comparison() else { return nil }
      value = value == 0 || next == 0 ? 0 : value * next
    }
    return value
  }

  private mutating func comparison() -> Double? {
    if take("not") != nil { return comparison().map { 1 - $0 } }
    guard let left = sum() else { return nil }
    if take("is") != nil { return take("missing") == nil ? nil : left.isNaN ? 1 : 0 }
    guard let sign = take("<", ">", "<=", ">=", "=", "!=") else { return left }
    guard let right = sum() else { return nil }
    if left.isNaN || right.isNaN { return .nan }
    let isTrue: Bool
    switch sign {
    case "<": isTrue = left < right
    case ">": isTrue = left > right
    case "<=": isTrue = left <= right
    case ">=": isTrue = left >= right
    case "=": isTrue = left == right
    default: isTrue = left != right
    }
    return isTrue ? 1 : 0
  }

  private mutating func sum() -> Double? {
    guard var value = product() else { return nil }
    while let sign = take("+", "-") {
      guard let next = product() else { return nil }
      value += sign == "+" ? next : -next
    }
    return value
  }

  private mutating func product() -> Double? {
    guard var value = factor() else { return nil }
    while let sign = take("*", "/") {
      guard let next = factor() else { return nil }
      value = sign == "*" ? value * next : value / next
    }
    return value
  }

  private mutating func factor() -> Double? {
    if take("-") != nil { return factor().map { -$0 } }
    guard let base = atom() else { return nil }
    guard take("^") != nil else { return base }
    return factor().map { pow(base, $0) }
  }

  private mutating func atom() -> Double? {
    guard position < tokens.count else { return nil }
    switch tokens[position] {
    case .number(let value):
      position += 1
      return value
    case .sign("("):
      position += 1
      let value = disjunction()
      return take(")") == nil ? nil : value
    case .sign(let name):
      position += 1
      guard take("(") != nil else { return nil }
      var arguments: [Double] = []
      repeat {
        guard let argument = disjunction() else { return nil }
        arguments.append(argument)
      } while take(",") != nil
      return take(")") == nil ? nil : Arithmetic.value(of: name, arguments)
    }
  }

  private static func value(of name: String, _ arguments: [Double]) -> Double? {
    guard let first = arguments.first else { return nil }
    if name == "if", arguments.count == 3 { return first.isNaN ? .nan : first == 1 ? arguments[1] : arguments[2] }
    guard !arguments.contains(where: \.isNaN) else { return .nan }
    switch name {
    case "sqrt": return first.squareRoot()
    case "abs": return abs(first)
    case "log": return log(first)
    case "exp": return exp(first)
    case "least": return arguments.min()
    case "greatest": return arguments.max()
    case "round":
      guard arguments.count > 1 else { return first.rounded(.toNearestOrEven) }
      let scale = pow(10, arguments[1].rounded())
      return (first * scale).rounded(.toNearestOrEven) / scale
    default: return nil
    }
  }
}
