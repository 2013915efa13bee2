"""The task `sensitivity`: its design, what it leaves, and what its tables say."""

from io import StringIO

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from scenarios import compose

from sim.analysis import varied_inputs
from sim.analysis.sensitivity import OUTCOMES, check_parameters, sensitivity
from sim.analysis.varied_inputs import (
    INSTRUMENTS,
    NAMES,
    NOISE,
    OTHERS,
    PARAMETERS,
    Model,
    design_of,
    kind_of,
    leading_parameters,
    runs_of,
)
from sim.plots.sensitivity import index_figure, save_indices
from sim.settings.errors import SettingsError
from sim.tables.sensitivity import index_table, leading, save_index_rows
from sim.tables.words import in_words
from sim.world.draws import draw

TINY = [
    "task=sensitivity",
    "task.date=2027-12-31",
    "task.parameters=[scale_delay]",
    "task.instruments=[chip_exports]",
    "task.regimes=4",
    "task.members_each=4",
    "task.resamples=20",
]


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo", TINY)


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def found(settings, told):
    return sensitivity(settings, settings.task, told.append)


def printed(table):
    console = Console(file=StringIO(), width=100)
    console.print(table)
    return " ".join(console.file.getvalue().split())


# design -------------------------------------------------------------------------------------------


def test_rows_are_the_members_of_the_priors(settings):
    design = design_of(settings, settings.task)
    np.testing.assert_array_equal(design.first[:, len(NAMES)], np.arange(16))
    np.testing.assert_array_equal(design.second[:, len(NAMES)], np.arange(16, 32))


def test_parameters_of_a_row_are_those_of_its_member(settings):
    model = Model(settings, settings.task, None)
    members = design_of(settings, settings.task).second[:, : len(NAMES) + 1]
    ours, theirs = model._draws(members), draw(settings.calibration, 16, 1, first=16)
    np.testing.assert_array_equal(ours.member, theirs.member)
    for name in NAMES:
        np.testing.assert_array_equal(ours.values[name], theirs.values[name])


def test_a_block_of_rows_shares_its_levels_in_both_samples(settings):
    design = design_of(settings, settings.task)
    for sample in (design.first, design.second):
        of_blocks = sample[:, -1].reshape(4, 4)
        assert (of_blocks == of_blocks[:, :1]).all()
        assert len(np.unique(of_blocks)) == 4


def test_the_two_samples_have_levels_of_their_own(settings):
    design = design_of(settings, settings.task)
    assert not np.isin(design.first[:, -1], design.second[:, -1]).any()


def test_parameters_that_are_not_named_are_one_input(settings):
    inputs = design_of(settings, settings.task).inputs
    assert list(inputs) == ["scale_delay", NOISE, "chip_exports", OTHERS, PARAMETERS, INSTRUMENTS]
    assert len(inputs[OTHERS]) == len(NAMES) - 1


def test_by_default_every_parameter_and_instrument_is_an_input():
    settings = compose("status_quo", ["task=sensitivity"])
    inputs = design_of(settings, settings.task).inputs
    assert [name for name in inputs if kind_of(name) == "parameter"] == list(NAMES)
    single = [name for name in inputs if kind_of(name) == "instrument"]
    assert single == list(settings.task.instruments)


def test_the_number_of_runs_is_known_before(settings, found, told):
    assert sum(told) == runs_of(settings.task)


# a first look -------------------------------------------------------------------------------------

LOOK_REGIMES, VARIED = 2, 3


@pytest.fixture(scope="module")
def two_looks():
    """All parameters varied under two regimes, and the leading three under six more."""
    words = [*TINY, "task.parameters=null", "task.regimes=8", "task.members_each=2"]
    settings, told = compose("status_quo", words), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(varied_inputs, "FIRST_REGIMES", LOOK_REGIMES)
        patch.setattr(varied_inputs, "MOST_PARAMETERS", VARIED)
        indices = sensitivity(settings, settings.task, told.append)
        return settings, indices, (sum(told), runs_of(settings.task))


def test_the_number_of_runs_of_both_looks_is_known_before(two_looks):
    assert two_looks[2][0] == two_looks[2][1]


def test_parameters_that_lead_in_the_first_look_are_varied_in_all_rows(two_looks):
    rows = two_looks[1]["rows"].to_series()
    varied = [name for name in NAMES if rows[name] == 16]
    assert len(varied) == VARIED
    assert set(rows[list(set(NAMES) - set(varied))]) == {4}
    assert set(rows[[NOISE, "chip_exports", PARAMETERS, INSTRUMENTS, OTHERS]]) == {16}


def test_inputs_of_all_rows_have_the_indices_of_a_design_that_names_them(two_looks):
    settings, found, _ = two_looks
    varied = [name for name in NAMES if found["rows"].sel(input=name) == 16]
    named = settings.task.model_copy(update={"parameters": tuple(varied)})
    expected = sensitivity(settings, named)
    for order in ("first_order", "total_order", "total_order_half", "total_order_interval"):
        ours = found[order].sel(input=expected["input"].values)
        np.testing.assert_array_equal(ours, expected[order])


def test_the_table_lists_no_parameter_that_was_seen_in_the_first_look_only(two_looks):
    found = two_looks[1]
    names = leading(found.sel(outcome="capability_lag"))
    assert set(found["rows"].sel(input=names).values) == {16}
    fewer = len(NAMES) - VARIED
    about = f"{fewer} parameters that led in nothing in 4 rows are varied together"
    assert about in printed(index_table(found, "capability_lag"))


