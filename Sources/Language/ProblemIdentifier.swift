/// The identifiers of everything that can be wrong: stable, and one for each page that `help M104` prints.
public enum ProblemIdentifier: String, Sendable, CaseIterable {
  // Signs and grammar.
  case unexpectedCharacter = "M101"
  case notUTF8 = "M102"
  case unterminatedText = "M103"
  case invalidDate = "M104"
  case expected = "M105"
  case unclosedBracket = "M106"
  case duplicateClause = "M107"
  case chainedComparison = "M108"
  case tooDeep = "M109"
  case unknownStatement = "M111"
  case columnsFirst = "M112"
  case notJoined = "M113"
  case tooLarge = "M114"

  // Names and values.
  case unknownName = "M201"
  case unknownFunction = "M202"
  case unknownValue = "M203"
  case unknownPoint = "M204"
  case unknownParameter = "M205"
  case unknownSetting = "M206"
  case invalidSetting = "M207"
  case unknownSubject = "M208"
  case nameTaken = "M209"
  case recursion = "M210"
  case unknownColumn = "M211"
  case notInColumn = "M212"

  // Types.
  case ratioNeedsPercent = "M301"
  case operandType = "M302"
  case incomparable = "M303"
  case conditionNeeded = "M304"
  case argumentCount = "M305"
  case invalidPattern = "M306"
  case quotesNeeded = "M307"
  case textUnderBy = "M308"
  case windowNotAllowed = "M309"
  case windowNeeded = "M310"
  case partNeeded = "M311"
  case daysNeeded = "M312"
  case extremeNeeded = "M313"

  // The shape of a question.
  case nestedAggregate = "M401"
  case keyNeeded = "M402"
  case emptyWindow = "M403"
  case invalidSpan = "M404"
  case invalidCount = "M405"
  case clauseNeeds = "M406"
  case noData = "M407"
  case mixedCurrencies = "M408"
  case notInRow = "M409"
  case offsetsNeeded = "M410"
  case dayConditionNeeded = "M411"
  case groupInCondition = "M412"
  case severalDaysNeeded = "M413"
  case eventNeeded = "M414"
  case answerNeeded = "M415"
  case answerMisplaced = "M416"
  case notOfAnswer = "M417"
  case unknownRow = "M418"
  case notInSQL = "M419"

  // Statements that do something.
  case unreadableFile = "M501"
  case dataRefused = "M502"
  case runsItself = "M503"
  case checkNeedsCondition = "M504"
  case unwritableFile = "M505"
  case formatNeeded = "M506"
  case notDrawable = "M507"
  case interrupted = "M509"
  case lessonFault = "M511"
  case noLesson = "M512"
  case unknownLesson = "M513"

  // Markets on a server.
  case addressFault = "M601"
  case serverNotReached = "M602"
  case serverRefused = "M603"
  case serverFailed = "M604"
  case answerBroken = "M605"
  case notOnServer = "M606"
  case marketIsThere = "M607"
}

extension Problem {
  /// The identifier. A fault inside a definition has the identifier of the fault.
  public var identifier: ProblemIdentifier {
    switch self {
    case .unexpectedCharacter: return .unexpectedCharacter
    case .notUTF8: return .notUTF8
    case .unterminatedText: return .unterminatedText
    case .invalidDate: return .invalidDate
    case .expected: return .expected
    case .unclosedBracket: return .unclosedBracket
    case .duplicateClause: return .duplicateClause
    case .chainedComparison: return .chainedComparison
    case .tooDeep: return .tooDeep
    case .unknownStatement: return .unknownStatement
    case .columnsFirst: return .columnsFirst
    case .notJoined: return .notJoined
    case .tooLarge: return .tooLarge
    case .unknownName: return .unknownName
    case .unknownFunction: return .unknownFunction
    case .unknownValue: return .unknownValue
    case .unknownPoint: return .unknownPoint
    case .unknownParameter: return .unknownParameter
    case .unknownSetting: return .unknownSetting
    case .invalidSetting: return .invalidSetting
    case .unknownSubject: return .unknownSubject
    case .nameTaken: return .nameTaken
    case .recursion: return .recursion
    case .unknownRow: return .unknownRow
    case .notInSQL: return .notInSQL
    case .unknownColumn: return .unknownColumn
    case .notInColumn: return .notInColumn
    case .ratioNeedsPercent: return .ratioNeedsPercent
    case .operandType: return .operandType
    case .incomparable: return .incomparable
    case .conditionNeeded: return .conditionNeeded
    case .argumentCount: return .argumentCount
    case .invalidPattern: return .invalidPattern
    case .quotesNeeded: return .quotesNeeded
    case .textUnderBy: return .textUnderBy
    case .windowNotAllowed: return .windowNotAllowed
    case .windowNeeded: return .windowNeeded
    case .partNeeded: return .partNeeded
    case .daysNeeded: return .daysNeeded
    case .extremeNeeded: return .extremeNeeded
    case .nestedAggregate: return .nestedAggregate
    case .keyNeeded: return .keyNeeded
    case .emptyWindow: return .emptyWindow
    case .invalidSpan: return .invalidSpan
    case .invalidCount: return .invalidCount
    case .clauseNeeds: return .clauseNeeds
    case .noData: return .noData
    case .mixedCurrencies: return .mixedCurrencies
    case .notInRow: return .notInRow
    case .offsetsNeeded: return .offsetsNeeded
    case .dayConditionNeeded: return .dayConditionNeeded
    case .groupInCondition: return .groupInCondition
    case .severalDaysNeeded: return .severalDaysNeeded
    case .eventNeeded: return .eventNeeded
    case .answerNeeded, .workUnknown: return .answerNeeded
    case .answerMisplaced: return .answerMisplaced
    case .notOfAnswer: return .notOfAnswer
    case .unreadableFile: return .unreadableFile
    case .dataRefused: return .dataRefused
    case .runsItself: return .runsItself
    case .checkNeedsCondition: return .checkNeedsCondition
    case .unwritableFile: return .unwritableFile
    case .formatNeeded: return .formatNeeded
    case .notDrawable: return .notDrawable
    case .interrupted: return .interrupted
    case .lessonFault: return .lessonFault
    case .noLesson: return .noLesson
    case .unknownLesson: return .unknownLesson
    case .addressFault: return .addressFault
    case .serverNotReached: return .serverNotReached
    case .serverRefused: return .serverRefused
    case .serverFailed: return .serverFailed
    case .answerBroken: return .answerBroken
    case .notOnServer: return .notOnServer
    case .marketIsThere: return .marketIsThere
    case .inDefinition(_, let inner): return inner.identifier
    }
  }
}
