/* The elementary functions of `sim/rules/numerics.py`: the same polynomials without branches. */

#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#define RULE static inline __attribute__((always_inline))

#define ROUNDING 0x1.8p52 /* added to a small float, leaves its nearest integer in the low bits */
#define EXPONENT_BIAS 1023.0
#define MANTISSA_BITS 52

#define BITS_PER_NAT 1.4426950408889634
#define NATS_PER_BIT 0.6931471803691238
#define NATS_PER_BIT_REST 1.9082149292705877e-10
#define BITS_PER_DEX 3.321928094887362
#define DEX_PER_BIT 0.3010299955494702
#define DEX_PER_BIT_REST 1.1451100898021838e-10
#define NATS_PER_DEX 2.302585092994046
#define NATS_PER_DEX_REST -2.1707562233822494e-16
#define DEX_PER_NAT 0.434294480830431
#define DEX_PER_NAT_REST 1.0728208431540585e-09

#define SMALLEST_NORMAL 0x1p-1022
#define LIFT 0x1p54
#define LIFT_EXPONENT 54.0
#define ROOT_HALF_BITS UINT64_C(0x3FE6A09E667F3BCD)
#define ONE_BITS UINT64_C(0x3FF0000000000000)
#define MANTISSA_MASK UINT64_C(0x000FFFFFFFFFFFFF)
#define UPPER_HALF UINT64_C(0xFFFFFFFF00000000)
#define TWO_TO_52 0x1p52
#define TWO_TO_52_BITS UINT64_C(0x4330000000000000)

RULE uint64_t bits_of(double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

RULE double float_of(uint64_t bits) {
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* An unsigned integer below 2**52 as a float. */
RULE double float_of_word(uint64_t word) { return float_of(word | TWO_TO_52_BITS) - TWO_TO_52; }

/* Truth as wide as a float: what is chosen by it stays in the same lanes of a vector. */
typedef uint64_t Truth;
#define WHETHER(condition) ((condition) ? UINT64_C(1) : UINT64_C(0))

RULE double larger_of(double a, double b) { return a > b ? a : b; }
RULE double smaller_of(double a, double b) { return a < b ? a : b; }

/* exp ------------------------------------------------------------------------------------------ */

RULE double power_of_two(double exponent) {
    return float_of(bits_of(exponent + (ROUNDING + EXPONENT_BIAS)) << MANTISSA_BITS);
}

/* 2**exponent * exp(reduced + rest); what the first sum loses is kept. */
RULE double scaled_exponential(double exponent, double reduced, double rest) {
    double p = 2.510038549551032e-08;
    p = p * reduced + 2.7620088445409746e-07;
    p = p * reduced + 2.7557268459997064e-06;
    p = p * reduced + 2.4801521295954376e-05;
    p = p * reduced + 0.00019841269863053618;
    p = p * reduced + 0.0013888888917213717;
    p = p * reduced + 0.008333333333330062;
    p = p * reduced + 0.04166666666662413;
    p = p * reduced + 0.16666666666666669;
    p = p * reduced + 0.5000000000000001;
    double total = 1.0 + reduced;
    double lost = (1.0 - total) + reduced;
    double mantissa = total + (lost + (reduced * reduced * p + rest));
    double half = (exponent * 0.5 + ROUNDING) - ROUNDING;
    return mantissa * power_of_two(half) * power_of_two(exponent - half);
}

RULE double exponential(double x) {
    double bounded = x < -750.0 ? -750.0 : x;
    bounded = bounded > 711.0 ? 711.0 : bounded;
    double exponent = (bounded * BITS_PER_NAT + ROUNDING) - ROUNDING;
    double high = bounded - exponent * NATS_PER_BIT;
    double low = exponent * NATS_PER_BIT_REST;
    double reduced = high - low;
    return scaled_exponential(exponent, reduced, (high - reduced) - low);
}

RULE double power_of_ten(double x) {
    double bounded = x < -325.0 ? -325.0 : x;
    bounded = bounded > 309.0 ? 309.0 : bounded;
    double exponent = (bounded * BITS_PER_DEX + ROUNDING) - ROUNDING;
    double high = bounded - exponent * DEX_PER_BIT;
    double low = exponent * DEX_PER_BIT_REST;
    double dex = high - low;
    double reduced = dex * NATS_PER_DEX;
    double rest = dex * NATS_PER_DEX_REST + ((high - dex) - low) * NATS_PER_DEX;
    return scaled_exponential(exponent, reduced, rest);
}

/* log ------------------------------------------------------------------------------------------ */

/* A positive number as 2**exponent * (1 + excess), excess from -0.293 to 0.415. */
RULE double excess_of(double x, double *exponent) {
    int is_denormal = x < SMALLEST_NORMAL;
    double lifted = is_denormal ? x * LIFT : x;
    uint64_t shifted = bits_of(lifted) + (ONE_BITS - ROOT_HALF_BITS);
    double whole = float_of_word(shifted >> MANTISSA_BITS) - EXPONENT_BIAS;
    *exponent = is_denormal ? whole - LIFT_EXPONENT : whole;
    return float_of((shifted & MANTISSA_MASK) + ROOT_HALF_BITS) - 1.0;
}

/* log(1 + excess) = (excess - half_square) + rest */
RULE double rest_of_logarithm(double excess, double *half_square) {
    double s = excess / (2.0 + excess);
    double z = s * s;
    double r = 0.14616585424888623;
    r = r * z + 0.15331710618210773;
    r = r * z + 0.18182889455674947;
    r = r * z + 0.22222211130259878;
    r = r * z + 0.2857142862600327;
    r = r * z + 0.39999999999899444;
    r = r * z + 0.666666666666667;
    *half_square = 0.5 * excess * excess;
    return s * (*half_square + z * r);
}

/* Zero, negative numbers, infinity and what is not a number. */
RULE double at_the_edges(double x, double value) {
    value = x < 0.0 ? NAN : value;
    value = x == 0.0 ? -INFINITY : value;
    return x < INFINITY ? value : x;
}

RULE double logarithm(double x) {
    double exponent, half_square;
    double excess = excess_of(x, &exponent);
    double rest = rest_of_logarithm(excess, &half_square);
    double small = half_square - (rest + exponent * NATS_PER_BIT_REST);
    return at_the_edges(x, exponent * NATS_PER_BIT - (small - excess));
}

RULE double log_of_ten(double x) {
    double exponent, half_square;
    double excess = excess_of(x, &exponent);
    double rest = rest_of_logarithm(excess, &half_square);
    double high = float_of(bits_of(excess - half_square) & UPPER_HALF);
    double low = ((excess - high) - half_square) + rest;
    double whole = exponent * DEX_PER_BIT;
    double part = high * DEX_PER_NAT;
    double total = whole + part;
    double lost = (whole - total) + part;
    double small =
        exponent * DEX_PER_BIT_REST + (low + high) * DEX_PER_NAT_REST + low * DEX_PER_NAT;
    return at_the_edges(x, total + (lost + small));
}

/* Power of a positive base; zero and negative numbers give 0. */
RULE double power(double base, double exponent) {
    double value = exponential(exponent * logarithm(base));
    return base <= 0.0 ? 0.0 : value;
}
