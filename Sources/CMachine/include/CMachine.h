#ifndef CMACHINE_H
#define CMACHINE_H

#include <stddef.h>
#include <stdint.h>

/// Calls `body` with `context` and each number below `count`, on this thread and on those that wait for work, one for each
/// other core; returns when all calls are done. Numbers are taken in order, each by whoever is free.
///
/// The threads are started at the first call that needs them. Where the system gives none, or they are at work for another
/// call, this thread does all: less fast, never stuck. They may run on any core of this thread's but the one that it is on
/// when it hands out work.
void machine_for_each(size_t count, void *context, void (*body)(void *context, size_t number));

/// How many threads share the work of a call at most, this one included.
int machine_thread_count(void);

/// Lets the C library keep the memory that a question frees for the next one, instead of giving it back to the system and
/// asking for it, zeroed page by page, again. What is kept is at most `bytes`.
void machine_keep_memory(size_t bytes);

/// The time in nanoseconds since some moment, for telling how long something takes. Swift's clocks are part of its library of
/// tasks, which would bring another one of threads, and each has its own work at the program's start.
int64_t machine_nanoseconds(void);

/// Gives back what is kept now, behind work that took much more than others will.
void machine_give_memory_back(void);

/// Asks for the memory at an address, which need not be anybody's: whoever goes to many places far apart asks for the next
/// ones ahead, and does not wait for each of them.
static inline void machine_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
