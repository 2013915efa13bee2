"""Hashes of what ships are written anew only where no result has moved."""

import csv
import shutil
from dataclasses import replace

import numpy as np
import pytest

from sim.calibration.posterior import load_posterior
from sim.docs.restamp import restamp
from sim.settings.errors import Failed, SettingsError
from sim.settings.shipped import SHIPPED


@pytest.fixture
def data(tmp_path):
    """A part of a posterior that ships, and a copy of the indices."""
    (tmp_path / "posteriors").mkdir()
    thin = load_posterior("article").rows(np.arange(64))
    thin.save(tmp_path / "posteriors" / "article.npz")
    shutil.copy(SHIPPED.parent / "sensitivity.csv", tmp_path)
    return tmp_path


def made_with_another(data, part):
    """Give the posterior another hash of a part."""
    load_posterior.cache_clear()
    file = data / "posteriors" / "article.npz"
    posterior = load_posterior(str(file))
    replace(posterior, fingerprints=posterior.fingerprints | {part: "0" * 16}).save(file)
    load_posterior.cache_clear()
    return posterior


def hashes_of_indices(file):
    with file.open(encoding="utf-8", newline="") as text:
        return {row["made_from"] for row in csv.DictReader(text)}


@pytest.mark.slow
def test_what_is_stamped_already_is_not_written_and_needs_no_baseline(data):
    assert restamp(data, passes=lambda: pytest.fail("not asked")) == []


def test_rules_that_give_the_same_results_are_stamped(data):
    before = made_with_another(data, "rules")
    indices = data / "sensitivity.csv"
    text = indices.read_bytes()
    (present,) = hashes_of_indices(indices)
    indices.write_bytes(text.replace(present.encode(), b"0" * 16))
    assert restamp(data, passes=lambda: True) == ["article.npz", "sensitivity.csv"]
    load_posterior.cache_clear()
    after = load_posterior(str(data / "posteriors" / "article.npz"))
    assert after.fingerprints == before.fingerprints
    assert np.array_equal(after.parameters, before.parameters)
    assert np.array_equal(after.past_member, before.past_member)
    assert np.array_equal(after.luck, before.luck, equal_nan=True)
    assert indices.read_bytes().split() == text.split()


def test_rules_that_give_other_results_are_not_stamped(data):
    made_with_another(data, "rules")
    file = data / "posteriors" / "article.npz"
    written = file.read_bytes()
    with pytest.raises(Failed, match="not those of the baseline"):
        restamp(data, passes=lambda: False)
    assert file.read_bytes() == written


@pytest.mark.parametrize("part", ["priors", pytest.param("targets", marks=pytest.mark.slow)])
def test_other_priors_or_targets_need_another_calibration(data, part):
    made_with_another(data, part)
    with pytest.raises(SettingsError, match=f"article: got other {part}, takes"):
        restamp(data, passes=lambda: True)
