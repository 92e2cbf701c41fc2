public import Market

/// A script with its answers, to be read on paper or on a screen.
public struct Handout: Sendable {
  /// One thing after the other.
  public enum Block: Sendable {
    case title(String)
    case heading(String)
    case paragraph(String)
    /// One of a list.
    case item(String)
    /// A statement as it was written.
    case statement(String)
    case answer(Answer)
    /// The work behind a figure.
    case explanation(Explanation)
    case picture(Chart, Caption)
    /// What a statement prints that is no answer.
    case text(String)
    /// A check that holds.
    case holds
    /// Where figures come from: company, fact, day, value and addresses.
    case sources([[String]])

    /// The paragraph with another line of its text.
    public func going(on text: String) -> Block {
      switch self {
      case .paragraph(let before): return .paragraph(before + " " + text)
      case .item(let before): return .item(before + " " + text)
      default: return self
      }
    }
  }

  let blocks: [Block]
  /// What the data is called.
  let data: [String]
  /// The script's file; nil where it is made of no script.
  let name: String?

  /// A hand-out.
  public init(blocks: [Block], data: [String], name: String?) {
    self.blocks = blocks
    self.data = data
    self.name = name
  }

  /// The title that the script gives itself, or else its name.
  var title: String {
    if case .title(let text)? = blocks.first { return text }
    return name ?? ""
  }

  /// What stands at the end: the data, the script and the program.
  var footer: String {
    (data.isEmpty ? "" : "Data: \(data.joined(separator: "; ")). ")
      + (name.map { "Made from \($0) by Marq." } ?? "Worked out by Marq.")
  }
}
