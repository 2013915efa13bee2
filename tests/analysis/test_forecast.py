"""Dated forecasts: what is written can be read and scored, and nothing else can."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr
from scenarios import compose, refusal

from sim.analysis.forecast import (
    content_of,
    facts_since,
    forecast,
    forecast_of,
    known_facts,
    score,
    summary,
)
from sim.analysis.nowcast import ITSELF
from sim.analysis.projection import project
from sim.calibration.targets import all_targets
from sim.settings.errors import SettingsError
from sim.storage.signed import write_signed
from sim.tables.forecast import (
    forecast_table,
    save_quantiles,
    save_scores,
    score_table,
    verdict,
)
from sim.tasks import run_task
from sim.world.indices import INDICES

WORDS = ["calibration=prior", "ensemble.members=32", "horizon.end=2025-12-31"]
BY_ID = {target.id: target for target in all_targets()}


@pytest.fixture(scope="module")
def settings():
    return compose(None, WORDS)


@pytest.fixture(scope="module")
def made(settings):
    return forecast(settings, 12)


@pytest.fixture(scope="module")
def content(made, settings):
    return content_of(made, settings, date(2024, 12, 1))


def of_members(values, cut_off="2024-03-31"):
    """A forecast in which members show some values on every index, at two quarters' ends."""
    measures, months = [ITSELF, *INDICES], ["2024-06", "2024-09"]
    lags = np.broadcast_to(np.asarray(values, float), (len(measures), len(months), len(values)))
    about = {"created": "2024-07-01", "cut_off": cut_off, "calibration": "mine", "sha256": "0"}
    labels = {"measure": measures, "month": months}
    return xr.Dataset({"lag": (("measure", "month", "member"), lags)}, labels, about)


# what is written ----------------------------------------------------------------------------------


def test_a_forecast_starts_after_the_data_and_is_a_run_of_the_members(made, settings):
    assert made["month"].values[0] == "2024-04"
    assert made["month"].values[-1] == "2025-03"
    lag = project(settings)["capability_lag"].sel(region="CN", time=slice("2024-04", "2025-03"))
    np.testing.assert_allclose(made["lag"].sel(measure=ITSELF).values, lag.values.T, rtol=1e-6)


def test_a_file_says_what_it_is_of_and_what_made_it(content, settings):
    assert content["cut_off"] == "2024-03-31"
    assert content["created"] == "2024-12-01"
    assert content["calibration"] == "prior"
    assert content["run"]["scenario"] == "status_quo"
    assert content["run"]["settings_yaml"] == settings.to_yaml()
    assert {"sim_version", "model", "posterior", "seed"} <= set(content["run"])


def test_quantiles_are_of_the_members_in_the_file(content):
    lags = np.array(content["members"])
    quantiles = np.array(content["quantiles"])
    assert quantiles.shape == (*lags.shape[:2], len(content["quantile_levels"]))
    median = content["quantile_levels"].index(0.5)
    np.testing.assert_allclose(quantiles[..., median], np.median(lags, axis=-1), atol=1e-3)


def test_a_forecast_comes_back_from_its_text(made, content):
    read = forecast_of("task.run", "it", json.loads(json.dumps(content)))
    np.testing.assert_allclose(read["lag"].values, made["lag"].values, atol=1e-3)
    assert read["month"].values.tolist() == made["month"].values.tolist()


@pytest.mark.parametrize("change", [{"members": [1]}, {"cut_off": "soon"}, {"months": None}])
def test_content_of_something_else_is_refused(content, change):
    with pytest.raises(SettingsError, match=r"^task\.run: got it, which is no forecast"):
        forecast_of("task.run", "it", content | change)


# facts --------------------------------------------------------------------------------------------


def test_each_index_has_one_known_lag_a_month():
    facts = known_facts()
    assert len({(fact.of, fact.period) for fact in facts}) == len(facts)
    assert {"F030", "ECI-2025-12"} <= {fact.id for fact in facts}


def test_facts_are_values_after_the_cut_off_and_within_the_forecast():
    known = known_facts()
    ids = {fact.id for fact in facts_since(of_members([1, 2]), known)}
    assert ids == {"F030", "F040", "F031", "F041"}
    later = facts_since(of_members([1, 2], cut_off="2024-06-30"), known)
    assert {fact.id for fact in later} == {"F031", "F041"}


