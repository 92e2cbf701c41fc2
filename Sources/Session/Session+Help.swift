internal import Language
internal import Rendering

extension Session {
  func help(_ topic: NameSyntax?, in source: Source) -> Outcome {
    guard let topic else {
      emit(.data(settings.style.own(Session.overview)))
      return .finished
    }
    if let text = Session.clauseHelp[topic.text] {
      emit(.data(settings.style.own(text) + "\n"))
      return .finished
    }
    if let page = ErrorPage.of(topic.text) {
      emit(.data(settings.style.own(page.text)))
      return .finished
    }
    if let page = page(of: topic.text) {
      // Its example is an answer, and answers stand apart.
      emit(.data((hasAnswered ? "\n" : "") + page))
      hasAnswered = true
      return .finished
    }
    return show(topic, in: source)
  }

  private static let overview = """
    A question is what you want to know, then which companies and which days:

      drop where segment=llm                       how far each fell, on the day of the data
      drop by segment on 2026-02-23                one row a segment
      share(drop > 0) as breadth, count() by segment
      gain over ytd where country=China sort -gain top 10
      source close where ticker=2513.HK            where a figure comes from

    where   which companies: = != < > in (…), between, ~ "pattern", is missing, and or not
    days    on 2026-02-23 · over 5d, 3m, 1y, ytd · from A to B · since A · until B · after A · ever
    by      one row a value; top 3 per segment; sort x, -y; name a column with as
    each    day, week, month, quarter, year, weekday: splits the days; across ticker lays out
    when    which days: when weekday = Monday, when gain of HSI < -2%
    of      a set as one company: gain of HSI, volatility(60d) of (segment=llm), beta against HSI
    around  around 2026-02-23 from -5d to +5d: days from a day or event; car is measured there

    show measures, folds, functions, attributes, segments, companies, events, settings
    help drop        what a measure means, with an example on this data; describe: what the data holds
    ?dro             what is called so, nearly so, or is said of it: ?moving average
    define dear = close > 100                      load "folder", run "file.marq"
    plot drop by segment                           plot close each day over 1y into "close.svg"
    save drop by segment into "drop.csv"           save market into "x.market", load "x.market"
    lesson           learn it here, task by task   report "file.marq" into "x.html"
    set format csv (or vertical, markdown …)       set today 2026-02-23, set param day = 2026-02-23: $day
    help M104        what the error M104 means      quit             or Control-D
    _                the last answer: _ where drop > 10%, _ sort -gain top 3, save _ into "x.csv"
    history drop     what was asked before with drop in it

    """

  static let clauseHelp: [String: String] = [
    "where": "where condition: picks companies. drop where segment=llm and country in (China, Taiwan)",
    "by": "by attribute, …: one row a value. A company with several values counts in each. drop by segment, country",
    "on": "on day, month, quarter, year or event: the days of the window. drop on 2026-02-23, gain on 2026Q1",
    "over": "over span: trading days (5d) or calendar spans (2w, 3m, 1q, 1y, wtd, mtd, qtd, ytd) up to the end day",
    "from": "from A to B: both ends included. gain from 2026-01-08 to 2026-02-23",
    "since": "since A: from A on, A included; A is a day, an event or a date attribute. gain since listed",
    "after": "after A: measured from A's close. gain after 2026-02-23",
    "until": "until B: from the first bar up to B, included",
    "each": "each day, week, month, quarter, year, weekday or calendar month: splits the days. gain each month on 2026",
    "across": "across key: lays a key of the rows out as columns. close each day over 5d across ticker",
    "when":
      "when condition: picks days, by the day (day, weekday, month, year) or by a set. mean(gain, 1y when gain of HSI < -2%)",
    "of":
      "measure of set: a set as one company, its index. gain of HSI, volatility(60d) of (segment=llm), gain of group",
    "against": "against set: what beta, alpha, correlation, excess and car compare with. beta over 250d against HSI",
    "around":
      "around event from -5d to +5d: trading days from an event, day 0 the first on or after it. car around 2026-02-23 from 0d to +5d",
    "so": "so far: from where the question's window begins. level each week since 2026-01-08",
    "check": "check condition, \"message\": ends a script with status 1 where it does not hold. check avg(drop) < 10%",
    "plan": "plan question: how it is answered, with its definitions written out",
    "sql":
      "sql question: the same question as SQL for ClickHouse, or for another engine: sql for duckdb drop, sql for postgresql drop",
    "explain":
      "explain question: the work behind a figure, step by step, of the first row or the one named; explain _ is about the last answer, into \"x.html\" (or .md, .txt) writes a page. explain drop where segment=llm for 2513.HK",
    "plot":
      "plot question: draws the answer. Days are lines, two figures a scatter, others bars; plot histogram question draws a distribution; into \"x.svg\" or \"x.html\" writes it",
    "ever": "ever: from each company's first bar",
    "sort": "sort x, -y: smallest x first, then largest y. Without it the first figure orders, largest first",
    "top": "top N, top N per attribute: keeps the first rows. drop where country=China top 3 per segment",
    "as": "expression as name: names a column. share(drop > 0) as breadth",
    "define":
      "define name = expression: a measure, condition or value. define china_llm = segment=llm and country=China",
    "load":
      "load \"folder\", load \"prices.csv\" or load us-tech: replaces the data. A bad row changes nothing. load \"clickhouse://user@host:8123/database\" (clickhouses:// with TLS) leaves the bars on the server and asks it; the password is MARQ_PASSWORD, or in ~/.config/marq/passwords behind user@host:port",
    "save":
      "save question into \"x.csv\" (or .tsv, .json, .jsonl, .md, .txt), save market into \"x.market\", which load opens at once, or into \"clickhouse://user@host:8123/database\"",
    "source": "source question: prints where each figure comes from. source close where ticker=2513.HK",
    "set": "set name value: show settings lists them; set param day = 2026-02-23 is used as $day",
    "report":
      "report \"file.marq\" into \"x.html\" (or .md): the file's comments as prose, its questions with their answers and pictures, and sources. report \"monday.marq\" into \"monday.html\"",
    "lesson":
      "lesson lists the lessons, lesson 1 begins one: every question is an attempt, and hint, answer, skip, next and progress help; lesson again starts over, lesson stop leaves. lesson \"my.marq\" takes a file of yours, lesson check \"my.marq\" looks whether it is one, lesson grade \"answers.marq\" grades a hand-in. In its comments #? begins a task, #- is a hint, #= is said when it is solved, #! is a wrong question and behind => what to say to it; the question below is the answer",
    "hint": "hint: a step towards the open task of a lesson. The next one says more",
    "answer": "answer: shows how the open task of a lesson is solved",
    "skip": "skip: leaves the open task of a lesson unsolved",
    "next": "next: goes on to the next task, behind the last one to the next lesson",
    "progress": "progress: what is solved in the lesson, or outside of one in all lessons",
    "run": "run \"file.marq\": answers the statements of a file",
    "show": "show measures, folds, functions, attributes, companies, events, definitions, settings, or a name",
    "history": "history word: what was asked before, at the prompt; all of it or what has the word. history drop",
    "_":
      "_: the last answer, a table whose words are its headings. _ where drop > 10% sort ticker top 3; _, drop / 2 as half; save _ into \"x.csv\"",
    "describe": "describe: what the data holds",
    "quit": "quit: leaves. Control-D does too",
    "help": "help word: the page of a measure, fold, clause or fault. help drop, help where, help M104",
  ]
}
