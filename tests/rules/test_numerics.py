"""Elementary functions: accuracy, edges, and the same bits in a call and in a loop."""

import math
import re
from decimal import Context, Decimal

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal
from scipy.special import ndtri

from sim.rules import numerics

POINTS = 2_000
PRECISE = Context(prec=60)


def loop_over(function):
    @numba.njit(error_model="numpy")
    def loop(arguments, results):
        for i in range(arguments.shape[0]):
            results[i] = function(arguments[i])

    def apply(arguments):
        results = np.empty_like(arguments)
        loop(arguments, results)
        return results

    apply.loop = loop
    return apply


FUNCTIONS = {
    name: (getattr(numerics, name), loop_over(getattr(numerics, name)))
    for name in ("exponential", "power_of_ten", "logarithm", "log_of_ten", "normal_quantile")
}
each_function = pytest.mark.parametrize("name", FUNCTIONS)


def ulps(value, exact):
    """Error of a float in units of the last place of the correctly rounded result."""
    return float(abs(Decimal(value) - exact) / Decimal(math.ulp(float(exact))))


def worst_error(function, exact, arguments):
    return max(ulps(function(x), exact(Decimal(x))) for x in map(float, arguments))


def uniform(low, high, seed=0):
    return np.random.default_rng(seed).uniform(low, high, POINTS)


# accuracy -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (-708, 709.7)])
def test_exponential_is_within_three_quarters_of_an_ulp(low, high):
    error = worst_error(numerics.exponential, PRECISE.exp, uniform(low, high))
    assert error < 0.75


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (-307, 308)])
def test_power_of_ten_is_within_one_ulp(low, high):
    error = worst_error(
        numerics.power_of_ten, lambda x: PRECISE.power(10, x), uniform(low, high)[::4]
    )
    assert error < 0.9


@pytest.mark.parametrize(
    "arguments",
    [uniform(0.6, 1.6), 10 ** uniform(-5, 5), 10 ** uniform(-322, 308), 1 + 10 ** uniform(-15, -1)],
    ids=["near one", "usual", "all magnitudes", "just above one"],
)
@pytest.mark.parametrize(
    ("function", "exact"),
    [(numerics.logarithm, PRECISE.ln), (numerics.log_of_ten, PRECISE.log10)],
    ids=["natural", "of ten"],
)
def test_logarithms_are_within_one_ulp(function, exact, arguments):
    assert worst_error(function, exact, arguments) < 0.85


def test_power_keeps_its_documented_error():
    for base, exponent in zip(10 ** uniform(-3, 4), uniform(-4, 4, seed=1), strict=True):
        exact = PRECISE.power(Decimal(base), Decimal(exponent))
        error = abs(float(Decimal(numerics.power(base, exponent)) / exact - 1))
        assert error < (1 + abs(exponent * math.log(base))) * 2.2e-16


def test_powers_of_ten_are_exact():
    assert [numerics.power_of_ten(n) for n in range(23)] == [float(f"1e{n}") for n in range(23)]


def test_logs_of_powers_of_ten_are_exact():
    powers = range(-307, 309)
    assert [numerics.log_of_ten(float(f"1e{n}")) for n in powers] == list(powers)


@pytest.mark.parametrize(
    "u",
    [
        uniform(0, 1),
        10 ** uniform(-300, -1),
        1 - 10 ** uniform(-15, -1),
        0.5 + uniform(-1e-9, 1e-9),
    ],
    ids=["everywhere", "lower tail", "upper tail", "centre"],
)
def test_normal_quantile_agrees_with_scipy(u):
    quantiles = [numerics.normal_quantile(x) for x in u]
    np.testing.assert_allclose(quantiles, ndtri(u), rtol=1.5e-15)


@settings(deadline=None)  # the first call compiles
@given(st.floats(1e-300, 1 - 1e-16))
def test_normal_quantile_is_odd_about_one_half(u):
    assert numerics.normal_quantile(1 - u) == -numerics.normal_quantile(1 - (1 - u))


