#include "embedded.h"

// Each file's bytes stand in the program's constant data.
#define MARQ_FILE(symbol) static const unsigned char symbol[]

MARQ_FILE(prelude) = {
#embed "../Query/prelude.marq"
};
MARQ_FILE(grammar) = {
#embed "../../Grammar/marq.ebnf"
};
MARQ_FILE(errors) = {
#embed "../Session/errors.md"
};
MARQ_FILE(hk_attributes) = {
#embed "../../Datasets/hk-ai-2026/attributes.csv"
};
MARQ_FILE(hk_calendar) = {
#embed "../../Datasets/hk-ai-2026/calendar.csv"
};
MARQ_FILE(hk_companies) = {
#embed "../../Datasets/hk-ai-2026/companies.csv"
};
MARQ_FILE(hk_events) = {
#embed "../../Datasets/hk-ai-2026/events.csv"
};
MARQ_FILE(hk_market) = {
#embed "../../Datasets/hk-ai-2026/market.marq"
};
MARQ_FILE(hk_prices) = {
#embed "../../Datasets/hk-ai-2026/prices.csv"
};
MARQ_FILE(us_attributes) = {
#embed "../../Datasets/us-tech/attributes.csv"
};
MARQ_FILE(us_companies) = {
#embed "../../Datasets/us-tech/companies.csv"
};
MARQ_FILE(us_events) = {
#embed "../../Datasets/us-tech/events.csv"
};
MARQ_FILE(us_market) = {
#embed "../../Datasets/us-tech/market.marq"
};
MARQ_FILE(us_prices) = {
#embed "../../Datasets/us-tech/prices.csv"
};
MARQ_FILE(classroom_attributes) = {
#embed "../../Datasets/classroom/attributes.csv"
};
MARQ_FILE(classroom_calendar) = {
#embed "../../Datasets/classroom/calendar.csv"
};
MARQ_FILE(classroom_companies) = {
#embed "../../Datasets/classroom/companies.csv"
};
MARQ_FILE(classroom_events) = {
#embed "../../Datasets/classroom/events.csv"
};
MARQ_FILE(classroom_market) = {
#embed "../../Datasets/classroom/market.marq"
};
MARQ_FILE(classroom_prices) = {
#embed "../../Datasets/classroom/prices.csv"
};
MARQ_FILE(lesson_01) = {
#embed "../Lessons/library/01-reading-a-drop.marq"
};
MARQ_FILE(lesson_02) = {
#embed "../Lessons/library/02-who-belongs.marq"
};
MARQ_FILE(lesson_03) = {
#embed "../Lessons/library/03-did-the-whole-segment-fall.marq"
};
MARQ_FILE(lesson_04) = {
#embed "../Lessons/library/04-windows-and-bases.marq"
};
MARQ_FILE(lesson_05) = {
#embed "../Lessons/library/05-averages-medians-weights.marq"
};
MARQ_FILE(lesson_06) = {
#embed "../Lessons/library/06-breadth-and-dispersion.marq"
};
MARQ_FILE(lesson_07) = {
#embed "../Lessons/library/07-volatility.marq"
};
MARQ_FILE(lesson_08) = {
#embed "../Lessons/library/08-drawdown-and-recovery.marq"
};
MARQ_FILE(lesson_09) = {
#embed "../Lessons/library/09-beta-and-the-benchmark.marq"
};
MARQ_FILE(lesson_10) = {
#embed "../Lessons/library/10-correlation-in-calm-and-storm.marq"
};
MARQ_FILE(lesson_11) = {
#embed "../Lessons/library/11-an-event-study.marq"
};
MARQ_FILE(lesson_12) = {
#embed "../Lessons/library/12-how-a-measure-misleads.marq"
};

#define MARQ_ENTRY(folder, name, symbol) { folder, name, symbol, sizeof symbol }

static const struct marq_embedded_file files[] = {
  MARQ_ENTRY("", "prelude.marq", prelude),
  MARQ_ENTRY("", "marq.ebnf", grammar),
  MARQ_ENTRY("", "errors.md", errors),
  MARQ_ENTRY("hk-ai-2026", "attributes.csv", hk_attributes),
  MARQ_ENTRY("hk-ai-2026", "calendar.csv", hk_calendar),
  MARQ_ENTRY("hk-ai-2026", "companies.csv", hk_companies),
  MARQ_ENTRY("hk-ai-2026", "events.csv", hk_events),
  MARQ_ENTRY("hk-ai-2026", "market.marq", hk_market),
  MARQ_ENTRY("hk-ai-2026", "prices.csv", hk_prices),
  MARQ_ENTRY("us-tech", "attributes.csv", us_attributes),
  MARQ_ENTRY("us-tech", "companies.csv", us_companies),
  MARQ_ENTRY("us-tech", "events.csv", us_events),
  MARQ_ENTRY("us-tech", "market.marq", us_market),
  MARQ_ENTRY("us-tech", "prices.csv", us_prices),
  MARQ_ENTRY("classroom", "attributes.csv", classroom_attributes),
  MARQ_ENTRY("classroom", "calendar.csv", classroom_calendar),
  MARQ_ENTRY("classroom", "companies.csv", classroom_companies),
  MARQ_ENTRY("classroom", "events.csv", classroom_events),
  MARQ_ENTRY("classroom", "market.marq", classroom_market),
  MARQ_ENTRY("classroom", "prices.csv", classroom_prices),
  MARQ_ENTRY("lessons", "01-reading-a-drop.marq", lesson_01),
  MARQ_ENTRY("lessons", "02-who-belongs.marq", lesson_02),
  MARQ_ENTRY("lessons", "03-did-the-whole-segment-fall.marq", lesson_03),
  MARQ_ENTRY("lessons", "04-windows-and-bases.marq", lesson_04),
  MARQ_ENTRY("lessons", "05-averages-medians-weights.marq", lesson_05),
  MARQ_ENTRY("lessons", "06-breadth-and-dispersion.marq", lesson_06),
  MARQ_ENTRY("lessons", "07-volatility.marq", lesson_07),
  MARQ_ENTRY("lessons", "08-drawdown-and-recovery.marq", lesson_08),
  MARQ_ENTRY("lessons", "09-beta-and-the-benchmark.marq", lesson_09),
  MARQ_ENTRY("lessons", "10-correlation-in-calm-and-storm.marq", lesson_10),
  MARQ_ENTRY("lessons", "11-an-event-study.marq", lesson_11),
  MARQ_ENTRY("lessons", "12-how-a-measure-misleads.marq", lesson_12),
};

size_t marq_embedded_count(void) {
  return sizeof files / sizeof files[0];
}

struct marq_embedded_file marq_embedded_file(size_t index) {
  return files[index];
}
