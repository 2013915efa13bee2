/* Production and sales of chips: as `sim/ensemble/delivery.py`. */

#pragma once
#include "block.h"
#include "rules.h"

RULE double good_chips(const Foundries *foundries, int64_t f, int m) {
    return foundries->capacity[f][m] * foundries->foundry_yield[f][m];
}

/* What a smuggled chip costs its buyer. */
RULE double grey_price(const Parameters *p, const Designers *designers, int d, int m) {
    return designers->price[d][m] * (1.0 + p->grey_premium[m]);
}

RULE void ask_foundries(const Cast *restrict cast, const Now *restrict now,
                        Designers *restrict designers, Foundries *restrict foundries, int d) {
    int64_t abroad = cast->designers.foundry_abroad[d], home = cast->designers.foundry_home[d];
    double refused = cast->designers.region[d] == TARGET ? now->foundry : 0.0;
    FOR_MEMBERS(m) {
        double there = abroad >= 0 ? good_chips(foundries, abroad, m) : 0.0;
        double here = home >= 0 ? good_chips(foundries, home, m) : 0.0;
        designers->abroad[d][m] = share_made_abroad(there, here, refused);
    }
    if (abroad >= 0)
        FOR_MEMBERS(m) foundries->requested[abroad][m] +=
            designers->ordered[d][m] * designers->abroad[d][m];
    if (home >= 0)
        FOR_MEMBERS(m) foundries->requested[home][m] +=
            designers->ordered[d][m] * (1.0 - designers->abroad[d][m]);
}

/* Chips ordered over good chips at the foundries of each region; 1 where there is none. */
static void feel_scarcity(const Cast *restrict cast, Regions *restrict regions,
                          const Foundries *restrict foundries) {
    for (int r = 0; r < REGIONS; r++) {
        double requested[BLOCK] = {0}, good[BLOCK] = {0};
        for (int f = 0; f < FOUNDRY_COUNT; f++)
            if (cast->foundries.region[f] == r) FOR_MEMBERS(m) {
                    requested[m] += foundries->requested[f][m];
                    good[m] += good_chips(foundries, f, m);
                }
        FOR_MEMBERS(m) regions->scarcity[r][m] = good[m] > 0.0 ? requested[m] / good[m] : 1.0;
    }
}

/* Designers ask foundries for what is ordered; both ration pro rata. */
static void produce(const Cast *restrict cast, const Now *restrict now,
                    const Parameters *restrict p, const Labs *restrict labs,
                    Regions *restrict regions, Designers *restrict designers,
                    Foundries *restrict foundries) {
    CLEAR(designers->ordered);
    CLEAR(foundries->requested);
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        double *ordered = designers->ordered[d];
        for (int lab = 0; lab < LAB_COUNT; lab++) {
            int64_t r = cast->labs.region[lab];
            if (cast->designers.serves[d][lab] == 0.0) continue;
            if (r == TARGET)
                FOR_MEMBERS(m) ordered[m] +=
                    chips_for(labs->orders[d][lab][m], designers->offered_price[d][r][m]) +
                    chips_for(labs->grey_orders[d][lab][m], grey_price(p, designers, d, m));
            else
                FOR_MEMBERS(m) ordered[m] +=
                    chips_for(labs->orders[d][lab][m], designers->offered_price[d][r][m]);
        }
        ask_foundries(cast, now, designers, foundries, d);
    }
    for (int f = 0; f < FOUNDRY_COUNT; f++)
        FOR_MEMBERS(m) foundries->fill[f][m] =
            fill_rate(good_chips(foundries, f, m), foundries->requested[f][m]);
    feel_scarcity(cast, regions, foundries);
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        int64_t abroad = cast->designers.foundry_abroad[d], home = cast->designers.foundry_home[d];
        FOR_MEMBERS(m) {
            double part = designers->abroad[d][m];
            double fill_abroad = abroad >= 0 ? foundries->fill[abroad][m] : 0.0;
            double fill_home = home >= 0 ? foundries->fill[home][m] : 0.0;
            double fill = part * fill_abroad + (1.0 - part) * fill_home;
            double made = designers->ordered[d][m] * fill;
            designers->fill[d][m] = fill;
            designers->made[d][m] = made;
            designers->throughput[d][m] = made * designers->tflops[d][m] / H100_TFLOPS;
        }
    }
}

