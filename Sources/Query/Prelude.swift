public import Language

extension Definitions {
  /// The measures that come with Marq, from `prelude.marq`.
  ///
  /// Returns no diagnostics for the prelude that ships; a test holds it to that.
  public static func prelude() -> (definitions: Definitions, diagnostics: [Diagnostic]) {
    let source = Source(name: "prelude.marq", bytes: EmbeddedFiles.prelude)
    let (statements, diagnostics) = parse(source)
    var definitions = Definitions()
    for statement in statements {
      guard case .define(let name, let parameters, let body) = statement.kind else { continue }
      definitions.defineMeasure(name: name.text, parameters: parameters.map(\.text), body: body, in: source)
    }
    return (definitions, diagnostics)
  }
}
