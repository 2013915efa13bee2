/* Loops over the members of a block, and sets of members as the bits of a word. */

#pragma once
#include "layout.h"
#include "noise.h"
#include "quantile.h"

/* Members never touch each other's numbers: the compiler may take eight of them at once. */
#define FOR_MEMBERS(m) _Pragma("GCC ivdep") for (int m = 0; m < BLOCK; m++)

typedef uint64_t Members;
_Static_assert(BLOCK == 64, "a set of members is a word of 64 bits");

#define BIT(bit) (UINT64_C(1) << (bit))
#define FOUR(bit) BIT(bit), BIT((bit) + 1), BIT((bit) + 2), BIT((bit) + 3)
#define SIXTEEN(bit) FOUR(bit), FOUR((bit) + 4), FOUR((bit) + 8), FOUR((bit) + 12)
static const Members ALONE[BLOCK] = {SIXTEEN(0), SIXTEEN(16), SIXTEEN(32), SIXTEEN(48)};

/* The members that a condition holds for. */
#define MEMBERS_WHERE(set, m, condition)                                                           \
    Members set = 0;                                                                               \
    FOR_MEMBERS(m) set |= (condition) ? ALONE[m] : 0

/* Visits the few members of a set: what is rare is not worth a vector of them. */
#define FOR_SET(m, set)                                                                            \
    for (Members left_##m = (set), m = (Members)__builtin_ctzll(left_##m | UINT64_C(1) << 63);     \
         left_##m != 0; left_##m &= left_##m - 1,                                                  \
                 m = (Members)__builtin_ctzll(left_##m | UINT64_C(1) << 63))

enum { SENDER, TARGET, ALLY };

#define CLEAR(array) memset(array, 0, sizeof(array))

/* The few agents and members to whom something happens in a month, side by side: vectors of those
 * alone, where a vector of neighbours would mostly compute for nobody. */
typedef struct {
    int count;
    int32_t lab[LABS * BLOCK], m[LABS * BLOCK];
    uint64_t seed[LABS * BLOCK], member[LABS * BLOCK], agent[LABS * BLOCK];
} Queue;

RULE void enqueue(Queue *queue, const Luck *luck, int64_t month, uint64_t agent, int lab,
                  Members set) {
    Keys keys = keys_of(luck, month, agent);
    int at = queue->count;
    FOR_SET(m, set) {
        queue->lab[at] = lab;
        queue->m[at] = (int32_t)m;
        queue->seed[at] = keys.seed[m];
        queue->member[at] = keys.member[m];
        queue->agent[at] = agent;
        at++;
    }
    queue->count = at;
}

/* A queue in parts of a block: what a part needs is gathered, computed side by side, scattered. */
#define FOR_PARTS(start, queue) for (int start = 0; start < (queue)->count; start += BLOCK)

#define FOR_PART(i, start, queue)                                                                  \
    for (int i = 0; i < BLOCK && (start) + i < (queue)->count; i++)
