/* What is taken down at a month's end: as `sim/ensemble/record.py`, and `sim/lag.py`. */

#pragma once
#include "delivery.h"
#include "releases.h"

/* Index of the first of `count` ascending values at or above a level. */
RULE int64_t first_reaching(Entries *values, int64_t r, int64_t count, double level, int m) {
    int64_t below = -1, reaching = count;
    while (reaching - below > 1) {
        int64_t middle = (below + reaching) / 2;
        if ((*values)[r][middle][m] >= level)
            reaching = middle;
        else
            below = middle;
    }
    return reaching;
}

/* Since when the one ahead has had what the one behind has now, and which of the two leads. It
 * stays so until one of them moves: only then is there anything to search. */
static void find_lags(Lags *restrict lags, Entries *times, Entries *values,
                      const int64_t count[REGIONS][BLOCK], int kind, int64_t r) {
    FOR_SET(m, lags->moved[kind][0] | lags->moved[kind][r]) {
        double leader = (*values)[0][count[0][m] - 1][m];
        double follower = (*values)[r][count[r][m] - 1][m];
        bool leads = leader >= follower;
        int64_t ahead = leads ? 0 : r;
        int64_t at =
            first_reaching(values, ahead, count[ahead][m], leads ? follower : leader, (int)m);
        lags->since[kind][r][m] = (*times)[ahead][at][m];
        lags->leads[kind][r][m] = leads ? 1.0 : -1.0;
    }
}

RULE void write_lags(const Lags *restrict lags, double end, int kind, int r,
                     double *restrict record) {
    FOR_MEMBERS(m) {
        double since = lags->since[kind][r][m];
        record[m] = lags->leads[kind][r][m] > 0.0 ? end - since : since - end;
    }
}

static void take_down_lags(const Now *restrict now, const Regions *restrict regions,
                           const Frontiers *frontiers, Lags *restrict lags,
                           Record *restrict record) {
    double end = (double)now->month + 1.0;
    CLEAR(record->capability_lag[0]);
    CLEAR(record->compute_lag[0]);
    CLEAR(record->lag_censored[0]);
    for (int i = 0; i < INDICES; i++) CLEAR(record->measured_capability_lag[i][0]);
    for (int r = 1; r < REGIONS; r++) {
        find_lags(lags, frontiers->times, frontiers->values, regions->frontier_count,
                  OF_CAPABILITY, r);
        find_lags(lags, frontiers->run_times, frontiers->run_values, regions->run_count, OF_RUNS,
                  r);
        write_lags(lags, end, OF_CAPABILITY, r, record->capability_lag[r]);
        write_lags(lags, end, OF_RUNS, r, record->compute_lag[r]);
        for (int i = 0; i < INDICES; i++) {
            find_lags(lags, &frontiers->score_times[i], &frontiers->score_values[i],
                      regions->score_count[i], OF_SCORES + i, r);
            write_lags(lags, end, OF_SCORES + i, r, record->measured_capability_lag[i][r]);
        }
        FOR_MEMBERS(m) {
            double leader = regions->frontier[0][m], follower = regions->frontier[r][m];
            double first_ahead =
                leader >= follower ? (*frontiers->values)[0][0][m] : (*frontiers->values)[r][0][m];
            double behind = smaller_of(leader, follower);
            record->lag_censored[r][m] = first_ahead >= behind ? 1.0 : 0.0;
        }
    }
    memset(lags->moved, 0, sizeof lags->moved);
}

