/* Memory that will be read soon is fetched meanwhile, where the compiler can ask for that. */
#ifndef DUANSOU_AHEAD_H
#define DUANSOU_AHEAD_H

#if defined(__GNUC__) || defined(__clang__)
static inline void fetch(const void *place) { __builtin_prefetch(place); }
#else
static inline void fetch(const void *place) { (void)place; }
#endif

#endif
