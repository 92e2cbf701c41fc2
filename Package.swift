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
  dependencies: [
    // The command line's options, help and messages: the standard library of Swift's own project.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .target(name: "Language", swiftSettings: strict),
    .target(name: "Market", swiftSettings: strict),
  ],
  cLanguageStandard: .c2x
)
