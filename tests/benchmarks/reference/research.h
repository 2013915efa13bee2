/* Research, training and what a release is made of: as `sim/ensemble/research.py`. */

#pragma once
#include "capital.h"

_Static_assert((DELAYS & (DELAYS - 1)) == 0, "a month's place among the delays is a mask");

/* Each lab's luck of the month; clouds neither search nor release. */
static void draw_luck(const Cast *restrict cast, const Now *restrict now, const Luck *restrict luck,
                      Labs *restrict labs) {
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        if (cast->labs.cloud[lab]) continue;
        uint64_t agent = cast->labs.key[lab];
        Keys keys = keys_of(luck, now->month, agent);
        FOR_MEMBERS(m) {
            Drawn drawn = draw(keys.seed[m], keys.member[m], now->month, agent, LUCK_MONTH);
            labs->breakthrough_luck[lab][m] = drawn.of[0];
            labs->size_luck[lab][m] = drawn.of[1];
            labs->day_luck[lab][m] = drawn.of[2];
            labs->update_luck[lab][m] = drawn.of[3];
        }
    }
}

/* The best know-how and breakthroughs of each region before this month's research. */
static void publish(const Cast *restrict cast, const Labs *restrict labs, Regions *restrict regions,
                    double *restrict all_research) {
    CLEAR(regions->best_know_how);
    CLEAR(regions->best_breakthroughs);
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        if (cast->labs.cloud[lab]) continue;
        double *know_how = regions->best_know_how[cast->labs.region[lab]];
        double *found = regions->best_breakthroughs[cast->labs.region[lab]];
        FOR_MEMBERS(m) {
            know_how[m] = larger_of(know_how[m], labs->know_how[lab][m]);
            found[m] = larger_of(found[m], labs->breakthroughs[lab][m]);
            all_research[m] += labs->research[lab][m];
        }
    }
}

/* The best of the regions other than home. */
RULE double best_abroad(const double best[REGIONS][BLOCK], int64_t home, int m) {
    double found = 0.0;
    for (int r = 0; r < REGIONS; r++) found = r != home ? larger_of(found, best[r][m]) : found;
    return found;
}

/* Know-how grows by research and by what others publish; breakthroughs arrive and spread. */
static void learn(const Cast *restrict cast, const Now *restrict now, const Parameters *restrict p,
                  Labs *restrict labs, Regions *restrict regions) {
    double all_research[BLOCK] = {0}, abroad[REGIONS][BLOCK], found_abroad[REGIONS][BLOCK];
    publish(cast, labs, regions, all_research);
    for (int r = 0; r < REGIONS; r++)
        FOR_MEMBERS(m) {
            abroad[r][m] = best_abroad(regions->best_know_how, r, m);
            found_abroad[r][m] = best_abroad(regions->best_breakthroughs, r, m);
        }
    double reference = now->reference_research;
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        if (cast->labs.cloud[lab]) continue;
        int64_t home = cast->labs.region[lab];
        double found_now[BLOCK] = {0};
        MEMBERS_WHERE(lucky, m,
                      labs->breakthrough_luck[lab][m] <
                          breakthrough_chance(p->breakthroughs_a_year[m], labs->research[lab][m],
                                              all_research[m]));
        FOR_SET(m, lucky) found_now[m] =
            breakthrough_size(p->breakthrough_size[m], labs->size_luck[lab][m]);
        FOR_MEMBERS(m) {
            double own = labs->know_how[lab][m];
            labs->know_how[lab][m] =
                own +
                know_how_growth(labs->research[lab][m], reference, p->know_how_growth[m],
                                p->research_elasticity[m]) +
                spillover(own, regions->best_know_how[home][m], p->spillover_home[m]) +
                spillover(own, abroad[home][m], p->spillover_abroad[m]);
        }
        FOR_MEMBERS(m) {
            double found = labs->breakthroughs[lab][m];
            labs->breakthroughs[lab][m] =
                found + found_now[m] +
                spillover(found, regions->best_breakthroughs[home][m],
                          p->breakthrough_spillover_home[m]) +
                spillover(found, found_abroad[home][m], p->breakthrough_spillover_abroad[m]);
        }
    }
}

/* What a part of the month's launches starts from, and what comes of it. */
typedef struct {
    double stock[BLOCK], lateness[BLOCK], boldness[BLOCK], ceiling[BLOCK], midpoint[BLOCK];
    double pace[BLOCK], spread[BLOCK], utilisation[BLOCK], days[BLOCK], luck[BLOCK];
    double shortest_run[BLOCK], longest_run[BLOCK], shortest[BLOCK], longest[BLOCK];
    double error[BLOCK], shared[BLOCK];
    double compute[BLOCK], base[BLOCK], finished[BLOCK], next[BLOCK], family_error[BLOCK];
} Launches;

