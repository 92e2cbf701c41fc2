import Testing

@testable import marq

/// The bar of a load that takes long.
@Suite struct WaitingTests {
  @Test func theBarIsAlwaysOfOneLength() {
    #expect(Waiting.bar(0, isUnicode: true) == "░░░░░░░░░░░░░░░░░░░░   0%")
    #expect(Waiting.bar(52, isUnicode: true) == "██████████░░░░░░░░░░  52%")
    #expect(Waiting.bar(100, isUnicode: false) == "#################### 100%")
    for percent in 0...100 { #expect(Waiting.bar(percent, isUnicode: true).count == 25) }
  }
}
