internal import CKernels
internal import Language

/// Folds of companies by group and place, as a pipeline of bars puts them together: how many figures there are at a place follows from
/// where bars begin and end, and is not counted figure by figure.
struct PlaceFolds: Sendable {
  /// How many groups have a row of places, and how many places a row has.
  private let groupCount, count: Int
  private let kinds: [kernel_fold_kind]
  /// All that is held of each fold, group by group: results, edges, how many are missing; of squares those, the shifts, and on how many
  /// places of each group there is none yet.
  var held: [Double]

  init(_ kinds: [kernel_fold_kind], groupCount: Int, count: Int) {
    (self.kinds, self.groupCount, self.count) = (kinds, groupCount, count)
    held = []
    for kind in kinds {
      held += Array(repeating: kind.start, count: size)
      held += Array(repeating: 0, count: 2 * size)
      if kind == kernel_fold_squares {
        held += Array(repeating: 0, count: size) + Array(repeating: .nan, count: size)
        held += Array(repeating: Double(count), count: groupCount)
      }
    }
  }

  /// How much of each there is: behind the last place may be an edge.
  private var size: Int { groupCount * count + 1 }

  /// Where the results of a fold begin.
  private func start(of fold: Int) -> Int {
    kinds[..<fold].reduce(0) { $0 + ($1 == kernel_fold_squares ? 5 * size + groupCount : 3 * size) }
  }

  /// The folds of some groups from a place on, of what the steps make that belong to them.
  func folds(of steps: [Int], _ groups: some Sequence<Int>, from place: Int) -> [kernel_place_fold] {
    groups.flatMap { group in
      kinds.indices.map { fold in
        let (all, start) = (start(of: fold), start(of: fold) + group * count + place)
        let areSquares = kinds[fold] == kernel_fold_squares
        return kernel_place_fold(
          kind: kinds[fold], step: Int32(steps[fold]), results: start, squares: areSquares ? start + 3 * size : start,
          shifts: areSquares ? start + 4 * size : start, unset: areSquares ? all + 5 * size + group : all,
          edges: start + size, missing: start + 2 * size)
      }
    }
  }

  /// The running folds of one of the aggregates.
  func runningFolds(_ aggregate: Aggregate, _ fold: Int) -> RunningFolds {
    let start = start(of: fold)
    func part(_ number: Int) -> ArraySlice<Double> { held[start + number * size..<start + (number + 1) * size - 1] }
    var here = 0.0
    let counts = zip(part(1), part(2)).map { edge, missing in
      here += edge
      return here - missing
    }
    switch kinds[fold] {
    case kernel_fold_known: return RunningFolds(aggregate, counts: counts, firsts: counts)
    case kernel_fold_squares:
      // Means and squared distances from them follow from the distances from a figure of the place.
      let parts = zip(zip(part(0), part(3)), zip(part(4), counts))
      let means = parts.map { $1.1 == 0 ? 0 : $1.0 + $0.0 / $1.1 }
      let squares = parts.map { part, figures in
        let sum = figures.1 == 0 ? 0 : part.1 - part.0 * part.0 / figures.1
        return sum < 0 ? 0 : sum
      }
      return RunningFolds(aggregate, counts: counts, firsts: means, seconds: squares)
    default: return RunningFolds(aggregate, counts: counts, firsts: Array(part(0)))
    }
  }
}

extension kernel_fold_kind {
  /// What the fold of no figures is.
  fileprivate var start: Double {
    switch self {
    case kernel_fold_highest: -.infinity
    case kernel_fold_lowest: .infinity
    default: 0
    }
  }
}
