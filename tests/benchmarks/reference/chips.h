/* Menus and orders of chips: as `sim/ensemble/chips.py`. */

#pragma once
#include "block.h"
#include "rules.h"

RULE Truth stopped_now(const Now *now, double tflops, double interconnect, double density) {
    return barred(BITS * tflops, interconnect, density, now->tpp_cap, now->interconnect_cap,
                  now->density_cap);
}

RULE Truth stopped_soon(const Now *now, double tflops, double interconnect, double density) {
    return barred(BITS * tflops, interconnect, density, now->coming_tpp_cap,
                  now->coming_interconnect_cap, now->coming_density_cap);
}

/* What the follower is offered of a designer: the chip, or a lawful variant of it. */
typedef struct {
    double sold[BLOCK], stopped[BLOCK], price[BLOCK];
    double tflops[BLOCK], interconnect[BLOCK], density[BLOCK], usability[BLOCK];
} Choice;

/* Every member computes chip and variant and takes what applies, so that there is no branch. */
RULE void choose_variant(const Now *restrict now, const Parameters *restrict p,
                         const Designers *restrict designers, Choice *restrict choice, int d) {
    double with_levy = 1.0 + now->levy;
    FOR_MEMBERS(m) {
        double tflops = designers->tflops[d][m], price = designers->price[d][m];
        double usability = designers->usability[d][m], density = designers->density[d][m];
        double interconnect = designers->interconnect[d][m];
        double cut = designers->variant_tflops[d][m];
        double cut_interconnect = designers->variant_interconnect[d][m];
        double cut_density = designers->variant_density[d][m];
        double cut_price = variant_price(price, cut, tflops, p->variant_price_exponent[m]);
        double reduced = usability * designers->variant_usability[d][m];
        Truth stopped = stopped_now(now, tflops, interconnect, density);
        Truth lawful = WHETHER(designers->variant_generation[d][m] >= 0) &
                       (stopped_now(now, cut, cut_interconnect, cut_density) ^ 1);
        choice->stopped[m] = stopped ? 1.0 : 0.0;
        choice->sold[m] = ((stopped ^ 1) | lawful) ? 1.0 : 0.0;
        choice->tflops[m] = stopped ? cut : tflops;
        choice->interconnect[m] = stopped ? cut_interconnect : interconnect;
        choice->density[m] = stopped ? cut_density : density;
        choice->usability[m] = stopped ? reduced : usability;
        choice->price[m] = (stopped ? cut_price : price) * with_levy;
    }
}

/* What the follower may buy: the chip, or a lawful variant at its price, or nothing. */
static void offer_under_caps(const Cast *restrict cast, const Now *restrict now,
                             const Parameters *restrict p, Designers *restrict designers,
                             const double *restrict appeal, int d) {
    double factor = stockpiling_factor(now->stockpiling, now->stockpiling_window);
    double interest = cast->designers.sells[d][TARGET];
    Choice choice;
    choose_variant(now, p, designers, &choice, d);
    FOR_MEMBERS(m) {
        double tflops = choice.tflops[m], usability = choice.usability[m];
        double price = choice.price[m], full = designers->usability[d][m];
        double standard_price = designers->price[d][m];
        double wanted = interest * order_appeal(tflops, usability, price, p->order_sensitivity[m]);
        Truth soon = stopped_soon(now, tflops, choice.interconnect[m], choice.density[m]);
        double rush = soon ? factor : 1.0;
        Truth on_sale = WHETHER(appeal[m] > 0.0), sold = on_sale & WHETHER(choice.sold[m] > 0.0);
        designers->barred[d][TARGET][m] = on_sale ? choice.stopped[m] : 0.0;
        designers->offered[d][TARGET][m] = sold ? wanted : 0.0;
        designers->offered_tflops[d][TARGET][m] = sold ? tflops : 0.0;
        designers->offered_usability[d][TARGET][m] = sold ? usability : full;
        designers->offered_price[d][TARGET][m] = on_sale ? price : standard_price;
        designers->rush[d][TARGET][m] = sold ? rush : 1.0;
    }
}

/* Each designer's menu for each region: the standard chip, a variant, or nothing. */
static void offer(const Cast *restrict cast, const Now *restrict now, const Parameters *restrict p,
                  Designers *restrict designers) {
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        double appeal[BLOCK];
        double friction = cast->designers.friction[d];
        bool from_sender = cast->designers.region[d] == SENDER;
        FOR_MEMBERS(m) {
            double cost = designers->list_price[d][m] / p->normal_markup[m];
            double dearer = material_cost_factor(now->retaliation, p->material_cost_share[m]);
            cost = from_sender ? cost * dearer : cost;
            double price = cost * designers->markup[d][m];
            double usability =
                1.0 - software_friction(p->friction_at_start[m] * friction,
                                        designers->installed[d][m], p->friction_scale[m],
                                        p->friction_exponent[m]);
            designers->price[d][m] = price;
            designers->usability[d][m] = usability;
            double wanted =
                order_appeal(designers->tflops[d][m], usability, price, p->order_sensitivity[m]);
            appeal[m] = designers->generation[d][m] >= 0 ? wanted : 0.0;
        }
        for (int r = 0; r < REGIONS; r++) {
            double interest = cast->designers.sells[d][r];
            FOR_MEMBERS(m) {
                double wanted = interest * appeal[m];
                designers->desired[d][r][m] = wanted;
                designers->offered[d][r][m] = wanted;
                designers->barred[d][r][m] = 0.0;
                designers->rush[d][r][m] = 1.0;
                designers->offered_tflops[d][r][m] = wanted > 0.0 ? designers->tflops[d][m] : 0.0;
                designers->offered_usability[d][r][m] = designers->usability[d][m];
                designers->offered_price[d][r][m] = designers->price[d][m];
            }
        }
        if (cast->designers.region[d] != TARGET && cast->designers.sells[d][TARGET] > 0.0)
            offer_under_caps(cast, now, p, designers, appeal, d);
    }
}

