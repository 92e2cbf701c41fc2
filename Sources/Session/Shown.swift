internal import Market
internal import Plot

/// What a statement shows, before it is drawn for a place.
enum Shown {
  /// An answer.
  case answer(Answer)
  /// A picture of one.
  case picture(Chart, Caption)
}
