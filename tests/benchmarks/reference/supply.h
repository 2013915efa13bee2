/* Suppliers invest: as `sim/ensemble/supply.py`. */

#pragma once
#include "chips.h"
#include "delivery.h"

/* Reference month at which a generation is ready. */
RULE double launch_of(const Cast *cast, int d, int64_t generation) {
    int64_t last = cast->designers.generations[d] - 1;
    int64_t known = generation <= last ? generation : last;
    double on_record = cast->designers.launch[d][known];
    double after = on_record + (double)(generation - last) * cast->designers.cadence[d];
    return generation <= last ? on_record : after;
}

/* Put the next generation on sale; a newcomer's roadmap starts at its reference pace. */
static void launch(const Cast *restrict cast, const Now *restrict now, const Parameters *restrict p,
                   Designers *restrict designers, int d, int m) {
    int64_t last = cast->designers.generations[d] - 1;
    int64_t generation = ++designers->generation[d][m];
    if (generation == 0) designers->smoothed_revenue[d][m] = now->reference_revenue[d];
    int64_t known = generation < last ? generation : last;
    double beyond = (double)(generation - known), growth = p->chip_growth[m];
    designers->tflops[d][m] = beyond_record(cast->designers.tflops[d][known], growth, beyond);
    designers->interconnect[d][m] =
        beyond_record(cast->designers.interconnect[d][known], growth, beyond);
    designers->density[d][m] = beyond_record(cast->designers.density[d][known], growth, beyond);
    designers->area[d][m] = cast->designers.area[d][known];
    designers->list_price[d][m] =
        beyond_record(cast->designers.price[d][known], p->chip_price_growth[m], beyond);
}

/* Revenue pays for the next chip, and the node sets its pace. */
static void advance_roadmaps(const Cast *restrict cast, const Now *restrict now,
                             const Parameters *restrict p, Designers *restrict designers,
                             const Foundries *restrict foundries) {
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        double lithography = cast->designers.region[d] == TARGET ? now->lithography : 0.0;
        double reference = now->reference_revenue[d];
        FOR_MEMBERS(m) {
            double pace = node_pace(designers->abroad[d][m], foundries->leading_pace[m],
                                    p->lithography_denial[m], lithography);
            double paid = research_pace(designers->smoothed_revenue[d][m], reference,
                                        p->roadmap_elasticity[m]);
            designers->clock[d][m] += designers->generation[d][m] >= 0 ? pace * paid : pace;
        }
        MEMBERS_WHERE(ready, m,
                      designers->clock[d][m] >=
                          launch_of(cast, d, designers->generation[d][m] + 1));
        FOR_SET(m, ready) launch(cast, now, p, designers, d, (int)m);
    }
}

/* Cut the interconnect if that suffices, and else the throughput. */
static void design(const Now *restrict now, const Parameters *restrict p,
                   Designers *restrict designers, int d, int m) {
    double standard = designers->tflops[d][m], density = designers->density[d][m];
    double interconnect = designers->interconnect[d][m], tflops = standard;
    double cut = smaller_of(interconnect, p->variant_interconnect_share[m] * now->interconnect_cap);
    if (stopped_now(now, tflops, cut, density)) {
        tflops = variant_throughput(standard, designers->area[d][m], p->variant_share[m],
                                    now->tpp_cap, now->density_cap);
        density = density * tflops / standard;
    } else {
        interconnect = cut;
    }
    designers->variant_generation[d][m] = designers->generation[d][m];
    designers->variant_tflops[d][m] = tflops;
    designers->variant_density[d][m] = density;
    designers->variant_interconnect[d][m] = interconnect;
    designers->variant_usability[d][m] = large_run_usability(
        interconnect, designers->interconnect[d][m], p->interconnect_exponent[m]);
}

/* Whether the standard chip is barred and no lawful variant of its generation exists. */
RULE Truth needs_variant(const Now *now, const Designers *designers, int d, int m) {
    Truth stopped = stopped_now(now, designers->tflops[d][m], designers->interconnect[d][m],
                               designers->density[d][m]);
    Truth is_old =
        WHETHER(designers->variant_generation[d][m] != designers->generation[d][m]);
    return stopped & (is_old | stopped_now(now, designers->variant_tflops[d][m],
                                           designers->variant_interconnect[d][m],
                                           designers->variant_density[d][m]));
}

/* A designer whose chip is barred answers with an export variant after a delay. */
static void design_variants(const Cast *restrict cast, const Now *restrict now,
                            const Parameters *restrict p, Designers *restrict designers) {
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        if (cast->designers.region[d] == TARGET || cast->designers.sells[d][TARGET] == 0.0)
            continue;
        double *countdown = designers->variant_countdown[d];
        FOR_MEMBERS(m) {
            double left = countdown[m];
            double delay = p->variant_delay[m] - 1.0;
            double counted = left < 0.0 ? delay : left - 1.0;
            counted = needs_variant(now, designers, d, m) ? counted : -1.0;
            countdown[m] = designers->generation[d][m] >= 0 ? counted : left;
        }
        MEMBERS_WHERE(done, m, (designers->generation[d][m] >= 0) & (countdown[m] == 0.0));
        FOR_SET(m, done) {
            design(now, p, designers, d, (int)m);
            countdown[m] = -1.0;
        }
    }
}