def test_a_bound_or_another_region_or_measure_is_no_fact_to_score_on():
    fact = BY_ID["F030"]
    others = [
        replace(fact, kind="bound", value=None, low=3.0),
        replace(fact, region="RoW"),
        replace(fact, measure="largest_run", of=""),
        replace(fact, of="no index"),
    ]
    assert facts_since(of_members([1, 2]), others) == []


# scores -------------------------------------------------------------------------------------------


def test_a_score_is_of_the_members_and_the_measured_lag():
    fact = replace(BY_ID["F030"], value=5.0)
    scored = score(of_members(np.arange(0.0, 11.0)), [fact])
    assert float(scored["bias"][0]) == 0.0
    assert float(scored["median"][0]) == 5.0
    assert scored["within"].values.all()
    far = score(of_members(np.arange(0.0, 11.0)), [replace(fact, value=9.0)])
    assert float(far["bias"][0]) == -4.0
    assert far["within"].values.tolist() == [[False, True, True]]
    assert float(far["crps"][0]) > float(scored["crps"][0])


def test_a_forecast_of_one_value_has_its_distance_as_crps():
    scored = score(of_members([4.0, 4.0]), [replace(BY_ID["F030"], value=6.5)])
    assert float(scored["crps"][0]) == pytest.approx(2.5)


def test_facts_on_one_release_count_as_one():
    facts = [
        replace(BY_ID["F030"], value=4.0),
        replace(BY_ID["F040"], value=4.0),
        replace(BY_ID["F031"], value=10.0),
    ]
    assert facts[0].release == facts[1].release != facts[2].release
    means = summary(score(of_members([4.0, 4.0]), facts))
    assert means["bias"] == pytest.approx(-3.0)
    assert means["within 90%"] == pytest.approx(0.5)


# what is shown ------------------------------------------------------------------------------------


def test_tables_and_files_have_what_was_found(made, content, tmp_path):
    assert forecast_table(made).row_count == 4  # after 1, 3, 6 and 12 months
    save_quantiles(tmp_path / "forecast.csv", content)
    lines = (tmp_path / "forecast.csv").read_text().splitlines()
    assert len(lines) == 1 + 12 * (1 + len(INDICES))
    scored = score(of_members([4.0, 5.0]), [BY_ID["F030"], BY_ID["F031"]])
    assert score_table(scored).row_count == 2
    assert "Measured lags: 2. CRPS" in verdict(scored)
    assert "Of them 1 are of months before 2024-07-01" in verdict(scored)
    save_scores(tmp_path / "score.csv", scored)
    assert len((tmp_path / "score.csv").read_text().splitlines()) == 3


def test_a_forecast_is_scored_by_another_task(content, tmp_path):
    write_signed(tmp_path / "forecast.json", content)
    asked = compose(None, ["task=score", f"task.run={tmp_path}"])
    run_task(asked, tmp_path, console=None)
    with xr.open_dataset(tmp_path / "score.nc") as scored:
        assert {"F030", "F033"} <= set(scored["fact"].values)
        assert scored.attrs["cut_off"] == "2024-03-31"


def test_own_facts_are_scored_on(content, tmp_path):
    write_signed(tmp_path / "forecast.json", content)
    head = "id,measure,of,region,period,kind,value,tolerance"
    (tmp_path / "facts.csv").write_text(f"{head}\nmine,capability_lag,,CN,2024-05,value,9,1\n")
    words = ["task=score", f"task.run={tmp_path}", f"task.facts={tmp_path / 'facts.csv'}"]
    run_task(compose(None, words), tmp_path, console=None)
    with xr.open_dataset(tmp_path / "score.nc") as scored:
        assert scored["measure"].values.tolist() == [ITSELF]


def test_a_forecast_of_months_of_which_nothing_is_known_is_refused(content, tmp_path):
    later = content | {"months": [f"2031-{month:02}" for month in range(1, 13)]}
    write_signed(tmp_path / "forecast.json", later)
    said = refusal("task=score", f"task.run={tmp_path}")
    assert said.startswith("task.run: got a forecast of 2031-01 to 2031-12, takes one of months")


def test_a_forecast_that_was_changed_is_refused(content, tmp_path):
    file = tmp_path / "forecast.json"
    write_signed(file, content)
    file.write_text(file.read_text().replace('"created": "2024', '"created": "2023'))
    assert "does not have the hash it states" in refusal("task=score", f"task.run={file}")
