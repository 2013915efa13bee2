/* Releases are scored and enter their region's records: as `sim/ensemble/measurement.py` and the
 * second half of `sim/ensemble/research.py`. */

#pragma once
#include "block.h"
#include "rules.h"

#define UNTESTED (-1.0)
_Static_assert(INDICES < 4, "four draws: one an index, and one for whether it is tested");
#define ENTRIES (MONTHS * LABS + 1)

typedef double Entries[REGIONS][ENTRIES][BLOCK];

/* Each region's frontier and largest run as lists of records, and those of each index. */
typedef struct {
    Entries *times, *values, *run_times, *run_values, *score_times, *score_values;
} Frontiers;

/* Kinds of records that a lag is taken of: the frontier, the largest run, then every index. */
enum { OF_CAPABILITY, OF_RUNS, OF_SCORES, KINDS = OF_SCORES + INDICES };

/* What a lag was when one of its two frontiers last moved, and who has one that moved since. */
typedef struct {
    Members moved[KINDS][REGIONS];
    double since[KINDS][REGIONS][BLOCK], leads[KINDS][REGIONS][BLOCK];
} Lags;

/* What a part of the month's releases is scored by. */
typedef struct {
    double capability[BLOCK], family[BLOCK], error[BLOCK], shared[BLOCK], coverage[BLOCK];
    double scored[INDICES][BLOCK];
} Scores;

RULE void compute_scores(const Queue *restrict queue, int start, int64_t month,
                         Scores *restrict s) {
    const uint64_t *seed = queue->seed + start, *member = queue->member + start;
    const uint64_t *agent = queue->agent + start;
    FOR_MEMBERS(i) {
        Drawn drawn = draw(seed[i], member[i], month, agent[i], LUCK_SCORES);
        Truth is_tested = WHETHER(drawn.of[INDICES] < s->coverage[i]);
#pragma GCC unroll 3
        for (int index = 0; index < INDICES; index++) {
            double scored = index_score(s->capability[i], s->family[i], s->error[i], s->shared[i],
                                        normal_quantile(drawn.of[index]));
            s->scored[index][i] = is_tested ? scored : UNTESTED;
        }
    }
}

/* Indices score what was released, with errors, and leave some of it out. */
static void score(const Now *restrict now, const Parameters *restrict p, Labs *restrict labs,
                  const Queue *restrict queue) {
    Scores scores = {0};
    FOR_PARTS(start, queue) {
        FOR_PART(i, start, queue) {
            int lab = queue->lab[start + i], m = queue->m[start + i];
            scores.capability[i] = labs->capability[lab][m];
            scores.family[i] = labs->family_error[lab][m];
            scores.error[i] = p->score_error[m];
            scores.shared[i] = p->score_error_shared[m];
            scores.coverage[i] = p->score_coverage[m];
        }
        compute_scores(queue, start, now->month, &scores);
        FOR_PART(i, start, queue) {
            int lab = queue->lab[start + i], m = queue->m[start + i];
            for (int index = 0; index < INDICES; index++)
                labs->score[index][lab][m] = scores.scored[index][i];
        }
    }
}

/* What stood at the month's start stands until something better is released. */
static void open_month(const Now *restrict now, Regions *restrict regions) {
    int64_t slot = now->month % 12, coming = (now->month + 1) % DELAYS;
    int64_t standing = now->month % DELAYS;
    for (int r = 0; r < REGIONS; r++)
        FOR_MEMBERS(m) {
            regions->open_teacher[r][coming][m] = regions->open_teacher[r][standing][m];
            regions->open_root[r][coming][m] = regions->open_root[r][standing][m];
            regions->closed_teacher[r][coming][m] = regions->closed_teacher[r][standing][m];
            regions->releases[r][slot][m] = 0.0;
            regions->foreign_releases[r][slot][m] = 0.0;
        }
}

