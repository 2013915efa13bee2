/* The economics of `sim/rules/`, under the same names; their docstrings say what they mean. */

#pragma once
#include <stdbool.h>

#include "numerics.h"

/* sanctions ------------------------------------------------------------------------------------ */

#define DENSITY_CLAUSE_TPP 1600.0
#define BITS 16.0
#define H100_TFLOPS 989.0

RULE Truth barred(double tpp, double interconnect, double density, double tpp_cap,
                 double interconnect_cap, double density_cap) {
    Truth by_performance = WHETHER(tpp >= tpp_cap) & WHETHER(interconnect >= interconnect_cap);
    Truth by_density = WHETHER(tpp >= DENSITY_CLAUSE_TPP) & WHETHER(density >= density_cap);
    return by_performance | by_density;
}

RULE double let_through(double amount, double level) { return amount * (1.0 - level); }

RULE double direct_investment_risk(double sanction_share, double intensity, double conditions) {
    return sanction_share * intensity + (1.0 - sanction_share) * conditions;
}

RULE double stockpiling_factor(double stockpiling, double window) {
    return window <= 0.0 ? 1.0 : 1.0 + stockpiling * 12.0 / window;
}

RULE double material_cost_factor(double retaliation, double cost_share) {
    return 1.0 + cost_share * retaliation;
}

/* investors ------------------------------------------------------------------------------------ */

RULE double sentiment_growth(double sensitivity, double progress, double normal_progress,
                             double spread, double shock) {
    double surprise = larger_of(-1.0, smaller_of(1.0, progress - normal_progress));
    return exponential(0.25 * sensitivity * surprise + spread * shock);
}

RULE double attraction(double home_bias, double capability, double frontier, double sensitivity) {
    return home_bias * exponential(sensitivity * (capability - frontier));
}

RULE double share_of(double total, double weight, double all_weights) {
    return all_weights <= 0.0 ? 0.0 : total * weight / all_weights;
}

RULE double liquidity(double inflow, double peak, double elasticity) {
    return power(smaller_of(1.0, inflow / peak), elasticity);
}

RULE double trend_inflow(double path, double scale, double growth, int64_t month) {
    return path * scale * exponential(growth * smaller_of((double)month / 12.0, 4.0));
}

RULE double desired_inflow(double trend, double sensitivity, double risk) {
    return trend * exponential(-sensitivity * risk);
}

RULE double adjusted(double current, double desired, double speed) {
    return current + speed * (desired - current);
}

RULE double repatriation(double trend, double share, double sensitivity, double risk) {
    return trend * share * exponential(sensitivity * risk);
}

RULE double expected_return(double pull, double scarcity_effect, double scarcity) {
    return pull + scarcity_effect * logarithm(smaller_of(10.0, larger_of(0.1, scarcity)));
}

RULE double plant_attraction(double pull, double subsidy_effect, double subsidy, double risk_effect,
                             double risk) {
    return exponential(pull + subsidy_effect * subsidy - risk_effect * risk);
}

/* labs ----------------------------------------------------------------------------------------- */

RULE double market_size(double at_start, double ceiling, double elasticity, double frontier,
                        double frontier_at_start) {
    double unbounded = at_start * power_of_ten(elasticity * (frontier - frontier_at_start));
    return unbounded / (1.0 + unbounded / ceiling);
}

RULE double order_appeal(double throughput, double usability, double price, double sensitivity) {
    return power(1000.0 * throughput * usability / price, sensitivity);
}

RULE double know_how_growth(double research, double reference, double rate, double elasticity) {
    return rate * power(research / reference, elasticity);
}

RULE double spillover(double own, double best, double rate) {
    return rate * larger_of(0.0, best - own);
}

RULE double breakthrough_chance(double a_year, double research, double all_research) {
    return all_research <= 0.0 ? 0.0 : a_year / 12.0 * research / all_research;
}

RULE double breakthrough_size(double mean, double luck) {
    return 2.0 * mean * sqrt(-logarithm(luck) / 3.141592653589793);
}

RULE double typical_run_share(double month, double delay, double ceiling, double midpoint,
                              double pace) {
    return ceiling / (1.0 + exponential(-pace * (month - delay - midpoint)));
}

RULE double run_share(double typical, double boldness, double spread, double luck) {
    return smaller_of(0.9, typical * boldness * exponential(spread * luck));
}

RULE double whole_months(double luck, double low, double high) {
    return low + (double)(int64_t)(luck * (high - low + 1.0));
}