/* Foundries earn a part of what designers sell, by where it was made. */
RULE void collect_fees(const Cast *restrict cast, const Parameters *restrict p,
                       const Designers *restrict designers, Foundries *restrict foundries) {
    CLEAR(foundries->fees);
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        int64_t abroad = cast->designers.foundry_abroad[d], home = cast->designers.foundry_home[d];
        double fee[BLOCK], part[BLOCK];
        FOR_MEMBERS(m) {
            double revenue = 0.0, fill = designers->fill[d][m];
            for (int r = 0; r < REGIONS; r++) revenue += designers->revenue[d][r][m];
            fee[m] = revenue * p->foundry_fee[m];
            double share = abroad >= 0
                               ? designers->abroad[d][m] * foundries->fill[abroad][m] / fill
                               : 0.0;
            part[m] = fill <= 0.0 ? 0.0 : share;
        }
        if (abroad >= 0) FOR_MEMBERS(m) foundries->fees[abroad][m] += fee[m] * part[m];
        if (home >= 0) FOR_MEMBERS(m) foundries->fees[home][m] += fee[m] * (1.0 - part[m]);
    }
}

/* Capacity of each foundry's region before this foundry grows, of which it has a part. */
RULE void capacity_of_region(const Cast *restrict cast, const Foundries *restrict foundries,
                             int64_t region, double *restrict everything) {
    memset(everything, 0, sizeof(double[BLOCK]));
    for (int other = 0; other < FOUNDRY_COUNT; other++)
        if (cast->foundries.region[other] == region)
            FOR_MEMBERS(m) everything[m] += foundries->capacity[other][m];
}

/* Foundries invest fees, state support and foreign plants; yield learns by making. */
static void build_foundries(const Cast *restrict cast, const Now *restrict now,
                            const Parameters *restrict p, const Regions *restrict regions,
                            const Designers *restrict designers, Foundries *restrict foundries) {
    CLEAR(foundries->tool_sales);
    collect_fees(cast, p, designers, foundries);
    for (int f = 0; f < FOUNDRY_COUNT; f++) {
        int64_t region = cast->foundries.region[f];
        double denied = region == TARGET ? now->tools : 0.0;
        double no_lithography = region == TARGET ? now->lithography : 0.0;
        double support = cast->foundries.support[f], unit_cost = cast->foundries.plant_cost[f];
        double at_start = cast->foundries.capacity[f], everything[BLOCK];
        double first_yield = cast->foundries.starting_yield[f];
        double of_ai_plus = cast->foundries.ai_plus_part[f];
        capacity_of_region(cast, foundries, region, everything);
        FOR_MEMBERS(m) {
            double capacity = foundries->capacity[f][m];
            double state = support + now->ai_plus / 12.0 * p->ai_plus_chip_share[m] * of_ai_plus;
            double plants = regions->chip_fdi[region][m] * p->plant_advanced_share[m] *
                            (capacity / everything[m]);
            double investment = foundries->fees[f][m] * p->reinvestment[m] + state + plants;
            double asked =
                foundries->requested[f][m] / larger_of(foundries->foundry_yield[f][m], 1e-9);
            double started = smaller_of(asked, capacity);
            double grown = capacity_growth(capacity, investment, unit_cost, p->fastest_growth[m]);
            double experience =
                foundries->experience[f][m] + let_through(started, denied) / (12.0 * at_start);
            foundries->capacity[f][m] =
                capacity + (let_through(grown, denied) - capacity * p->capacity_depreciation[m]);
            foundries->experience[f][m] = experience;
            foundries->foundry_yield[f][m] =
                learned_yield(first_yield, p->best_yield[m], experience, p->yield_learning[m]);
            foundries->tool_sales[m] +=
                let_through(investment * p->lithography_part[m], no_lithography);
        }
    }
}

/* The lithography supplier's sales pace the leading node. */
static void sell_tools(const Now *restrict now, const Parameters *restrict p,
                       Foundries *restrict foundries) {
    FOR_MEMBERS(m) {
        double smoothed = foundries->smoothed_tool_sales[m];
        smoothed += (foundries->tool_sales[m] - smoothed) / 12.0;
        foundries->smoothed_tool_sales[m] = smoothed;
        foundries->leading_pace[m] =
            research_pace(smoothed, now->lithography_reference, p->lithography_elasticity[m]);
    }
}
