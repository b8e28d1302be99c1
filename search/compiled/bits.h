/* How many bits are set (Hacker's Delight, 5-1), and the place of the lowest that is. */
#ifndef DUANSOU_BITS_H
#define DUANSOU_BITS_H

static inline unsigned int ones(unsigned long long bits) {
    bits -= (bits >> 1) & 0x5555555555555555ULL;
    bits = (bits & 0x3333333333333333ULL) + ((bits >> 2) & 0x3333333333333333ULL);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0FULL;
    return (unsigned int)((bits * 0x0101010101010101ULL) >> 56);
}

static inline unsigned int lowest(unsigned long long bits) {
    return ones((bits & (0ULL - bits)) - 1);
}

#endif
