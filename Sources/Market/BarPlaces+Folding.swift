package import CKernels

// What is made of a company's bars, put together with that of others place by place.
extension BarPlaces {
  /// Makes figures of the bars of the company that has a number on some places in some steps, and puts those into folds, whose offsets
  /// are where the first of the places is in `held`.
  ///
  /// False, and nothing put, where a column does not keep the company's figures as whole numbers, or one may be missing. Traps where
  /// the bars are another company's, where a step is made of what is not there, or a fold is outside of `held`. O(places).
  package func fold(
    _ steps: [kernel_step], of columns: [FigureRuns], _ number: Int, on places: Range<Int>,
    into folds: [kernel_place_fold], _ held: inout [Double]
  ) -> Bool {
    precondition(
      BarPlaces.areSound(steps, columns.count, folds, places.count, held.count), "a step or fold out of place")
    let own = bars(on: places)
    if own.isEmpty { return true }
    // A change looks at the bar before, a window at all that it may hold.
    var (longest, windows) = (0, 0)
    for step in steps where step.length > 0 { (longest, windows) = (max(longest, Int(step.length)), windows + 1) }
    let first = min(
      longest == 0 ? own.lowerBound : bar(from: places.lowerBound - longest + 1),
      max(own.lowerBound - 1, run.lowerBound))
    let room = own.upperBound - first + 1
    return unsafe withUnsafeTemporaryAllocation(of: kernel_source.self, capacity: columns.count) { sources in
      for (place, column) in columns.enumerated() {
        let figures = column[number]
        precondition(figures.bars == run, "bars of another company")
        guard let (counts, hasMissing) = unsafe figures.ticks(first..<own.upperBound), !hasMissing,
          let start = counts.baseAddress
        else { return false }
        // As if all bars' were there; what is before the first of these is not looked at.
        unsafe sources.initializeElement(
          at: place,
          to: kernel_source(
            counts: start - (first - run.lowerBound), high: figures.step.high, low: figures.step.low))
      }
      var company = unsafe kernel_company(
        stretches: stretches.baseAddress, stretch_count: stretches.count - 1,
        first_bar: own.lowerBound - run.lowerBound, end_bar: own.upperBound - run.lowerBound,
        first_stretch: stretch(at: places.lowerBound), first_place: places.lowerBound)
      unsafe held.withUnsafeMutableBufferPointer { held in
        unsafe withUnsafeTemporaryAllocation(of: Int64.self, capacity: windows * room) { scratch in
          unsafe kernel_fold_bars(
            steps, steps.count, &company, sources.baseAddress, folds, folds.count, scratch.baseAddress,
            held.baseAddress)
        }
      }
      return true
    }
  }

  /// Whether each step is made of steps before it and of sources that are there, and each fold of a step, within what is held.
  private static func areSound(
    _ steps: [kernel_step], _ sources: Int, _ folds: [kernel_place_fold], _ places: Int, _ held: Int
  ) -> Bool {
    // Behind the last place of a row is one more edge.
    func isInside(_ offset: Int) -> Bool { offset >= 0 && offset + places < held }
    for (number, step) in steps.enumerated() {
      let hasWindows = step.kind == kernel_take_trailing_sum || step.kind == kernel_take_trailing_mean
      // What takes from a source alone is made of no step before.
      let before = step.kind.rawValue < kernel_make_of_steps.rawValue ? 1 : number
      guard step.source >= 0, step.source < sources, step.first >= 0, step.first < before, step.second >= 0,
        step.second < before, hasWindows ? (1...1 << 19).contains(step.length) : step.length == 0
      else { return false }
    }
    for fold in folds {
      guard fold.step >= 0, fold.step < steps.count, isInside(fold.results), isInside(fold.squares),
        isInside(fold.shifts), fold.unset >= 0, fold.unset < held, isInside(fold.edges), isInside(fold.missing)
      else { return false }
    }
    return steps.count <= kernel_most_steps
  }
}