/* capability ----------------------------------------------------------------------------------- */

RULE double training_compute(double usable_compute, double share, double utilisation, double days) {
    double flop = usable_compute * share * utilisation * 989e12 * 86400.0 * days;
    return log_of_ten(larger_of(flop, 1.0));
}

RULE double passed_on(double teacher, double share) {
    return share <= 0.0 ? 0.0 : larger_of(0.0, teacher + log_of_ten(share));
}

RULE double taught_by_both(double from_open_weights, double from_outputs) {
    double larger = larger_of(from_open_weights, from_outputs);
    double smaller = smaller_of(from_open_weights, from_outputs);
    return larger + log_of_ten(1.0 + power_of_ten(smaller - larger));
}

RULE double absorptive_capacity(double at_start, double by_know_how, double know_how) {
    return larger_of(0.0, at_start + by_know_how * know_how);
}

RULE double absorbed_capability(double own, double taught, double best_teacher, double capacity) {
    double gain = larger_of(0.0, smaller_of(taught, best_teacher) - own);
    double lifted = own + capacity * (1.0 - exponential(-gain / capacity));
    return capacity <= 0.0 ? own : lifted;
}

/* Whether the largest term of a release's effective compute is foreign or own open weights. */
RULE Truth builds_on_open_weights(double own, double from_open_weights, double from_outputs) {
    Truth own_is_largest = WHETHER(own >= from_open_weights) & WHETHER(own >= from_outputs);
    return (own_is_largest ^ 1) & WHETHER(from_open_weights >= from_outputs);
}

/* measurement ---------------------------------------------------------------------------------- */

RULE double family_error_of(double error, double shared, double luck) {
    return error * sqrt(shared) * luck;
}

RULE double index_score(double capability, double of_family, double error, double shared,
                        double luck) {
    return capability + of_family + error * sqrt(1.0 - shared) * luck;
}

/* suppliers ------------------------------------------------------------------------------------ */

RULE double beyond_record(double value, double growth, double generations) {
    return value * power(growth, generations);
}

RULE double software_friction(double at_start, double installed, double scale, double exponent) {
    return at_start * power(1.0 + installed / scale, -exponent);
}

RULE double variant_throughput(double throughput, double area, double share, double tpp_cap,
                               double density_cap) {
    double allowed = smaller_of(tpp_cap, larger_of(density_cap * area, DENSITY_CLAUSE_TPP));
    return smaller_of(throughput, share * allowed / BITS);
}

RULE double large_run_usability(double interconnect, double standard, double exponent) {
    return power(smaller_of(1.0, interconnect / standard), exponent);
}

RULE double variant_price(double price, double throughput, double standard, double exponent) {
    return price * power(throughput / standard, exponent);
}

RULE double share_made_abroad(double capacity_abroad, double capacity_home, double refused) {
    double everywhere = capacity_abroad + capacity_home;
    return everywhere <= 0.0 ? 0.0 : capacity_abroad / everywhere * (1.0 - refused);
}

RULE double fill_rate(double available, double wanted) {
    return wanted <= available ? 1.0 : larger_of(0.0, available) / wanted;
}

RULE double chips_for(double money, double price) {
    return price <= 0.0 ? 0.0 : money * 1e9 / price;
}

RULE double affordable(double cash, double wanted) {
    return smaller_of(1.0, 0.9 * larger_of(0.0, cash) / wanted);
}

RULE double next_markup(double current, double normal, double tightness, double elasticity,
                        double speed) {
    double bounded = smaller_of(10.0, larger_of(0.1, tightness));
    return larger_of(1.0, current + speed * (normal * power(bounded, elasticity) - current));
}

RULE double research_pace(double revenue, double reference, double elasticity) {
    return power(smaller_of(3.0, larger_of(0.2, revenue / reference)), elasticity);
}

RULE double node_pace(double made_abroad, double leading_pace, double denial_effect,
                      double lithography) {
    return made_abroad * leading_pace + (1.0 - made_abroad) * (1.0 - denial_effect * lithography);
}

RULE double capacity_growth(double capacity, double investment, double unit_cost, double fastest) {
    double bound = fastest * capacity;
    return bound * (1.0 - exponential(-investment * 1e6 / (unit_cost * bound)));
}

RULE double learned_yield(double at_start, double best, double experience, double exponent) {
    return best - larger_of(0.0, best - at_start) * power(experience, -exponent);
}
