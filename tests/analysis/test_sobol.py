"""Sobol indices against functions whose indices are known, by the code that the model uses."""

import numpy as np
import pytest

from sim.analysis.sobol import Design, Runs, convergence, indices, run

INPUTS = {"x1": [0], "x2": [1], "x3": [2]}
ISHIGAMI_FIRST, ISHIGAMI_TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]


def ishigami(table):
    """The function of Ishigami and Homma (1990), a = 7, b = 0.1, and twice it less one."""
    x1, x2, x3 = (2.0 * np.pi * table[:, place] - np.pi for place in range(3))
    value = np.sin(x1) + 7.0 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)
    return np.column_stack([value, 2.0 * value - 1.0])


def every(function):
    """A model of tables, from a function of one."""
    return lambda tables: [function(table) for table in tables]


def designed(rows, block=1, shared=(), inputs=INPUTS, seed=5):
    """Two samples of the unit cube, of which some columns are shared within blocks."""
    samples = np.random.default_rng(seed).random((2, rows, 3))
    for column in shared:
        samples[:, :, column] = np.repeat(samples[:, ::block, column], block, axis=1)
    return Design(*samples, inputs, block)


@pytest.fixture(scope="module")
def of_ishigami():
    return indices(run(every(ishigami), designed(16384)), resamples=50, seed=1)


def test_first_orders_of_the_ishigami_function_are_its_own(of_ishigami):
    np.testing.assert_allclose(of_ishigami.first[:, 0], ISHIGAMI_FIRST, atol=0.03)


def test_total_orders_of_the_ishigami_function_are_its_own(of_ishigami):
    np.testing.assert_allclose(of_ishigami.total[:, 0], ISHIGAMI_TOTAL, atol=0.03)


def test_indices_do_not_depend_on_the_unit_of_an_outcome(of_ishigami):
    np.testing.assert_allclose(of_ishigami.total[:, 1], of_ishigami.total[:, 0])


def test_indices_of_rows_that_share_an_input_in_blocks_are_right_too():
    design = designed(32768, block=16, shared=[1])
    found = indices(run(every(ishigami), design), resamples=50, seed=1)
    np.testing.assert_allclose(found.first[:, 0], ISHIGAMI_FIRST, atol=0.06)
    np.testing.assert_allclose(found.total[:, 0], ISHIGAMI_TOTAL, atol=0.06)


def test_intervals_over_blocks_hold_the_truth_as_often_as_they_say():
    held = []
    for seed in range(60):
        design = designed(1024, block=16, shared=[1], inputs={"x2": [1]}, seed=seed)
        found = indices(run(every(ishigami), design), resamples=100, seed=seed)
        low, high = found.total_interval[0, 0]
        held.append(low <= ISHIGAMI_TOTAL[1] <= high)
    assert 0.75 <= np.mean(held) <= 0.99


def test_intervals_that_ignore_blocks_are_too_narrow():
    design = designed(1024, block=16, shared=[1], inputs={"x2": [1]})
    runs = run(every(ishigami), design)
    by_row = Runs(runs.first, runs.second, runs.mixed, block=1)
    widths = [np.ptp(indices(r, 200, 1).total_interval[0, 0]) for r in (runs, by_row)]
    assert widths[0] > 1.5 * widths[1]


def test_a_group_that_holds_all_inputs_explains_all():
    found = indices(run(every(ishigami), designed(4096, inputs={"all": [0, 1, 2]})), 20, 1)
    assert found.total[0, 0] == pytest.approx(1.0, abs=0.05)
    assert found.first[0, 0] == pytest.approx(1.0, abs=0.1)


def test_an_input_that_changes_nothing_has_an_index_of_zero():
    found = indices(run(every(lambda table: table[:, :1]), designed(256)), 20, 1)
    assert (found.total[1:] == 0).all()
    assert (found.first[1:] == 0).all()


def test_indices_of_a_constant_outcome_are_missing():
    found = indices(run(every(lambda table: np.ones((len(table), 1))), designed(64)), 20, 1)
    assert np.isnan(found.first).all()
    assert np.isnan(found.total_interval).all()


def test_estimates_are_those_of_the_salib_analysis():
    from SALib.analyze import sobol

    runs = run(every(ishigami), designed(512))
    stacked = np.stack([runs.first, *runs.mixed.values(), runs.second])[:, :, 0].T.ravel()
    problem = {"num_vars": 3, "names": list(INPUTS), "bounds": [[0.0, 1.0]] * 3}
    theirs = sobol.analyze(problem, stacked, calc_second_order=False, num_resamples=2, seed=1)
    ours = indices(runs, 20, 1)
    np.testing.assert_allclose(ours.total[:, 0], theirs["ST"], rtol=1e-6)
    # they centre on A, AB and B, we on A and B: another sample mean
    np.testing.assert_allclose(ours.first[:, 0], theirs["S1"], atol=0.02)


def checked(rows):
    runs = run(every(ishigami), designed(rows))
    whole, half = (indices(r, 100, 1) for r in (runs, runs.half()))
    return convergence(whole, half, outcome=0, candidates=[0, 1, 2])


def test_a_large_sample_has_converged():
    assert checked(16384).is_reached


def test_a_small_sample_has_not_converged():
    assert not checked(64).is_reached


def test_a_few_blocks_never_count_as_converged():
    runs = run(every(ishigami), designed(19 * 1024, block=1024))
    whole, half = (indices(r, 20, 1) for r in (runs, runs.half()))
    assert not convergence(whole, half, outcome=0, candidates=[0, 1, 2]).is_reached


def test_the_leading_inputs_are_ranked_by_total_order():
    assert checked(16384).leading == (0, 1, 2)


def test_half_of_the_runs_ends_at_a_block():
    runs = run(every(ishigami), designed(48, block=16))
    assert len(runs.half().first) == 16
    assert {len(rows) for rows in runs.half().mixed.values()} == {16}
