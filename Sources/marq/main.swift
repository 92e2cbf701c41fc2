import Session
import Language
let session = Session { if case .data(let t) = $0 { print(t, terminator: "") } else if case .message(let t) = $0 { print(t, terminator: "") } }
_ = session.open(dataSet: "hk-ai-2026")
_ = session.run(Source(CommandLine.arguments.dropFirst().joined(separator: " ")))
