internal import Market
internal import Plot

/// What a statement shows, before it is drawn for a place.
enum Shown {
  /// An answer.
  case answer(Answer)
  /// The work behind a figure.
  case explanation(Explanation)
  /// A picture of an answer.
  case picture(Chart, Caption)
}