/* A lab gets what was made of its orders and pays for it; the designer books it, less the levy. */
RULE void deliver_legally(Labs *restrict labs, Regions *restrict regions,
                          Designers *restrict designers, int d, int lab, int64_t r,
                          double levied) {
    FOR_MEMBERS(m) {
        double paid = labs->orders[d][lab][m] * designers->fill[d][m];
        double chips = chips_for(paid, designers->offered_price[d][r][m]);
        double throughput = chips * designers->offered_tflops[d][r][m] / H100_TFLOPS;
        labs->cash[lab][m] -= paid;
        labs->compute_stock[lab][m] += throughput;
        labs->run_stock[lab][m] += throughput * designers->offered_usability[d][r][m];
        designers->delivered[d][r][m] += throughput;
        designers->revenue[d][r][m] += paid / levied;
        regions->chip_spending[r][m] += paid;
    }
}

/* Smuggled chips were sold to go-betweens outside the follower's region. */
RULE void deliver_grey(const Parameters *restrict p, Labs *restrict labs, Regions *restrict regions,
                       Designers *restrict designers, int d, int lab) {
    FOR_MEMBERS(m) {
        double paid = labs->grey_orders[d][lab][m] * designers->fill[d][m];
        double chips = chips_for(paid, grey_price(p, designers, d, m));
        double throughput = chips * designers->tflops[d][m] / H100_TFLOPS;
        labs->cash[lab][m] -= paid;
        labs->compute_stock[lab][m] += throughput;
        labs->run_stock[lab][m] += throughput * designers->usability[d][m];
        designers->revenue[d][REGIONS - 1][m] += paid / (1.0 + p->grey_premium[m]);
        regions->grey_chips[TARGET][m] += throughput;
        regions->chip_spending[TARGET][m] += paid;
        regions->grey_spending[TARGET][m] += paid;
    }
}

/* What is made reaches the labs; they pay for it, and the rest of the money stays. Booking goes
 * along, as it needs the same sums. */
static void deliver_and_book(const Cast *restrict cast, const Now *restrict now,
                             const Parameters *restrict p, Labs *restrict labs,
                             Regions *restrict regions, Designers *restrict designers) {
    CLEAR(designers->delivered);
    CLEAR(designers->revenue);
    CLEAR(regions->grey_chips);
    CLEAR(regions->chip_spending);
    CLEAR(regions->grey_spending);
    for (int lab = 0; lab < LAB_COUNT; lab++)
        FOR_MEMBERS(m) {
            double kept = 1.0 - p->compute_depreciation[m];
            labs->compute_stock[lab][m] *= kept;
            labs->run_stock[lab][m] *= kept;
        }
    for (int d = 0; d < DESIGNER_COUNT; d++)
        for (int lab = 0; lab < LAB_COUNT; lab++) {
            if (cast->designers.serves[d][lab] == 0.0) continue;
            int64_t r = cast->labs.region[lab];
            bool restricted = r == TARGET && cast->designers.region[d] != TARGET;
            if (restricted && now->levy != 0.0)
                deliver_legally(labs, regions, designers, d, lab, r, 1.0 + now->levy);
            else
                deliver_legally(labs, regions, designers, d, lab, r, 1.0);
            if (r == TARGET) deliver_grey(p, labs, regions, designers, d, lab);
        }
}

RULE bool rents_out(const Cast *cast, int lab) {
    return cast->labs.cloud[lab] && cast->labs.region[lab] != TARGET;
}

/* Price of an H100e and month, of the cheapest throughput abroad. */
RULE void price_of_rent(const Cast *restrict cast, const Parameters *restrict p,
                        const Designers *restrict designers, double *restrict price) {
    double cheapest[BLOCK] = {0};
    for (int d = 0; d < DESIGNER_COUNT; d++)
        if (cast->designers.region[d] != TARGET) FOR_MEMBERS(m) {
                double here = designers->price[d][m] * H100_TFLOPS / designers->tflops[d][m];
                bool counts = (designers->generation[d][m] >= 0) &
                              ((cheapest[m] == 0.0) | (here < cheapest[m]));
                cheapest[m] = counts ? here : cheapest[m];
            }
    FOR_MEMBERS(m) price[m] = p->rental_rate[m] * cheapest[m];
}

