// swift-tools-version: 6.2
import PackageDescription

// Every Swift target holds to the same rules: language mode 6, strict memory safety, warnings as errors.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "marq",
  products: [.executable(name: "marq", targets: ["marq"])],
  targets: [
    .target(name: "Language", swiftSettings: strict),
    // Mapped files that outlive being cut short: a signal handler, which may use nothing of Swift's.
    .target(name: "CMapping"),
    // The threads that share one question's work, and the memory that is kept for the next. Dispatch, which the threads
    // replace, waits for ever where the system has no place for a thread's stack; these do without.
    .target(name: "CMachine"),
    // Passes over figures, in C for what its compiler has and Swift's has not: one function in two widths of the vector
    // unit, of which the machine takes what it can.
    .target(name: "CKernels"),
    // A column hands out a span of itself, which takes the feature until it is part of the language.
    .target(
      name: "Market", dependencies: ["CKernels", "CMapping", "CMachine"], exclude: ["market-file.md"],
      swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
    // The prelude and the data sets that ship, as bytes of the program: found from any folder, no file to lose. The data sets
    // are market files, made of the tables in Datasets by a test.
    .target(name: "CEmbedded", exclude: ["markets"]),
    .target(
      name: "Query", dependencies: ["Language", "Market", "CEmbedded", "CKernels"], exclude: ["prelude.marq"],
      swiftSettings: strict
    ),
    // A question as SQL for other engines.
    .target(
      name: "SQL", dependencies: ["Language", "Market", "Query"], exclude: ["README.md"], swiftSettings: strict),
    // HTTP by libcurl, which every system has and keeps: proxies, TLS and its authorities are its business and not ours. It is
    // loaded when an address is first used, so that no session pays for it that connects nowhere.
    .target(name: "CHTTP"),
    // Markets that lie on servers: the connection, what is asked there, and what is saved there.
    .target(
      name: "Cluster", dependencies: ["CHTTP", "Language", "Market", "Query", "SQL"], swiftSettings: strict),
    // How wide a character is and how a figure is rounded, from the C library.
    .target(name: "CDisplay"),
    .target(name: "Rendering", dependencies: ["Market", "CDisplay"], swiftSettings: strict),
    // No package at hand draws a plot in a terminal or as SVG, and both are shapes and text only.
    .target(name: "Plot", dependencies: ["Market", "Rendering"], swiftSettings: strict),
    // What a lesson is and how answers are told apart; it runs nothing.
    .target(
      name: "Lessons", dependencies: ["Language", "Market"], exclude: ["README.md", "library"], swiftSettings: strict),
    .target(
      name: "Session",
      dependencies: ["CMachine", "Cluster", "Language", "Lessons", "Market", "Plot", "Query", "Rendering", "SQL"],
      exclude: ["errors.md"],
      swiftSettings: strict),
    // Editing at the prompt. libedit edits and keeps the keys; what is seen is drawn by LineEditor.
    .target(name: "CLineEditor", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "LineEditor", dependencies: ["CLineEditor", "CDisplay"], swiftSettings: strict),
    .executableTarget(
      name: "marq",
      dependencies: ["CMachine", "Session", "Lessons", "LineEditor"],
      swiftSettings: strict),
    .testTarget(
      name: "CorpusTests", dependencies: ["Language", "Lessons", "Market", "Query", "Rendering", "Session"],
      swiftSettings: strict),
    .testTarget(
      name: "DocumentationTests", dependencies: ["Language", "Rendering", "Session", "marq"], swiftSettings: strict),
    .testTarget(name: "GrammarTests", dependencies: ["Language"], swiftSettings: strict),
    .target(
      name: "TerminalSupport", dependencies: ["LineEditor"], path: "Tests/TerminalSupport", swiftSettings: strict),
    .executableTarget(
      name: "line-editor-demo", dependencies: ["LineEditor"], path: "Tests/LineEditorDemo", swiftSettings: strict),
    .testTarget(
      name: "LineEditorTests", dependencies: ["LineEditor", "TerminalSupport", "line-editor-demo"],
      swiftSettings: strict),
    .executableTarget(
      name: "sql-tables", dependencies: ["Market"], path: "Tests/SQLTables", swiftSettings: strict),
    .testTarget(name: "PromptTests", dependencies: ["TerminalSupport", "marq"], swiftSettings: strict),
    .testTarget(name: "NaiveTests", dependencies: ["Language", "Market", "Query"], swiftSettings: strict),
    .testTarget(name: "MarketTests", dependencies: ["Market"], swiftSettings: strict),
    .testTarget(
      name: "QueryTests", dependencies: ["Language", "Market", "Query", "Rendering", "CKernels"], swiftSettings: strict),
    .testTarget(name: "RenderingTests", dependencies: ["Rendering", "Market"], swiftSettings: strict),
    .testTarget(name: "PlotTests", dependencies: ["Plot", "Rendering", "Market"], swiftSettings: strict),
  ],
  cLanguageStandard: .c2x
)