/* What a lab's budget goes to. */
typedef struct {
    double wanted[BLOCK], stopped[BLOCK], legal[BLOCK], home[BLOCK];
    double budget[BLOCK], at_home[BLOCK], grey[BLOCK], open_market[BLOCK];
} Basket;

/* Appeal of all that a lab would like, of what is barred, of what is on sale, and from home. */
RULE void weigh_menu(const Cast *restrict cast, const Designers *restrict designers,
                     Basket *restrict basket, int lab) {
    int64_t r = cast->labs.region[lab];
    memset(basket, 0, sizeof *basket);
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        double serves = cast->designers.serves[d][lab];
        if (serves == 0.0) continue;
        double from_home = cast->designers.region[d] == r ? serves : 0.0;
        FOR_MEMBERS(m) basket->legal[m] += serves * designers->offered[d][r][m];
        if (r != TARGET) continue; /* nothing is barred elsewhere, and nobody has to buy at home */
        FOR_MEMBERS(m) {
            double desired = serves * designers->desired[d][r][m];
            basket->wanted[m] += desired;
            basket->stopped[m] += desired * designers->barred[d][r][m];
            basket->home[m] += from_home * designers->offered[d][r][m];
        }
    }
}

RULE void split_budget(const Now *restrict now, const Parameters *restrict p, Labs *restrict labs,
                       const Regions *restrict regions, Basket *restrict basket, int lab,
                       double compute_share, bool is_cloud, bool is_target) {
    FOR_MEMBERS(m) {
        double spending = labs->cash[lab][m] * p->spending_rate[m];
        double budget = spending * compute_share;
        double research = spending - budget;
        labs->research[lab][m] = research;
        labs->cash[lab][m] -= research;
        basket->budget[m] = budget;
        basket->open_market[m] = budget;
    }
    if (!is_target) return;
    double substitution = now->substitution, enforcement = now->enforcement;
    FOR_MEMBERS(m) {
        double wish = substitution * regions->home_fill[TARGET][m];
        double quota = basket->home[m] > 0.0 ? wish : 0.0;
        double at_home = basket->budget[m] * quota;
        double free = basket->budget[m] - at_home;
        double restricted = share_of(free, basket->stopped[m], basket->wanted[m]);
        double grey = let_through(restricted * p->grey_share[m], enforcement);
        double rent = is_cloud ? 0.0 : (restricted - grey) * p->rental_share[m];
        labs->rent_money[lab][m] = rent;
        basket->at_home[m] = at_home;
        basket->grey[m] = grey;
        basket->open_market[m] = free - grey - rent;
    }
}

RULE void place_orders(const Cast *restrict cast, Labs *restrict labs,
                       const Designers *restrict designers, const Basket *restrict basket,
                       int lab) {
    int64_t r = cast->labs.region[lab];
    for (int d = 0; d < DESIGNER_COUNT; d++) {
        double serves = cast->designers.serves[d][lab];
        if (serves == 0.0) continue;
        FOR_MEMBERS(m) labs->orders[d][lab][m] =
            share_of(basket->open_market[m], serves * designers->offered[d][r][m],
                     basket->legal[m]);
        if (r != TARGET) continue;
        if (cast->designers.region[d] == r)
            FOR_MEMBERS(m) labs->orders[d][lab][m] +=
                share_of(basket->at_home[m], serves * designers->offered[d][r][m],
                         basket->home[m]);
        FOR_MEMBERS(m) labs->grey_orders[d][lab][m] =
            share_of(basket->grey[m],
                     serves * designers->desired[d][r][m] * designers->barred[d][r][m],
                     basket->stopped[m]);
    }
}

/* Stock up on what an announced measure will bar, as far as cash allows. */
RULE void bring_forward(Labs *restrict labs, const Designers *restrict designers,
                        const Basket *restrict basket, int lab) {
    double rushed[BLOCK] = {0};
    for (int d = 0; d < DESIGNER_COUNT; d++)
        FOR_MEMBERS(m) rushed[m] +=
            labs->orders[d][lab][m] * (designers->rush[d][TARGET][m] - 1.0);
    for (int d = 0; d < DESIGNER_COUNT; d++)
        FOR_MEMBERS(m) {
            double afford = affordable(labs->cash[lab][m] - basket->budget[m], rushed[m]);
            double more = 1.0 + afford * (designers->rush[d][TARGET][m] - 1.0);
            labs->orders[d][lab][m] *= rushed[m] > 0.0 ? more : 1.0;
        }
}

/* Labs split their money into research and chips, and order from the menus open to them. */
static void order(const Cast *restrict cast, const Now *restrict now, const Parameters *restrict p,
                  Labs *restrict labs, const Regions *restrict regions,
                  const Designers *restrict designers) {
    Basket basket;
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        bool is_target = cast->labs.region[lab] == TARGET;
        weigh_menu(cast, designers, &basket, lab);
        split_budget(now, p, labs, regions, &basket, lab, cast->labs.compute_share[lab],
                     cast->labs.cloud[lab], is_target);
        place_orders(cast, labs, designers, &basket, lab);
        if (is_target && now->stockpiling_window > 0.0)
            bring_forward(labs, designers, &basket, lab);
    }
}
