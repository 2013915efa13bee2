"""The elementary functions that every rule is built from.

The platform's ``exp`` and ``log`` differ in their last bits from one system to the next and cannot
be vectorised by Numba. These are polynomials without branches: a loop over members compiles to
vector instructions, and every CPU, every loop and every single call gives the same bits. Nothing
here may be compiled with fastmath, and no multiplication is fused with an addition.

The coefficients are Chebyshev interpolants, computed with 60 digits and rounded once.
"""

import math

import numpy as np

from sim.rules.compilation import bits_of, compiled, float_of, float_of_word, rule, select
from sim.rules.normal_ratios import ratio_far_out, ratio_in_the_tail, ratio_near_the_centre

__all__ = [
    "compiled",
    "exponential",
    "log_of_ten",
    "logarithm",
    "normal_quantile",
    "power",
    "power_of_ten",
    "rule",
    "select",
]

# exp ----------------------------------------------------------------------------------------------

ROUNDING = 1.5 * 2.0**52
"""Added to a small float, leaves its nearest integer in the lowest bits."""
EXPONENT_BIAS = 1023.0
MANTISSA_BITS = np.uint64(52)

BITS_PER_NAT = 1.4426950408889634  # 1 / ln 2
# ln 2 in two parts: the first has 32 bits, so that its product with a binary exponent is exact.
NATS_PER_BIT = 0.6931471803691238
NATS_PER_BIT_REST = 1.9082149292705877e-10

BITS_PER_DEX = 3.321928094887362  # log2 10
DEX_PER_BIT = 0.3010299955494702  # log10 2, first 32 bits
DEX_PER_BIT_REST = 1.1451100898021838e-10
NATS_PER_DEX = 2.302585092994046  # ln 10
NATS_PER_DEX_REST = -2.1707562233822494e-16


@rule
def power_of_two(exponent):
    """Two to a whole power from -1022 to 1023."""
    return float_of(bits_of(exponent + (ROUNDING + EXPONENT_BIAS)) << MANTISSA_BITS)


@rule
def scaled_exponential(exponent, reduced, rest):
    r"""``2**exponent * exp(reduced + rest)`` for reduced within half of ln 2 and a tiny rest.

    .. math:: e^r = 1 + r + r^2 P(r)

    P has degree nine; its error is below 2e-17.
    """
    p = 2.510038549551032e-08
    p = p * reduced + 2.7620088445409746e-07
    p = p * reduced + 2.7557268459997064e-06
    p = p * reduced + 2.4801521295954376e-05
    p = p * reduced + 0.00019841269863053618
    p = p * reduced + 0.0013888888917213717
    p = p * reduced + 0.008333333333330062
    p = p * reduced + 0.04166666666662413
    p = p * reduced + 0.16666666666666669
    p = p * reduced + 0.5000000000000001
    # What the first sum loses is kept: without it, the error would come close to 1 ulp.
    total = 1.0 + reduced
    lost = (1.0 - total) + reduced
    mantissa = total + (lost + (reduced * reduced * p + rest))
    # In two steps: results below 2**-1022, and the last below infinity, have no single factor.
    half = (exponent * 0.5 + ROUNDING) - ROUNDING
    return mantissa * power_of_two(half) * power_of_two(exponent - half)


@rule
def exponential(x):
    """Natural exponential.

    Within 1 ulp of the correctly rounded result (the error stays below 0.75 ulp); denormal below
    -708.4, zero below -745.2, infinity above 709.8; exactly 1 at 0.

    Parameters
    ----------
    x : float
        Any float, infinities and NaN included.

    Returns
    -------
    float
        ``e**x``.
    """
    bounded = select(x < -750.0, -750.0, x)
    bounded = select(bounded > 711.0, 711.0, bounded)
    exponent = (bounded * BITS_PER_NAT + ROUNDING) - ROUNDING
    high = bounded - exponent * NATS_PER_BIT
    low = exponent * NATS_PER_BIT_REST
    reduced = high - low
    return scaled_exponential(exponent, reduced, (high - reduced) - low)


@rule
def power_of_ten(x):
    """Ten to the power of x.

    Within 1 ulp of the correctly rounded result (the error stays below 0.9 ulp), and exact for
    whole x from 0 to 22; over- and underflow as in `exponential`.

    Parameters
    ----------
    x : float
        Any float, infinities and NaN included.

    Returns
    -------
    float
        ``10**x``.
    """
    bounded = select(x < -325.0, -325.0, x)
    bounded = select(bounded > 309.0, 309.0, bounded)
    exponent = (bounded * BITS_PER_DEX + ROUNDING) - ROUNDING
    high = bounded - exponent * DEX_PER_BIT
    low = exponent * DEX_PER_BIT_REST
    dex = high - low
    reduced = dex * NATS_PER_DEX
    rest = dex * NATS_PER_DEX_REST + ((high - dex) - low) * NATS_PER_DEX
    return scaled_exponential(exponent, reduced, rest)


# log ----------------------------------------------------------------------------------------------

SMALLEST_NORMAL = 2.0**-1022
LIFT = 2.0**54
LIFT_EXPONENT = 54.0

ROOT_HALF_BITS = np.uint64(0x3FE6A09E667F3BCD)
ONE_BITS = np.uint64(0x3FF0000000000000)
MANTISSA_MASK = np.uint64(0x000FFFFFFFFFFFFF)