RULE void gather_launches(const Cast *restrict cast, const Parameters *restrict p,
                          const Labs *restrict labs, const Queue *restrict queue, int start,
                          Launches *restrict launches) {
    FOR_PART(i, start, queue) {
        int lab = queue->lab[start + i], m = queue->m[start + i];
        launches->stock[i] = labs->run_stock[lab][m] + labs->rented[lab][m];
        launches->lateness[i] = cast->labs.lateness[lab] * p->scale_delay[m];
        launches->boldness[i] = cast->labs.boldness[lab];
        launches->ceiling[i] = p->run_share_ceiling[m];
        launches->midpoint[i] = p->run_share_midpoint[m];
        launches->pace[i] = p->run_share_pace[m];
        launches->spread[i] = p->run_share_spread[m];
        launches->utilisation[i] = p->utilisation[m];
        launches->days[i] = p->training_days[m];
        launches->luck[i] = p->generation_luck[m];
        launches->shortest_run[i] = p->shortest_run[m];
        launches->longest_run[i] = p->longest_run[m];
        launches->shortest[i] = p->shortest_generation[m];
        launches->longest[i] = p->longest_generation[m];
        launches->error[i] = p->score_error[m];
        launches->shared[i] = p->score_error_shared[m];
    }
}

RULE void compute_launches(const Queue *restrict queue, int start, int64_t now,
                           Launches *restrict l) {
    const uint64_t *seed = queue->seed + start, *member = queue->member + start;
    const uint64_t *agent = queue->agent + start;
    double month = (double)now;
    FOR_MEMBERS(i) {
        Drawn drawn = draw(seed[i], member[i], now, agent[i], LUCK_GENERATION);
        Drawn of_family = draw(seed[i], member[i], now, agent[i], LUCK_FAMILY);
        double typical =
            typical_run_share(month, l->lateness[i], l->ceiling[i], l->midpoint[i], l->pace[i]);
        double share =
            run_share(typical, l->boldness[i], l->spread[i], normal_quantile(drawn.of[0]));
        double compute = training_compute(l->stock[i], share, l->utilisation[i], l->days[i]);
        l->compute[i] = compute;
        l->base[i] = compute + l->luck[i] * normal_quantile(drawn.of[1]);
        l->finished[i] = month + whole_months(drawn.of[2], l->shortest_run[i], l->longest_run[i]);
        l->next[i] = month + whole_months(drawn.of[3], l->shortest[i], l->longest[i]);
        l->family_error[i] =
            family_error_of(l->error[i], l->shared[i], normal_quantile(of_family.of[0]));
    }
}

static void launch_runs(const Cast *restrict cast, const Now *restrict now,
                        const Parameters *restrict p, Labs *restrict labs,
                        const Queue *restrict queue) {
    Launches launches = {0};
    FOR_PARTS(start, queue) {
        gather_launches(cast, p, labs, queue, start, &launches);
        compute_launches(queue, start, now->month, &launches);
        FOR_PART(i, start, queue) {
            int lab = queue->lab[start + i], m = queue->m[start + i];
            labs->coming_compute[lab][m] = launches.compute[i];
            labs->coming_base[lab][m] = launches.base[i];
            labs->coming_month[lab][m] = launches.finished[i];
            labs->next_launch[lab][m] = launches.next[i];
            labs->coming_family_error[lab][m] = launches.family_error[i];
        }
    }
}

/* Runs whose turn it is are launched; finished ones give a new base. */
static void launch_and_finish(const Cast *restrict cast, const Now *restrict now,
                              const Parameters *restrict p, const Luck *restrict luck,
                              Labs *restrict labs, Queue *restrict queue) {
    double month = (double)now->month;
    queue->count = 0;
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        if (cast->labs.cloud[lab] || now->month < cast->labs.founded[lab]) continue;
        FOR_MEMBERS(m) {
            bool better = (labs->coming_month[lab][m] == month) &
                          (labs->coming_base[lab][m] > labs->base[lab][m]);
            labs->base[lab][m] = better ? labs->coming_base[lab][m] : labs->base[lab][m];
            labs->base_compute[lab][m] =
                better ? labs->coming_compute[lab][m] : labs->base_compute[lab][m];
            labs->family_error[lab][m] =
                better ? labs->coming_family_error[lab][m] : labs->family_error[lab][m];
        }
        MEMBERS_WHERE(launching, m, labs->next_launch[lab][m] == month);
        enqueue(queue, luck, now->month, cast->labs.key[lab], lab, launching);
    }
    launch_runs(cast, now, p, labs, queue);
}

