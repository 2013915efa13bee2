/* Capital: the same decisions as `sim/ensemble/capital.py`. */

#pragma once
#include "block.h"
#include "rules.h"

static void commit(const Cast *restrict cast, const Now *restrict now, const Parameters *restrict p,
                   const Luck *restrict luck, Investors *restrict investors,
                   const Regions *restrict regions) {
    const double *here = regions->world_frontier[now->month % YEAR];
    const double *before = regions->world_frontier[(now->month + YEAR - 12) % YEAR];
    bool has_past = now->month >= 12;
    for (int j = 0; j < INVESTOR_COUNT; j++) {
        uint64_t agent = cast->investors.key[j];
        Keys keys = keys_of(luck, now->month, agent);
        const double *liquid = regions->liquidity[cast->investors.region[j]];
        bool venture = cast->investors.venture[j], platform = cast->investors.platform[j];
        bool follows = cast->investors.follows_fdi[j];
        FOR_MEMBERS(m) {
            double normal = p->normal_progress[m];
            double progress = has_past ? here[m] - before[m] : normal;
            Drawn drawn =
                draw(keys.seed[m], keys.member[m], now->month, agent, LUCK_INVESTOR);
            double sentiment = investors->sentiment[j][m];
            sentiment *= sentiment_growth(
                p->expectation_sensitivity[m] * cast->investors.expectation[j], progress, normal,
                p->pool_spread[m], normal_quantile(drawn.of[0]));
            investors->sentiment[j][m] = sentiment;
            double scale = venture ? p->venture_scale[m] : 1.0;
            scale = platform ? p->platform_scale[m] : scale;
            double available = now->pool_trend[j] * sentiment * scale;
            available = follows ? available * liquid[m] : available;
            double of_ai_plus = cast->investors.ai_plus_part[j] *
                                let_through(now->ai_plus, p->ai_plus_chip_share[m]);
            investors->commitment[j][m] = (available + of_ai_plus) / 4.0;
        }
    }
}

static void invest_directly(const Cast *restrict cast, const Now *restrict now,
                            const Parameters *restrict p, const Luck *restrict luck,
                            Regions *restrict regions) {
    for (int r = 0; r < REGIONS; r++) {
        double intensity = r == TARGET ? now->intensity : 0.0;
        double conditions = now->domestic_conditions[r], path = now->fdi_trend[r];
        uint64_t agent = cast->regions.key[r];
        Keys keys = keys_of(luck, now->month, agent);
        FOR_MEMBERS(m) {
            double risk = direct_investment_risk(p->sanction_share[m], intensity, conditions);
            double trend = trend_inflow(path, p->fdi_scale[m], p->fdi_growth[m], now->month);
            double desired = desired_inflow(trend, p->fdi_risk_sensitivity[m], risk);
            double inflow = adjusted(regions->inflow[r][m], desired, p->fdi_speed[m]);
            Drawn drawn = draw(keys.seed[m], keys.member[m], now->month, agent, LUCK_FDI);
            double shock = normal_quantile(drawn.of[0]);
            double taken_out = repatriation(trend, p->repatriation_share[m],
                                            p->repatriation_sensitivity[m], risk);
            double peak = larger_of(regions->peak_inflow[r][m], inflow);
            regions->inflow[r][m] = inflow;
            regions->fdi[r][m] = inflow * (1.0 + p->fdi_spread[m] * shock) - taken_out;
            regions->peak_inflow[r][m] = peak;
            regions->liquidity[r][m] = liquidity(inflow, peak, p->liquidity_elasticity[m]);
        }
    }
}

