"""The task `discover`: halves, boxes and regret, from the model and from members made up."""

from datetime import date
from io import StringIO

import numpy as np
import pytest
from rich.console import Console
from scenarios import compose

from sim.analysis.discovery import (
    OUTCOMES,
    boxes_dataset,
    check_halves,
    discover,
    regimes_compared,
    runs_of,
    search_boxes,
)
from sim.analysis.options import Price
from sim.analysis.price import price
from sim.analysis.regret import scenarios_to_compare, summary_of
from sim.calibration.posterior import load_posterior
from sim.plots.discovery import save_boxes
from sim.settings.configs import scenario_names
from sim.settings.errors import SettingsError
from sim.tables.regimes import price_table
from sim.tables.sensitivity import box_table

TINY = [
    "task=discover",
    "task.date=2024-12-31",
    "task.regimes=8",
    "task.members_each=4",
    "task.scenarios=[status_quo,no_controls]",
    "ensemble.members=16",
]


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo", TINY)


@pytest.fixture(scope="module")
def told():
    """How many runs each part of the task said that it had finished."""
    return []


@pytest.fixture(scope="module")
def found(settings, told):
    return discover(settings, settings.task, told.append)


@pytest.fixture(scope="module")
def priced(settings, told):
    pricing = Price(against="status_quo", date=settings.task.date)
    return price(settings, pricing, regimes_compared(settings, settings.task), told.append)


def printed(table):
    console = Console(file=StringIO(), width=120)
    console.print(table)
    return " ".join(console.file.getvalue().split())


def example_results(cases):
    """What a task would leave of 400 members, of whom those of a planted box, or few, are cases."""
    generator = np.random.default_rng(1)
    table = generator.random((400, 2))
    happens = (table[:, 0] > 0.6) if cases is None else np.arange(400) < cases
    held_out = np.arange(400) % 2 == 1
    parts = [search_boxes(table, happens, held_out, most_limits=2)] * 2
    dataset = boxes_dataset(["one", "two"], list(OUTCOMES), parts)
    return dataset.assign(
        input_value=(("member", "input"), table),
        held_out=("member", held_out.astype(np.int8)),
        held_out_lift=("outcome", [2.4, 2.4]),
        held_out_lift_interval=(("outcome", "bound"), [[2.0, 3.0], [0.9, 3.0]]),
        holds=("outcome", [1, 0]),
    ).assign_coords(unit=("input", ["1", "level"])).assign_attrs(
        date="2028-12-31", scenario="status_quo", members=400, regimes=100
    )  # fmt: skip


# halves -------------------------------------------------------------------------------------------


def test_halves_share_no_regime(found):
    levels = found["input_value"].sel(input="tools").values
    out = found["held_out"].values == 1
    assert not np.isin(levels[out], levels[~out]).any()
    assert out.sum() == 16


def test_members_of_one_regime_have_the_same_levels(found):
    levels = found["input_value"].sel(input="capital").values.reshape(8, 4)
    assert (levels == levels[:, :1]).all()


def test_halves_share_no_draw_of_the_posterior_however_often_it_is_used(settings):
    check_halves(settings, settings.task)
    draws = len(load_posterior("article"))
    member = np.arange(3 * draws)
    held_out = member // 4 % 2 == 1
    assert not np.isin(member[held_out] % draws, member[~held_out] % draws).any()


def test_a_posterior_that_would_put_a_draw_into_both_halves_is_an_error(settings, tmp_path):
    load_posterior("article").rows(np.arange(20)).save(tmp_path / "odd.npz")
    calibration = settings.calibration.model_copy(update={"posterior": str(tmp_path / "odd.npz")})
    changed = settings.model_copy(update={"calibration": calibration})
    with pytest.raises(SettingsError, match=r"task\.regimes: got 8, takes up to 5"):
        check_halves(changed, settings.task)


# boxes --------------------------------------------------------------------------------------------


def test_the_table_says_if_an_outcome_is_too_rare_for_a_box(found):
    assert "no box: the outcome occurs in " in printed(box_table(found, "follower_leads"))