def test_a_parameter_leads_by_its_largest_total_order_of_any_outcome():
    names = [*NAMES[:20], NOISE]
    total = np.tile(np.linspace(0.2, 0.01, 21)[:, None], 2)
    total[19] = [0.0, 0.9]
    total[0, 1] = np.nan
    assert leading_parameters(names, total) == (*NAMES[:15], NAMES[19])


# what it leaves -----------------------------------------------------------------------------------


def test_indices_are_given_for_every_input_and_outcome(found):
    assert found["outcome"].values.tolist() == list(OUTCOMES)
    for name in ("first_order", "total_order", "total_order_half", "first_order_interval"):
        assert np.isfinite(found[name]).all()


def test_an_instrument_has_the_same_part_as_the_group_of_it_alone(found):
    one, group = (found["total_order"].sel(input=n) for n in ("chip_exports", INSTRUMENTS))
    np.testing.assert_array_equal(one, group)


def test_the_noise_has_an_index_of_its_own(found):
    assert float(found["total_order"].sel(input=NOISE, outcome="capability_lag")) > 0.1


@pytest.fixture(scope="module")
def without_instruments():
    settings = compose("status_quo", [*TINY, "task.instruments=[]", "task.parameters=[]"])
    return settings, sensitivity(settings, settings.task)


def test_a_run_without_drawn_instruments_has_no_change_to_explain(without_instruments):
    _, found = without_instruments
    assert np.isnan(found["total_order"].sel(outcome="capability_lag_change")).all()
    assert "no variation" in printed(index_table(found, "capability_lag_change"))


def test_rows_of_one_regime_are_independent_and_resampled_one_by_one(without_instruments):
    _, found = without_instruments
    assert (found.attrs["regimes"], found.attrs["blocks"]) == (1, 16)


@pytest.mark.slow
def test_the_same_settings_give_the_same_indices(without_instruments):
    settings, found = without_instruments
    again = sensitivity(settings, settings.task)
    np.testing.assert_array_equal(again["total_order"], found["total_order"])


def test_a_posterior_is_replaced_by_its_priors_and_the_dataset_says_so(found):
    assert found.attrs["drawn_from"] == "priors, not the posterior article"


def test_sixteen_rows_are_said_not_to_have_converged(found):
    assert "NOT CONVERGED, take more regimes" in printed(index_table(found, "capability_lag"))


def test_the_table_says_what_the_dataset_holds(found):
    text = printed(index_table(found, "capability_lag"))
    for name in found["input"].values:
        value = found["total_order"].sel(input=name, outcome="capability_lag")
        assert f"{in_words(str(name))} " in text
        assert f"{float(value):.2f} [" in text


@pytest.fixture(scope="module")
def rows(found, tmp_path_factory):
    file = tmp_path_factory.mktemp("rows") / "sensitivity.csv"
    save_index_rows(file, found, made_from="0123456789abcdef")
    return pd.read_csv(file, index_col=["outcome", "input"])


@pytest.mark.parametrize("outcome", ["capability_lag", "capability_lag_change"])
@pytest.mark.parametrize("order", ["first_order", "total_order"])
def test_rows_of_indices_are_as_the_dataset_has_them(found, rows, outcome, order):
    of_outcome, of_rows = found.sel(outcome=outcome), rows.loc[outcome]
    low, high = of_outcome[f"{order}_interval"].values.T
    assert of_rows.index.tolist() == found["input"].values.tolist()
    np.testing.assert_allclose(of_rows[order], of_outcome[order], atol=1e-4)
    np.testing.assert_allclose(of_rows[f"{order}_low"], low, atol=1e-4)
    np.testing.assert_allclose(of_rows[f"{order}_high"], high, atol=1e-4)


def test_rows_of_indices_say_of_which_sample_they_are(rows):
    about = rows[["month", "scenario", "regimes", "members", "made_from"]].drop_duplicates()
    assert about.values.tolist() == [["2027-12", "status_quo", 4, 16, "0123456789abcdef"]]


def test_inputs_are_listed_by_total_order_and_groups_are_left_out(found):
    of_outcome = found.sel(outcome="capability_lag")
    names = leading(of_outcome)
    assert set(names) == {"scale_delay", NOISE, "chip_exports"}
    assert (np.diff(of_outcome["total_order"].sel(input=names)) <= 0).all()


@pytest.mark.slow
def test_the_figure_of_indices_is_an_image_that_is_not_blank(found, tmp_path):
    from matplotlib.image import imread

    save_indices(found, tmp_path / "indices.png")
    image = imread(tmp_path / "indices.png")
    assert min(image.shape[:2]) > 1000
    assert len(np.unique(image[..., 0])) > 20


def test_the_figure_has_a_panel_for_the_lag_and_one_for_its_change(found):
    titles = [axes.get_title(loc="left") for axes in index_figure(found).axes]
    assert [title.split(",")[0] for title in titles] == ["the lag", "the change in lag"]


@pytest.mark.parametrize("names", [("nobody",), ("scale_delay", "scale_delay")])
def test_parameters_have_to_exist_and_to_be_named_once(names):
    with pytest.raises(SettingsError, match=r"task\.parameters"):
        check_parameters(names)