/* Chip plants go where return, subsidy and the risk of being cut off send them. */
static void invest_in_plants(const Cast *restrict cast, const Now *restrict now,
                             const Parameters *restrict p, Regions *restrict regions) {
    double weight[REGIONS][BLOCK], total[BLOCK] = {0};
    for (int r = 0; r < REGIONS; r++) {
        double risk = r == TARGET ? now->equipment_risk : 0.0;
        FOR_MEMBERS(m) {
            double gain = expected_return(cast->regions.plant_pull[r], p->plant_return_effect[m],
                                          regions->scarcity[r][m]);
            weight[r][m] = plant_attraction(gain, p->plant_subsidy_effect[m], now->plant_subsidy[r],
                                            p->plant_risk_effect[m], risk);
            total[m] += weight[r][m];
        }
    }
    for (int r = 0; r < REGIONS; r++) {
        FOR_MEMBERS(m) {
            double desired = share_of(1.0, weight[r][m], total[m]);
            double speed = now->month == 0 ? 1.0 : p->plant_speed[m];
            double share = adjusted(regions->plant_share[r][m], desired, speed);
            regions->plant_share[r][m] = share;
            regions->chip_fdi[r][m] = now->plant_investment * share;
        }
    }
}

/* What of a teacher's effective compute a measure leaves to a pupil. */
RULE double open_to(double share, double level, int64_t home, int64_t origin) {
    return home == TARGET && origin != TARGET ? let_through(share, level) : share;
}

/* How expected capability alone weighs in any investor's choice. */
static void pull_of_labs(const Cast *restrict cast, const Now *restrict now,
                         const Parameters *restrict p, Labs *restrict labs,
                         Regions *restrict regions) {
    CLEAR(regions->within_reach);
    for (int home = 0; home < REGIONS; home++)
        for (int origin = 0; origin < REGIONS; origin++) {
            double share = open_to(1.0, now->open_weights, home, origin);
            const double *teacher = regions->open_teacher[origin][now->month % DELAYS];
            FOR_MEMBERS(m) regions->within_reach[home][m] =
                larger_of(regions->within_reach[home][m], passed_on(teacher[m], share));
        }
    const double *frontier = regions->world_frontier[now->month % YEAR];
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        bool is_cloud = cast->labs.cloud[lab];
        const double *reach = regions->within_reach[cast->labs.region[lab]];
        FOR_MEMBERS(m) {
            double expected = larger_of(labs->capability[lab][m], reach[m]);
            labs->pull[lab][m] = attraction(1.0, is_cloud ? frontier[m] : expected, frontier[m],
                                            p->investor_sensitivity[m]);
        }
    }
}

/* A quarter's money is drawn in three equal parts. */
RULE void pay(const Cast *restrict cast, Labs *restrict labs, Investors *restrict investors, int j,
              int lab) {
    int64_t origin = cast->investors.region[j], destination = cast->labs.region[lab];
    double is_venture = cast->investors.venture[j] ? 1.0 : 0.0;
    FOR_MEMBERS(m) {
        double monthly = investors->paid[m] / 3.0;
        labs->raised[lab][m] += monthly;
        investors->flow[origin][destination][m] += monthly;
        investors->venture_flow[origin][destination][m] += is_venture * monthly;
    }
}

/* Part of an investor's money that may not go to a lab, without the allies' own part of it. */
RULE double barrier_of(const Now *now, bool to_target, int64_t origin) {
    return to_target && (origin == SENDER || origin == ALLY) ? now->capital : 0.0;
}

static void spread(const Cast *restrict cast, const Now *restrict now, const Parameters *restrict p,
                   Labs *restrict labs, Investors *restrict investors, int j) {
    CLEAR(investors->everyone);
    CLEAR(investors->at_home);
    CLEAR(investors->barred);
    int64_t origin = cast->investors.region[j];
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        bool stands = now->month >= cast->labs.founded[lab];
        double bias = stands ? cast->investors.home_bias[j][lab] : 0.0;
        double at_home = cast->labs.region[lab] == origin ? 1.0 : 0.0;
        FOR_MEMBERS(m) {
            double weight = bias * labs->pull[lab][m];
            labs->weight[lab][m] = weight;
            investors->everyone[m] += weight;
            investors->at_home[m] += at_home * weight;
        }
    }
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        if (cast->investors.home_bias[j][lab] == 0.0) continue;
        double level = barrier_of(now, cast->labs.region[lab] == TARGET, origin);
        FOR_MEMBERS(m) {
            double part = share_of(investors->commitment[j][m], labs->weight[lab][m],
                                   investors->everyone[m]);
            double stopped = part * (origin == ALLY ? level * p->allied_barrier[m] : level);
            investors->barred[m] += stopped;
            investors->paid[m] = part - stopped;
        }
        pay(cast, labs, investors, j, lab);
    }
}