static void take_down_labs(const Cast *restrict cast, const Now *restrict now,
                           const Labs *restrict labs, const Regions *restrict regions,
                           Record *restrict record) {
    CLEAR(record->know_how);
    CLEAR(record->breakthroughs);
    CLEAR(record->compute_stock);
    CLEAR(record->rented_compute);
    CLEAR(record->lab_cash);
    CLEAR(record->research_spending);
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        int64_t r = cast->labs.region[lab];
        FOR_MEMBERS(m) {
            record->know_how[r][m] = larger_of(record->know_how[r][m], labs->know_how[lab][m]);
            record->breakthroughs[r][m] =
                larger_of(record->breakthroughs[r][m], labs->breakthroughs[lab][m]);
            record->compute_stock[r][m] += labs->compute_stock[lab][m];
            record->rented_compute[r][m] += labs->rented[lab][m];
            record->lab_cash[r][m] += labs->cash[lab][m];
            record->research_spending[r][m] += labs->research[lab][m];
        }
    }
    for (int r = 0; r < REGIONS; r++)
        FOR_MEMBERS(m) {
            double released = 0.0, foreign = 0.0;
            for (int slot = 0; slot < 12; slot++) {
                released += regions->releases[r][slot][m];
                foreign += regions->foreign_releases[r][slot][m];
            }
            record->released_models[r][m] = regions->releases[r][now->month % 12][m];
            record->open_weight_share[r][m] = released > 0.0 ? foreign / released : NAN;
        }
}

static void take_down_chips(const Cast *restrict cast, const Designers *restrict designers,
                            const Foundries *restrict foundries, Record *restrict record) {
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        FOR_MEMBERS(m) {
            record->chip_price[d][m] =
                designers->generation[d][m] >= 0 ? designers->price[d][m] : NAN;
            record->chips_made[d][m] = designers->throughput[d][m];
        }
        for (int r = 0; r < REGIONS; r++)
            FOR_MEMBERS(m) {
                double delivered = designers->delivered[d][r][m];
                record->chips_delivered[d][r][m] = delivered;
                record->supplier_revenue[d][r][m] = designers->revenue[d][r][m];
                record->highest_tpp_delivered[d][r][m] =
                    delivered > 0.0 ? BITS * designers->offered_tflops[d][r][m] : 0.0;
            }
    }
    for (int r = 0; r < REGIONS; r++) {
        double good[BLOCK] = {0}, started[BLOCK] = {0};
        for (int f = 0; f < FOUNDRY_COUNT; f++)
            if (cast->foundries.region[f] == r) FOR_MEMBERS(m) {
                    good[m] += good_chips(foundries, f, m);
                    started[m] += foundries->capacity[f][m];
                }
        FOR_MEMBERS(m) {
            record->chip_capacity[r][m] = good[m];
            record->chip_yield[r][m] = started[m] > 0.0 ? good[m] / started[m] : NAN;
        }
    }
}

#define COPY(to, from)                                                                             \
    do {                                                                                           \
        _Static_assert(sizeof(to) == sizeof(from), "the same shape");                              \
        memcpy(to, from, sizeof(to));                                                              \
    } while (0)

/* Stocks and lags at the month's end, flows over it. */
static void take_down(const Cast *restrict cast, const Now *restrict now,
                      const State *restrict state, const Frontiers *frontiers, Lags *restrict lags,
                      Record *restrict record) {
    const Regions *regions = &state->regions;
    COPY(record->capability, regions->frontier);
    COPY(record->training_compute, regions->largest_run);
    for (int r = 0; r < REGIONS; r++)
        FOR_MEMBERS(m) record->capability_gap[r][m] =
            regions->frontier[0][m] - regions->frontier[r][m];
    take_down_lags(now, regions, frontiers, lags, record);
    take_down_labs(cast, now, &state->labs, regions, record);
    take_down_chips(cast, &state->designers, &state->foundries, record);
    COPY(record->fdi, regions->fdi);
    COPY(record->chip_fdi, regions->chip_fdi);
    COPY(record->ai_revenue, regions->revenue);
    COPY(record->grey_market_chips, regions->grey_chips);
    COPY(record->chip_spending, regions->chip_spending);
    COPY(record->grey_market_spending, regions->grey_spending);
    COPY(record->rental_spending, regions->rental);
    COPY(record->venture_investment, state->investors.venture_flow);
    COPY(record->ai_investment, state->investors.flow);
}