@pytest.mark.slow
def test_a_planted_box_is_printed_with_limits_density_and_coverage_on_both_halves():
    text = printed(box_table(example_results(None), "lag_over_two_years"))
    assert "one 0.6" in text
    assert "two" not in text.split("search half")[0].replace("two years", "")
    assert text.count("density") == 2
    assert text.count("coverage") == 2


@pytest.mark.slow
def test_a_box_without_lift_on_held_out_members_is_not_confirmed():
    held, not_held = (printed(box_table(example_results(None), outcome)) for outcome in OUTCOMES)
    assert "confirmed: in the box the outcome is 2.4 [2.0, 3.0] times as frequent" in held
    assert "NOT CONFIRMED" in not_held


def test_the_dataset_has_the_record_of_the_chosen_box_on_held_out_rows():
    dataset = example_results(None).sel(outcome="lag_over_two_years")
    values = dataset["input_value"].values
    low, high = dataset["limits"].values.T
    inside = ((values >= low) & (values <= high)).all(axis=1) & (dataset["held_out"].values == 1)
    happens = values[:, 0] > 0.6
    part = dataset.sel(part="held-out half")
    assert float(part["density"]) == pytest.approx(happens[inside].mean())
    assert int(part["cases_in_box"]) == (happens & inside).sum()


def test_nineteen_cases_make_no_box():
    text = printed(box_table(example_results(38), "lag_over_two_years"))
    assert "no box: the outcome occurs in 19 of 200 members" in text


def test_the_members_of_a_box_task_are_kept_with_inputs_and_outcomes(found):
    assert found["input_value"].shape == (32, len(found["input"]))
    assert np.isfinite(found["capability_lag"]).all()
    assert found["unit"].sel(input="tools").item() == "level"


@pytest.mark.slow
@pytest.mark.parametrize("cases", [None, 38])
def test_the_figure_of_boxes_is_an_image_that_is_not_blank(cases, tmp_path):
    from matplotlib.image import imread

    save_boxes(example_results(cases), tmp_path / "boxes.png")
    image = imread(tmp_path / "boxes.png")
    assert min(image.shape[:2]) > 1000
    assert len(np.unique(image[..., 0])) > 20


# regret -------------------------------------------------------------------------------------------


def test_the_best_regime_of_a_member_has_no_regret():
    summary = summary_of(np.array([[3.0, 9.0], [5.0, 1.0]]))
    np.testing.assert_array_equal(summary["regret"], [[2.0, 0.0], [0.0, 8.0]])


def test_the_worst_regret_is_that_of_the_worst_member():
    summary = summary_of(np.array([[3.0, 9.0], [5.0, 1.0]]))
    np.testing.assert_array_equal(summary["worst_regret"], [2.0, 8.0])
    np.testing.assert_array_equal(summary["mean_regret"], [1.0, 4.0])


def test_regret_compares_regimes_on_the_same_members(priced):
    gained = priced["lag_gained"].values
    np.testing.assert_array_equal(priced["regret"], gained.max(axis=0) - gained)


def test_regret_is_read_beside_costs(priced):
    text = printed(price_table(priced))
    assert "regimes, no other regime has as little regret for fewer lost sales" in text


@pytest.mark.slow
def test_by_default_all_regimes_are_compared_that_can_still_be_chosen(settings, monkeypatch):
    some = ["as_enacted", "never_controlled", "no_controls", "status_quo"]
    assert set(some) < set(scenario_names())
    monkeypatch.setattr("sim.analysis.regimes.scenario_names", lambda: some)
    assert scenarios_to_compare(settings, None) == ("as_enacted", "no_controls", "status_quo")


def test_the_number_of_runs_of_both_parts_is_known_before(settings, found, priced, told):
    assert sum(told) == runs_of(settings, settings.task) == 32 + 2 * 16


def test_the_date_of_an_answer_is_the_tasks(found, priced):
    assert date.fromisoformat(found.attrs["date"]) == date(2024, 12, 31)
    assert priced.attrs["date"] == found.attrs["date"][:7]
