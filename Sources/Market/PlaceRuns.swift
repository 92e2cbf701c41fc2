internal import CKernels

/// Where the bars of all companies lie among the trading days of their exchanges, for a loop over many of them.
///
/// A view, as that of one company: it counts no reference, since all cores would count at one place, and must not outlive the bars.
@safe public struct PlaceRuns {
  private let offsets: UnsafeBufferPointer<Int>
  private let starts: UnsafeBufferPointer<Int>
  private let stretches: UnsafeBufferPointer<kernel_stretch>

  /// The places of some bars, which whoever asks keeps alive as long as these. O(1).
  @unsafe public init(_ bars: Bars) {
    // Arrays that never change stay where they are.
    unsafe offsets = bars.offsets.withUnsafeBufferPointer { unsafe $0 }
    unsafe starts = bars.stretches.starts.withUnsafeBufferPointer { unsafe $0 }
    unsafe stretches = bars.stretches.all.withUnsafeBufferPointer { unsafe $0 }
  }

  /// Where one company's bars lie. O(1).
  public subscript(company: Int) -> BarPlaces {
    unsafe precondition(company >= 0 && company < min(offsets.count, starts.count) - 1, "no such company")
    let own = unsafe starts[company]..<starts[company + 1]
    return unsafe BarPlaces(
      run: offsets[company]..<offsets[company + 1], UnsafeBufferPointer(rebasing: stretches[own]))
  }
}
