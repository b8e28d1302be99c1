/* How many bits are set, and which is the lowest of them. */
#ifndef DUANSOU_BITS_H
#define DUANSOU_BITS_H

#include <stddef.h>
#include <stdint.h>

/* Hacker's Delight, 5-1. */
static inline unsigned int ones(uint64_t bits) {
    bits -= (bits >> 1) & 0x5555555555555555ULL;
    bits = (bits & 0x3333333333333333ULL) + ((bits >> 2) & 0x3333333333333333ULL);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0FULL;
    return (unsigned int)((bits * 0x0101010101010101ULL) >> 56);
}

static inline unsigned int lowest(uint64_t bits) {
#if defined(__GNUC__) || defined(__clang__)
    return (unsigned int)__builtin_ctzll(bits);
#else
    return ones((bits & (0ULL - bits)) - 1);
#endif
}

/* Processors that count the bits of a number at once are asked to, where the linker can choose. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__)
#define CHOSEN_BY_PROCESSOR __attribute__((target_clones("popcnt", "default"), noinline, unused))
#define ONES __builtin_popcountll
#else
#define CHOSEN_BY_PROCESSOR
#define ONES ones
#endif

CHOSEN_BY_PROCESSOR static size_t ones_of_all(const uint64_t *bits, size_t size) {
    size_t total = 0;
    for (size_t at = 0; at < size; at++) {
        total += (size_t)ONES(bits[at]);
    }
    return total;
}

#endif