/* Investors spread commitments over labs; what is barred goes home in part, or nowhere. */
static void allocate(const Cast *restrict cast, const Now *restrict now,
                     const Parameters *restrict p, Labs *restrict labs,
                     Investors *restrict investors, Regions *restrict regions) {
    CLEAR(labs->raised);
    CLEAR(investors->flow);
    CLEAR(investors->venture_flow);
    pull_of_labs(cast, now, p, labs, regions);
    for (int j = 0; j < INVESTOR_COUNT; j++) {
        spread(cast, now, p, labs, investors, j);
        for (int lab = 0; lab < LAB_COUNT; lab++) {
            if (cast->investors.home_bias[j][lab] == 0.0 ||
                cast->labs.region[lab] != cast->investors.region[j])
                continue;
            FOR_MEMBERS(m) investors->paid[m] =
                share_of(p->diverted_share[m] * investors->barred[m], labs->weight[lab][m],
                         investors->at_home[m]);
            pay(cast, labs, investors, j, lab);
        }
    }
}

static void draw_money(Labs *restrict labs) {
    for (int lab = 0; lab < LAB_COUNT; lab++)
        FOR_MEMBERS(m) labs->cash[lab][m] += labs->raised[lab][m];
}

/* Part of a market that a lab may serve; the sender's may have to leave the follower's. */
RULE double admitted(const Cast *cast, const Now *now, int lab, int market) {
    double admission = cast->labs.admission[lab][market];
    if (now->month < cast->labs.founded[lab]) return 0.0;
    if (market == TARGET && cast->labs.region[lab] == SENDER)
        return let_through(admission, now->model_access);
    return admission;
}

/* AI revenue of each market, shared by capability among the labs admitted there. */
static void earn(const Cast *restrict cast, const Now *restrict now, const Parameters *restrict p,
                 Labs *restrict labs, Regions *restrict regions) {
    const double *frontier = regions->world_frontier[now->month % YEAR];
    CLEAR(regions->revenue);
    for (int lab = 0; lab < LAB_COUNT; lab++)
        FOR_MEMBERS(m) labs->pull[lab][m] =
            attraction(1.0, labs->capability[lab][m], frontier[m], p->market_sensitivity[m]);
    for (int market = 0; market < REGIONS; market++) {
        double total[BLOCK] = {0}, best[BLOCK] = {0}, size[BLOCK];
        for (int lab = 0; lab < LAB_COUNT; lab++) {
            double admission = admitted(cast, now, lab, market);
            if (admission == 0.0) continue;
            double counts = admission >= 0.5 ? 1.0 : 0.0;
            FOR_MEMBERS(m) {
                total[m] += admission * labs->pull[lab][m];
                best[m] = larger_of(best[m], counts * labs->capability[lab][m]);
            }
        }
        double at_start = cast->regions.market[market];
        double ceiling = cast->regions.market_ceiling[market];
        FOR_MEMBERS(m) size[m] = market_size(at_start, ceiling, p->market_elasticity[m], best[m],
                                             regions->first_frontier[m]) / 12.0;
        for (int lab = 0; lab < LAB_COUNT; lab++) {
            double admission = admitted(cast, now, lab, market);
            if (admission == 0.0) continue;
            double *revenue = regions->revenue[cast->labs.region[lab]];
            FOR_MEMBERS(m) {
                double income = share_of(size[m], admission * labs->pull[lab][m], total[m]);
                labs->cash[lab][m] += income;
                revenue[m] += income;
            }
        }
    }
}
