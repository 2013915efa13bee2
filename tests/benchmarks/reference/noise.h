/* Luck as in `sim/noise.py`: Philox4x32-10, a function of whose it is and what for. */

#pragma once
#include "layout.h"
#include "numerics.h"

enum { LUCK_MONTH, LUCK_GENERATION, LUCK_START, LUCK_INVESTOR, LUCK_FDI, LUCK_PARAMETER,
       LUCK_FAMILY, LUCK_SCORES };

#define WORD UINT64_C(0xFFFFFFFF)
#define MULTIPLIER_0 UINT64_C(0xD2511F53)
#define MULTIPLIER_1 UINT64_C(0xCD9E8D57)
#define WEYL_0 UINT64_C(0x9E3779B9)
#define WEYL_1 UINT64_C(0xBB67AE85)

typedef struct {
    double of[4];
} Drawn;

/* Whose luck an agent's month is, for all members of a block: the past is that of the draw. */
typedef struct {
    const uint64_t *seed, *member;
} Keys;

RULE Keys keys_of(const Luck *luck, int64_t month, uint64_t agent) {
    if (month < luck->own_from)
        return (Keys){luck->past_seed, luck->past_member[month / 12][agent & (GROUPS - 1)]};
    return (Keys){luck->seed, luck->member};
}

RULE double uniform(uint64_t word) { return (float_of_word(word) + 0.5) * 0x1p-32; }

RULE Drawn draw(uint64_t seed, uint64_t member, int64_t month, uint64_t agent, int purpose) {
    uint64_t c0 = member & WORD, c1 = (uint64_t)month & WORD;
    uint64_t c2 = agent & WORD, c3 = (uint64_t)purpose;
    uint64_t k0 = seed & WORD, k1 = seed >> 32;
#pragma GCC unroll 10
    for (int round = 0; round < 10; round++) {
        uint64_t product_0 = MULTIPLIER_0 * c0, product_1 = MULTIPLIER_1 * c2;
        c0 = (product_1 >> 32) ^ c1 ^ k0;
        c1 = product_1 & WORD;
        c2 = (product_0 >> 32) ^ c3 ^ k1;
        c3 = product_0 & WORD;
        k0 = (k0 + WEYL_0) & WORD;
        k1 = (k1 + WEYL_1) & WORD;
    }
    return (Drawn){{uniform(c0), uniform(c1), uniform(c2), uniform(c3)}};
}