/* One record more, where a release lifts what stands. */
RULE bool lift(double *best, int64_t *count, Entries *times, Entries *values, double value,
               double date, int64_t r, int m) {
    if (!(value > *best)) return false;
    *best = value;
    (*times)[r][*count][m] = date;
    (*values)[r][*count][m] = value;
    *count += 1;
    return true;
}

/* A release enters its region's records where it lifts them: frontier, run, each index. */
static void enter(const Labs *restrict labs, Regions *restrict regions, const Frontiers *frontiers,
                  Lags *restrict lags, int lab, int64_t r, int m) {
    double date = labs->released_at[lab][m];
    Members self = UINT64_C(1) << m;
    if (lift(&regions->frontier[r][m], &regions->frontier_count[r][m], frontiers->times,
             frontiers->values, labs->capability[lab][m], date, r, m))
        lags->moved[OF_CAPABILITY][r] |= self;
    if (lift(&regions->largest_run[r][m], &regions->run_count[r][m], frontiers->run_times,
             frontiers->run_values, labs->base_compute[lab][m], date, r, m))
        lags->moved[OF_RUNS][r] |= self;
    for (int i = 0; i < INDICES; i++)
        if (lift(&regions->best_score[i][r][m], &regions->score_count[i][r][m],
                 &frontiers->score_times[i], &frontiers->score_values[i], labs->score[i][lab][m],
                 date, r, m))
            lags->moved[OF_SCORES + i][r] |= self;
}

/* Puts what was released in each member's queue, by day: labs of one day in their own order. */
static void in_order_of_days(const Labs *restrict labs, const Queue *restrict queue,
                             int32_t waiting[BLOCK], int32_t order[BLOCK][LABS]) {
    for (int i = 0; i < queue->count; i++) {
        int lab = queue->lab[i], m = queue->m[i], place = waiting[m]++;
        double date = labs->released_at[lab][m];
        for (; place > 0 && labs->released_at[order[m][place - 1]][m] > date; place--)
            order[m][place] = order[m][place - 1];
        order[m][place] = lab;
    }
}

/* Counts a month's releases, and makes them teachers from next month on. */
static void become_teachers(const Cast *restrict cast, const Now *restrict now,
                            const Labs *restrict labs, Regions *restrict regions,
                            const Queue *restrict queue) {
    int64_t slot = now->month % 12, coming = (now->month + 1) % DELAYS;
    for (int i = 0; i < queue->count; i++) {
        int lab = queue->lab[i], m = queue->m[i];
        int64_t home = cast->labs.region[lab];
        double released = labs->capability[lab][m];
        bool opens = now->month >= cast->labs.open_from[lab];
        double *teacher = opens ? &regions->open_teacher[home][coming][m]
                                : &regions->closed_teacher[home][coming][m];
        regions->releases[home][slot][m] += 1.0;
        regions->foreign_releases[home][slot][m] += labs->from_foreign_weights[lab][m];
        if (!(released > *teacher)) continue;
        *teacher = released;
        if (opens) regions->open_root[home][coming][m] = labs->root[lab][m];
    }
}

/* Releases enter their region's frontier by date, and become teachers after a delay. */
static void publish_releases(const Cast *restrict cast, const Now *restrict now,
                             const Labs *restrict labs, Regions *restrict regions,
                             const Frontiers *frontiers, Lags *restrict lags,
                             const Queue *restrict queue) {
    int32_t waiting[BLOCK] = {0}, order[BLOCK][LABS];
    open_month(now, regions);
    become_teachers(cast, now, labs, regions, queue);
    in_order_of_days(labs, queue, waiting, order);
    for (int m = 0; m < BLOCK; m++)
        for (int place = 0; place < waiting[m]; place++) {
            int lab = order[m][place];
            enter(labs, regions, frontiers, lags, lab, cast->labs.region[lab], m);
        }
    double *world = regions->world_frontier[(now->month + 1) % YEAR];
    FOR_MEMBERS(m) {
        double best = 0.0;
        for (int r = 0; r < REGIONS; r++) best = larger_of(best, regions->frontier[r][m]);
        world[m] = best;
    }
}
