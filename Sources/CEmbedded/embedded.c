#include "embedded.h"

#include <string.h>

// Each file's bytes stand in the program's constant data.
#define MARQ_FILE(symbol) static const unsigned char symbol[]
// A market is read where it lies, in numbers of up to 64 bits.
#define MARQ_MARKET(symbol) alignas(64) MARQ_FILE(symbol)

MARQ_FILE(prelude) = {
#embed "../Query/prelude.marq"
};
MARQ_FILE(grammar) = {
#embed "../../Grammar/marq.ebnf"
};
MARQ_FILE(errors) = {
#embed "../Session/errors.md"
};
MARQ_MARKET(hk_ai_2026) = {
#embed "markets/hk-ai-2026.market"
};
MARQ_MARKET(us_tech) = {
#embed "markets/us-tech.market"
};
MARQ_MARKET(classroom) = {
#embed "markets/classroom.market"
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
  MARQ_ENTRY("markets", "hk-ai-2026", hk_ai_2026),
  MARQ_ENTRY("markets", "us-tech", us_tech),
  MARQ_ENTRY("markets", "classroom", classroom),
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

const struct marq_embedded_file *marq_embedded_file(size_t index) {
  return &files[index];
}

const struct marq_embedded_file *marq_embedded_find(const char *folder, const char *name) {
  for (size_t index = 0; index < marq_embedded_count(); index++) {
    if (strcmp(files[index].folder, folder) == 0 && strcmp(files[index].name, name) == 0) return &files[index];
  }
  return NULL;
}