/* Clouds outside the follower's region rent out a part of their stock, pro rata. Only labs of the
 * follower have money for rent: `split_budget`. */
static void rent_abroad(const Cast *restrict cast, const Now *restrict now,
                        const Parameters *restrict p, Labs *restrict labs,
                        Regions *restrict regions, const Designers *restrict designers) {
    double price[BLOCK], wanted[BLOCK] = {0}, money[BLOCK] = {0}, supply[BLOCK] = {0};
    double filled[BLOCK];
    price_of_rent(cast, p, designers, price);
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        if (cast->labs.region[lab] == TARGET) FOR_MEMBERS(m) {
                wanted[m] += chips_for(labs->rent_money[lab][m], price[m]);
                money[m] += labs->rent_money[lab][m];
            }
        if (rents_out(cast, lab)) FOR_MEMBERS(m) supply[m] += labs->compute_stock[lab][m];
    }
    FOR_MEMBERS(m) {
        double rate = fill_rate(let_through(supply[m] * p->rentable_share[m], now->cloud),
                                wanted[m]);
        filled[m] = price[m] == 0.0 ? 0.0 : rate;
    }
    CLEAR(regions->rental);
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        double *rental = regions->rental[cast->labs.region[lab]];
        if (cast->labs.region[lab] == TARGET) FOR_MEMBERS(m) {
                double rent = labs->rent_money[lab][m] * filled[m];
                labs->rented[lab][m] = chips_for(labs->rent_money[lab][m], price[m]) * filled[m];
                labs->cash[lab][m] -= rent;
                rental[m] += rent;
            }
        if (rents_out(cast, lab)) FOR_MEMBERS(m) {
                double takings =
                    share_of(money[m] * filled[m], labs->compute_stock[lab][m], supply[m]);
                labs->cash[lab][m] += takings;
                rental[m] -= takings;
            }
    }
}

/* Orders over good chips at the foundries that a designer uses, by the parts they make. */
RULE double foundry_tightness(const Designers *designers, const Foundries *foundries,
                              int64_t abroad, int64_t home, int d, int m) {
    double tightness = 0.0, part = designers->abroad[d][m];
    if (abroad >= 0)
        tightness += part * (foundries->requested[abroad][m] /
                             larger_of(good_chips(foundries, abroad, m), 1e-9));
    if (home >= 0)
        tightness += (1.0 - part) * (foundries->requested[home][m] /
                                     larger_of(good_chips(foundries, home, m), 1e-9));
    return tightness;
}

/* Prices answer excess demand; installed bases and fill rates are taken down. */
static void settle(const Cast *restrict cast, const Parameters *restrict p,
                   Regions *restrict regions, Designers *restrict designers,
                   const Foundries *restrict foundries) {
    for (int r = 0; r < REGIONS; r++) {
        double ordered[BLOCK] = {0}, made[BLOCK] = {0};
        for (int d = 0; d < DESIGNER_COUNT; d++)
            if (cast->designers.region[d] == r) FOR_MEMBERS(m) {
                    ordered[m] += designers->ordered[d][m];
                    made[m] += designers->made[d][m];
                }
        FOR_MEMBERS(m) regions->home_fill[r][m] = ordered[m] > 0.0 ? made[m] / ordered[m] : 1.0;
    }
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        int64_t abroad = cast->designers.foundry_abroad[d], home = cast->designers.foundry_home[d];
        FOR_MEMBERS(m) {
            double revenue = 0.0, installed = designers->installed[d][m];
            for (int r = 0; r < REGIONS; r++) {
                installed += designers->delivered[d][r][m];
                revenue += designers->revenue[d][r][m];
            }
            double markup = designers->markup[d][m];
            double smoothed = designers->smoothed_revenue[d][m];
            double tightness = foundry_tightness(designers, foundries, abroad, home, d, m);
            double moved = next_markup(markup, p->normal_markup[m], tightness,
                                       p->markup_elasticity[m], p->markup_speed[m]);
            designers->installed[d][m] = installed;
            designers->smoothed_revenue[d][m] = smoothed + (revenue - smoothed) / 12.0;
            designers->markup[d][m] = designers->ordered[d][m] > 0.0 ? moved : markup;
        }
    }
}
