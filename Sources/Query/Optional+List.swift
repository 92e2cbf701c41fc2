extension Optional {
  /// What is there, as a list of one; an empty one where nothing is.
  var list: [Wrapped] { map { [$0] } ?? [] }
}