# 1 / ln 10 in two parts: the first has 27 bits.
DEX_PER_NAT = 0.434294480830431
DEX_PER_NAT_REST = 1.0728208431540585e-09
UPPER_HALF = np.uint64(0xFFFFFFFF00000000)


@rule
def mantissa_and_exponent(x):
    """Write a positive number as ``2**exponent * (1 + excess)``, excess from -0.293 to 0.415."""
    is_denormal = x < SMALLEST_NORMAL
    lifted = select(is_denormal, x * LIFT, x)
    shifted = bits_of(lifted) + (ONE_BITS - ROOT_HALF_BITS)
    exponent = float_of_word(shifted >> MANTISSA_BITS) - EXPONENT_BIAS
    exponent = select(is_denormal, exponent - LIFT_EXPONENT, exponent)
    return float_of((shifted & MANTISSA_MASK) + ROOT_HALF_BITS) - 1.0, exponent


@rule
def logarithm_of_excess(excess):
    r"""Split ``log(1 + excess)`` into ``(excess - half_square) + rest``; gives half_square, rest.

    .. math:: \ln(1+f) = 2 s + s^3 R(s^2), \qquad s = f / (2 + f)

    R has degree six; its relative error is below 5e-18.
    """
    s = excess / (2.0 + excess)
    z = s * s
    r = 0.14616585424888623
    r = r * z + 0.15331710618210773
    r = r * z + 0.18182889455674947
    r = r * z + 0.22222211130259878
    r = r * z + 0.2857142862600327
    r = r * z + 0.39999999999899444
    r = r * z + 0.666666666666667
    half_square = 0.5 * excess * excess
    return half_square, s * (half_square + z * r)


@rule
def at_the_edges(x, value):
    """Replace the logarithm's value where x is zero, negative, infinite or not a number."""
    value = select(x < 0.0, math.nan, value)
    value = select(x == 0.0, -math.inf, value)
    return select(x < math.inf, value, x)


@rule
def logarithm(x):
    """Natural logarithm.

    Within 1 ulp of the correctly rounded result (the error stays below 0.85 ulp), denormal
    arguments included.

    Parameters
    ----------
    x : float
        Any float; 0 gives minus infinity, a negative number NaN.

    Returns
    -------
    float
        ``log(x)``.
    """
    excess, exponent = mantissa_and_exponent(x)
    half_square, rest = logarithm_of_excess(excess)
    small = half_square - (rest + exponent * NATS_PER_BIT_REST)
    return at_the_edges(x, exponent * NATS_PER_BIT - (small - excess))


@rule
def log_of_ten(x):
    """Logarithm to the base of ten.

    Within 1 ulp of the correctly rounded result (the error stays below 0.75 ulp), and exact at
    whole powers of ten.

    Parameters
    ----------
    x : float
        Any float; 0 gives minus infinity, a negative number NaN.

    Returns
    -------
    float
        ``log10(x)``.
    """
    excess, exponent = mantissa_and_exponent(x)
    half_square, rest = logarithm_of_excess(excess)
    high = float_of(bits_of(excess - half_square) & UPPER_HALF)
    low = ((excess - high) - half_square) + rest
    whole = exponent * DEX_PER_BIT
    part = high * DEX_PER_NAT
    total = whole + part
    lost = (whole - total) + part
    small = exponent * DEX_PER_BIT_REST + (low + high) * DEX_PER_NAT_REST + low * DEX_PER_NAT
    return at_the_edges(x, total + (lost + small))


@rule
def power(base, exponent):
    """Power of a positive base, ``exp(exponent * log(base))``.

    The relative error is below ``(1 + abs(exponent * log(base))) * 2.2e-16``.

    Parameters
    ----------
    base : float
        Zero and negative numbers give 0, whatever the exponent.
    exponent : float
        Any finite number.

    Returns
    -------
    float
        ``base**exponent``.
    """
    return select(base <= 0.0, 0.0, exponential(exponent * logarithm(base)))


# the normal distribution --------------------------------------------------------------------------


@rule
def normal_quantile(u):
    """Value that a standard normal variable stays below with probability u.

    The relative error is about 1e-15 (algorithm AS241, PPND16). All three of its regions are
    computed and one is selected, so that a loop has no branches; see `sim.rules.normal_ratios`.

    Parameters
    ----------
    u : float
        Probability; 0 and 1 give the infinities, anything outside NaN.

    Returns
    -------
    float
        Standard deviations from the mean.
    """
    distance = u - 0.5
    is_upper = distance > 0.0
    depth = math.sqrt(-logarithm(select(is_upper, 1.0 - u, u)))
    centre_above, centre_below = ratio_near_the_centre(0.180625 - distance * distance)
    tail_above, tail_below = ratio_in_the_tail(depth - 1.6)
    far_above, far_below = ratio_far_out(depth - 5.0)
    is_far = depth > 5.0
    above = select(is_far, far_above, tail_above)
    below = select(is_far, far_below, tail_below)
    above = select(is_upper, above, -above)
    is_central = abs(distance) <= 0.425
    above = select(is_central, distance * centre_above, above)
    below = select(is_central, centre_below, below)
    value = select(u == 0.0, -math.inf, above / below)
    return select(u == 1.0, math.inf, value)