# edges --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "argument", "result"),
    [
        (numerics.exponential, 0.0, 1.0),
        (numerics.exponential, -0.0, 1.0),
        (numerics.exponential, math.inf, math.inf),
        (numerics.exponential, -math.inf, 0.0),
        (numerics.exponential, math.nan, math.nan),
        (numerics.exponential, 709.782712893384, math.exp(709.782712893384)),
        (numerics.exponential, 709.7827128933841, math.inf),
        (numerics.exponential, -740.3, math.exp(-740.3)),
        (numerics.exponential, -745.13, 5e-324),
        (numerics.exponential, -745.14, 0.0),
        (numerics.exponential, 1e308, math.inf),
        (numerics.exponential, -1e308, 0.0),
        (numerics.power_of_ten, math.inf, math.inf),
        (numerics.power_of_ten, -math.inf, 0.0),
        (numerics.power_of_ten, math.nan, math.nan),
        (numerics.power_of_ten, 308.26, math.inf),
        (numerics.power_of_ten, -323.0, 1e-323),
        (numerics.power_of_ten, -324.0, 0.0),
        (numerics.logarithm, 1.0, 0.0),
        (numerics.logarithm, 0.0, -math.inf),
        (numerics.logarithm, -0.0, -math.inf),
        (numerics.logarithm, -1.0, math.nan),
        (numerics.logarithm, -math.inf, math.nan),
        (numerics.logarithm, math.inf, math.inf),
        (numerics.logarithm, math.nan, math.nan),
        (numerics.logarithm, 5e-324, math.log(5e-324)),
        (numerics.log_of_ten, 1.0, 0.0),
        (numerics.log_of_ten, 0.0, -math.inf),
        (numerics.log_of_ten, -1.0, math.nan),
        (numerics.log_of_ten, math.inf, math.inf),
        (numerics.log_of_ten, math.nan, math.nan),
        (numerics.normal_quantile, 0.5, 0.0),
        (numerics.normal_quantile, 0.0, -math.inf),
        (numerics.normal_quantile, 1.0, math.inf),
        (numerics.normal_quantile, -0.1, math.nan),
        (numerics.normal_quantile, 1.1, math.nan),
        (numerics.normal_quantile, math.nan, math.nan),
    ],
)
def test_special_values_are_those_of_mathematics(function, argument, result):
    assert_array_equal(function(argument), result)


@pytest.mark.parametrize("base", [0.0, -1.0, -math.inf])
def test_power_of_a_base_that_is_not_positive_is_zero(base):
    assert numerics.power(base, 0.3) == 0.0


def test_whole_numbers_are_taken_as_floats():
    assert numerics.exponential(1) == numerics.exponential(1.0)
    assert numerics.logarithm(2) == numerics.logarithm(2.0)


# the same bits everywhere -------------------------------------------------------------------------


@each_function
@settings(deadline=None, max_examples=50)
@given(arguments=arrays(np.float64, st.integers(1, 70), elements=st.floats(-800, 800)))
def test_a_loop_gives_the_bits_of_single_calls(name, arguments):
    function, loop = FUNCTIONS[name]
    looped, single = loop(arguments), np.array([function(x) for x in arguments])
    # How a NaN is encoded is left to the processor.
    known = ~np.isnan(single)
    assert_array_equal(np.isnan(looped), ~known)
    assert_array_equal(looped[known].view(np.uint64), single[known].view(np.uint64))


def instructions_of(name):
    _, loop = FUNCTIONS[name]
    loop(np.ones(1))
    return "\n".join(loop.loop.inspect_llvm().values())


# With two floats to a register, vectors may not pay for the quantile's three regions.
@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "normal_quantile"])
def test_a_loop_becomes_vector_instructions(name):
    assert re.search(r"fmul <\d+ x double>", instructions_of(name))


@each_function
def test_nothing_is_reassociated_fused_or_left_to_the_platform(name):
    code = instructions_of(name)
    assert not re.search(
        r"\bf(?:mul|add|sub|div) (?:fast|contract|reassoc)|llvm\.fm(?:a|uladd)", code
    )
    assert not re.search(r"call double @(?:exp|log|pow)", code)


def test_a_rule_keeps_its_documentation():
    assert numerics.exponential.__doc__.startswith("Natural exponential.")
