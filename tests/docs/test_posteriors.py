"""The posteriors that ship are made again by one command."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.analysis.origins import OTHER_SEED
from sim.calibration.options import Calibrate
from sim.calibration.posterior import load_posterior
from sim.docs import posteriors
from sim.docs.posteriors import compare_seeds, make, quarters, record_until
from sim.settings.errors import SettingsError


def test_there_is_one_for_each_quarter_from_june_2023_to_september_2025():
    ends = quarters()
    assert len(ends) == 10
    assert ends["record-2023-06"] == date(2023, 6, 30)
    assert ends["record-2024-03"] == date(2024, 3, 31)
    assert list(ends.values())[-1] == date(2025, 9, 30)


def test_the_record_up_to_a_quarter_is_that_of_current():
    settings = record_until(date(2024, 12, 31))
    assert settings.calibration.targets == "record"
    assert settings.calibration.until == date(2024, 12, 31)


def test_a_posterior_that_does_not_ship_is_refused_before_any_is_made(tmp_path):
    with pytest.raises(SettingsError, match="record-2023-07"):
        next(make(["article", "record-2023-07"], tmp_path, tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_accounts_of_both_seeds_say_how_far_apart_they_forecast(tmp_path):
    files = [tmp_path / f"article{end}.npz" for end in ("", OTHER_SEED)]
    shipped = load_posterior("article").rows(np.arange(8))
    criteria = dict(shipped.account["criteria"])
    criteria.pop("seeds", None)
    shipped = replace(shipped, account=shipped.account | {"criteria": criteria})
    shipped.save(files[0])
    compare_seeds("article", tmp_path)
    assert "seeds" not in load_posterior(str(files[0])).account["criteria"]
    replace(shipped.rows(np.arange(4)), seed=7).save(files[1])
    compare_seeds("article", tmp_path)
    load_posterior.cache_clear()
    first, second = (load_posterior(str(file)).account["criteria"]["seeds"] for file in files)
    assert first == second
    assert set(first) == {"1", "2", "5"}
    assert all(months > 0.0 for months in first.values())


@pytest.mark.slow
def test_posteriors_of_the_record_are_made_one_from_the_other(tmp_path, monkeypatch):
    def few(**given):
        return Calibrate(**{"bank": 512, "draws": 64, "kept": 16, "sweeps": 1} | given)

    monkeypatch.setattr(posteriors, "Calibrate", few)
    monkeypatch.setattr(posteriors, "SIZES", {"last_sweeps": 2})
    files = make(["record-seed2"], tmp_path, tmp_path / "work")
    first, second = (load_posterior(str(next(files))) for _ in range(2))
    assert (first.until, second.until) == (date(2023, 6, 30), date(2023, 9, 30))
    assert (first.seed, second.seed) == (2, 2)
    assert second.past_member.shape[1] == first.past_member.shape[1] + 1
    assert first.owners == second.owners
    assert np.isfinite(second.parameters).all()