/* What a region's labs can learn from others this month: the same for each of them. */
typedef struct {
    double from_weights[BLOCK], from_outputs[BLOCK], both[BLOCK], best[BLOCK];
    int64_t weights_root[BLOCK];
} Taught;

static void teach(const Now *restrict now, const Parameters *restrict p,
                  const Regions *restrict regions, Taught *restrict taught, int64_t home) {
    const double *open = &regions->open_teacher[0][0][0];
    const double *closed = &regions->closed_teacher[0][0][0];
    const int64_t *root = &regions->open_root[0][0][0];
    FOR_MEMBERS(m) {
        int64_t month = now->month + 1;
        int64_t opened = month - (int64_t)p->open_delay[m];
        int64_t distilled = month - (int64_t)p->distillation_delay[m];
        opened = (opened > 0 ? opened : 0) & (DELAYS - 1);
        distilled = (distilled > 0 ? distilled : 0) & (DELAYS - 1);
        double from_weights = 0.0, weights_teacher = 0.0;
        double from_outputs = 0.0, outputs_teacher = 0.0;
        int64_t weights_root = home;
#pragma GCC unroll 3
        for (int origin = 0; origin < REGIONS; origin++) {
            int64_t at = (origin * DELAYS + opened) * BLOCK + m;
            double share = open_to(p->open_weights_share[m], now->open_weights, home, origin);
            double passed = passed_on(open[at], share);
            bool better = passed > from_weights;
            weights_teacher = better ? open[at] : weights_teacher;
            weights_root = better ? root[at] : weights_root;
            from_weights = better ? passed : from_weights;
            at = (origin * DELAYS + distilled) * BLOCK + m;
            share = open_to(p->distillation_share[m], now->model_access, home, origin);
            passed = passed_on(closed[at], share);
            better = passed > from_outputs;
            outputs_teacher = better ? closed[at] : outputs_teacher;
            from_outputs = better ? passed : from_outputs;
        }
        taught->from_weights[m] = from_weights;
        taught->from_outputs[m] = from_outputs;
        taught->weights_root[m] = weights_root;
        taught->both[m] = taught_by_both(from_weights, from_outputs);
        taught->best[m] = larger_of(weights_teacher, outputs_teacher);
    }
}

/* Lifts the base of those whose update is due; gives the members that release. */
RULE Members update(const Now *restrict now, const Parameters *restrict p, Labs *restrict labs,
                    const Taught *restrict taught, int lab, int64_t home) {
    double month = (double)now->month;
    FOR_MEMBERS(m) {
        double due_at = labs->next_update[lab][m], before = labs->capability[lab][m];
        double foreign_before = labs->from_foreign_weights[lab][m];
        int64_t root_before = labs->root[lab][m];
        double next = month + whole_months(labs->update_luck[lab][m], 1.0, p->longest_update[m]);
        double own = labs->base[lab][m] + labs->know_how[lab][m] + labs->breakthroughs[lab][m];
        double capacity = absorptive_capacity(p->absorption_at_start[m],
                                              p->absorption_by_know_how[m], labs->know_how[lab][m]);
        double reached = absorbed_capability(own, taught->both[m], taught->best[m], capacity);
        Truth due = WHETHER(due_at == month);
        Truth released = due & WHETHER(reached > before + p->release_threshold[m]);
        Truth builds = builds_on_open_weights(own, taught->from_weights[m], taught->from_outputs[m]);
        int64_t root = builds ? taught->weights_root[m] : home;
        double foreign = root != home ? 1.0 : 0.0;
        double at = month + labs->day_luck[lab][m];
        labs->next_update[lab][m] = due ? next : due_at;
        labs->capability[lab][m] = released ? reached : before;
        labs->released_at[lab][m] = released ? at : -1.0;
        labs->root[lab][m] = released ? root : root_before;
        labs->from_foreign_weights[lab][m] = released ? foreign : foreign_before;
    }
    MEMBERS_WHERE(releasing, m, labs->released_at[lab][m] >= 0.0);
    return releasing;
}

/* Post-training lifts the base with know-how and teachers; what improves is released. */
static void update_and_release(const Cast *restrict cast, const Now *restrict now,
                               const Parameters *restrict p, const Luck *restrict luck,
                               Labs *restrict labs, const Regions *restrict regions,
                               Queue *restrict queue) {
    Taught taught[REGIONS];
    for (int home = 0; home < REGIONS; home++) teach(now, p, regions, &taught[home], home);
    queue->count = 0;
    for (int lab = 0; lab < LAB_COUNT; lab++) {
        if (cast->labs.cloud[lab] || now->month < cast->labs.founded[lab]) continue;
        int64_t home = cast->labs.region[lab];
        Members releasing = update(now, p, labs, &taught[home], lab, home);
        enqueue(queue, luck, now->month, cast->labs.key[lab], lab, releasing);
    }
}
