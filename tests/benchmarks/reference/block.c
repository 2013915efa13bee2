/* The schedule of `sim/ensemble/schedule.py` in C: what speed this machine can give these rules.
 *
 * One translation unit, so that the compiler sees all of it. `-DTICKS` counts the cycles of each
 * phase, in the order of the schedule. */

#include "endow.h"
#include "record.h"
#include "research.h"

#ifdef TICKS
#define NOW_IN_CYCLES __builtin_ia32_rdtsc()
#else
#define NOW_IN_CYCLES UINT64_C(0)
#endif

enum { COMMIT, INVEST_DIRECTLY, INVEST_IN_PLANTS, ALLOCATE, DRAW, EARN, OFFER, ORDER, PRODUCE,
       DELIVER, RENT_ABROAD, SETTLE, DRAW_LUCK, LEARN, LAUNCH_AND_FINISH, UPDATE_AND_RELEASE,
       SCORE, PUBLISH_RELEASES, ADVANCE_ROADMAPS, DESIGN_VARIANTS, BUILD_FOUNDRIES, SELL_TOOLS,
       ENDOW, TAKE_DOWN };

#define PHASE(name, call)                                                                          \
    do {                                                                                           \
        uint64_t started = NOW_IN_CYCLES;                                                          \
        call;                                                                                      \
        if (NOW_IN_CYCLES != 0) ticks[name] += NOW_IN_CYCLES - started;                                 \
    } while (0)

static void simulate_month(const Cast *cast, const Now *now, const Parameters *p, const Luck *luck,
                           State *state, const Frontiers *frontiers, Lags *lags, Queue *queue,
                           uint64_t *ticks) {
    Labs *labs = &state->labs;
    Investors *investors = &state->investors;
    Regions *regions = &state->regions;
    Designers *designers = &state->designers;
    Foundries *foundries = &state->foundries;

    /* 2-5 capital */
    if (now->opens_quarter) PHASE(COMMIT, commit(cast, now, p, luck, investors, regions));
    PHASE(INVEST_DIRECTLY, invest_directly(cast, now, p, luck, regions));
    PHASE(INVEST_IN_PLANTS, invest_in_plants(cast, now, p, regions));
    if (now->opens_quarter) PHASE(ALLOCATE, allocate(cast, now, p, labs, investors, regions));
    PHASE(DRAW, draw_money(labs));
    PHASE(EARN, earn(cast, now, p, labs, regions));

    /* 6-7 chips */
    PHASE(OFFER, offer(cast, now, p, designers));
    PHASE(ORDER, order(cast, now, p, labs, regions, designers));
    PHASE(PRODUCE, produce(cast, now, p, labs, regions, designers, foundries));
    PHASE(DELIVER, deliver_and_book(cast, now, p, labs, regions, designers));
    PHASE(RENT_ABROAD, rent_abroad(cast, now, p, labs, regions, designers));
    PHASE(SETTLE, settle(cast, p, regions, designers, foundries));

    /* 8-10 research, training, releases */
    PHASE(DRAW_LUCK, draw_luck(cast, now, luck, labs));
    PHASE(LEARN, learn(cast, now, p, labs, regions));
    PHASE(LAUNCH_AND_FINISH, launch_and_finish(cast, now, p, luck, labs, queue));
    PHASE(UPDATE_AND_RELEASE, update_and_release(cast, now, p, luck, labs, regions, queue));
    PHASE(SCORE, score(now, p, labs, queue));
    PHASE(PUBLISH_RELEASES,
          publish_releases(cast, now, labs, regions, frontiers, lags, queue));

    /* 11 suppliers invest */
    PHASE(ADVANCE_ROADMAPS, advance_roadmaps(cast, now, p, designers, foundries));
    PHASE(DESIGN_VARIANTS, design_variants(cast, now, p, designers));
    PHASE(BUILD_FOUNDRIES, build_foundries(cast, now, p, regions, designers, foundries));
    PHASE(SELL_TOOLS, sell_tools(now, p, foundries));
}

/* All months of a block; the records of frontiers are room that a thread may use again. */
void simulate_block(const Cast *cast, const Now *calendar, const Parameters *p, const Luck *luck,
                    State *state, Entries *times, Entries *values, Entries *run_times,
                    Entries *run_values, Entries *score_times, Entries *score_values,
                    Record *record, uint64_t *ticks) {
    Frontiers frontiers = {times, values, run_times, run_values, score_times, score_values};
    static _Thread_local Queue queue;
    static _Thread_local Lags lags;
    PHASE(ENDOW, endow(cast, calendar, p, luck, state, &frontiers, &lags));
    for (int month = 0; month < MONTHS; month++) {
        const Now *now = &calendar[month];
        simulate_month(cast, now, p, luck, state, &frontiers, &lags, &queue, ticks);
        PHASE(TAKE_DOWN,
              take_down(cast, now, state, &frontiers, &lags, &record[month]));
    }
}
