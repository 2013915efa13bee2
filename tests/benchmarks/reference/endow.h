/* The first of January of a block of members: as `sim/ensemble/endow.py`. */

#pragma once
#include "releases.h"
#include "supply.h"

static void endow_regions(const Now *now, const Parameters *p, Regions *regions) {
    for (int r = 0; r < REGIONS; r++)
        FOR_MEMBERS(m) {
            regions->inflow[r][m] = now->fdi_trend[r] * p->fdi_scale[m];
            regions->peak_inflow[r][m] = regions->inflow[r][m];
            regions->liquidity[r][m] = 1.0;
            regions->home_fill[r][m] = 1.0;
            regions->scarcity[r][m] = 1.0;
            for (int slot = 0; slot < DELAYS; slot++) regions->open_root[r][slot][m] = r;
        }
}

static void endow_labs(const Cast *cast, const Now *now, const Parameters *p, const Luck *luck,
                       Labs *labs, Regions *regions) {
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        int64_t r = cast->labs.region[lab];
        double capability = cast->labs.capability[lab], founded = (double)cast->labs.founded[lab];
        double base = capability - cast->labs.know_how[lab];
        bool counts = !cast->labs.cloud[lab] && cast->labs.founded[lab] == 0;
        uint64_t agent = cast->labs.key[lab];
        Keys keys = keys_of(luck, now->month, agent);
        for (int m = 0; m < BLOCK; m++) {
            Drawn drawn = draw(keys.seed[m], keys.member[m], now->month, agent, LUCK_START);
            labs->cash[lab][m] = cast->labs.cash[lab];
            labs->compute_stock[lab][m] = cast->labs.compute[lab];
            labs->run_stock[lab][m] = cast->labs.compute[lab];
            labs->know_how[lab][m] = cast->labs.know_how[lab];
            labs->capability[lab][m] = capability;
            labs->base[lab][m] = base;
            labs->base_compute[lab][m] = base;
            labs->root[lab][m] = r;
            labs->coming_month[lab][m] = -1.0;
            labs->released_at[lab][m] = -1.0;
            labs->next_launch[lab][m] =
                founded + whole_months(drawn.of[0], 0.0, p->longest_generation[m] - 1.0);
            labs->next_update[lab][m] =
                founded + whole_months(drawn.of[1], 0.0, p->longest_update[m]);
            if (!counts) continue;
            regions->frontier[r][m] = larger_of(regions->frontier[r][m], capability);
            regions->largest_run[r][m] = larger_of(regions->largest_run[r][m], base);
        }
    }
}

/* The first record of each frontier is where its region stands. */
static void open_frontiers(Regions *regions, const Frontiers *frontiers) {
    for (int r = 0; r < REGIONS; r++)
        FOR_MEMBERS(m) {
            double frontier = regions->frontier[r][m];
            regions->frontier_count[r][m] = 1;
            regions->run_count[r][m] = 1;
            (*frontiers->times)[r][0][m] = 0.0;
            (*frontiers->values)[r][0][m] = frontier;
            (*frontiers->run_times)[r][0][m] = 0.0;
            (*frontiers->run_values)[r][0][m] = regions->largest_run[r][m];
            for (int i = 0; i < INDICES; i++) {
                regions->score_count[i][r][m] = 1;
                regions->best_score[i][r][m] = frontier;
                frontiers->score_times[i][r][0][m] = 0.0;
                frontiers->score_values[i][r][0][m] = frontier;
            }
            for (int slot = 0; slot < DELAYS; slot++)
                regions->closed_teacher[r][slot][m] = frontier;
            regions->first_frontier[m] = larger_of(regions->first_frontier[m], frontier);
            regions->world_frontier[0][m] = regions->first_frontier[m];
        }
}

static void endow_suppliers(const Cast *cast, const Now *now, const Parameters *p,
                            Designers *designers, Foundries *foundries) {
    for (int f = 0; f < FOUNDRY_COUNT; f++)
        FOR_MEMBERS(m) {
            foundries->capacity[f][m] = cast->foundries.capacity[f];
            foundries->foundry_yield[f][m] = cast->foundries.starting_yield[f];
            foundries->experience[f][m] = 1.0;
        }
    FOR_MEMBERS(m) {
        foundries->smoothed_tool_sales[m] = now->lithography_reference;
        foundries->leading_pace[m] = 1.0;
    }
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        FOR_MEMBERS(m) {
            designers->generation[d][m] = -1;
            designers->variant_generation[d][m] = -1;
            designers->variant_countdown[d][m] = -1.0;
            designers->markup[d][m] = p->normal_markup[m];
            designers->installed[d][m] = cast->designers.installed[d];
        }
        FOR_MEMBERS(m)
            while (designers->clock[d][m] >= launch_of(cast, d, designers->generation[d][m] + 1))
                launch(cast, now, p, designers, d, (int)m);
    }
}

/* Puts the roster's endowments into a fresh state. */
static void endow(const Cast *cast, const Now *now, const Parameters *p, const Luck *luck,
                  State *state, const Frontiers *frontiers, Lags *lags) {
    endow_regions(now, p, &state->regions);
    endow_labs(cast, now, p, luck, &state->labs, &state->regions);
    open_frontiers(&state->regions, frontiers);
    for (int j = 0; j < INVESTOR_COUNT; j++)
        FOR_MEMBERS(m) state->investors.sentiment[j][m] = 1.0;
    endow_suppliers(cast, now, p, &state->designers, &state->foundries);
    memset(lags->moved, 0xFF, sizeof lags->moved);
}
