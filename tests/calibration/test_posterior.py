"""Posteriors as files: written whole, read with care, and what the shipped ones are worth."""

import json
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scenarios import compose
from specimens import made_up_posterior

from sim.calibration.convergence import failed
from sim.calibration.fingerprint import fingerprints
from sim.calibration.luck import Owners
from sim.calibration.members import changed_since
from sim.calibration.options import ISLANDS
from sim.calibration.posterior import load_posterior
from sim.settings.errors import SettingsError
from sim.settings.shipped import posterior_file, shipped_names
from sim.storage import atomic
from sim.world.noise_keys import GROUPS, STORED_INVESTORS
from sim.world.parameters import Parameters

NAMES = list(Parameters._fields)


@pytest.fixture
def posterior():
    return made_up_posterior()


def told_of(file):
    """What a file that cannot be read is answered with."""
    with pytest.raises(SettingsError) as caught:
        load_posterior(str(file))
    return str(caught.value)


# files --------------------------------------------------------------------------------------------


def test_a_posterior_is_read_as_it_was_written(posterior, tmp_path):
    file = tmp_path / "of" / "mine.npz"
    posterior.save(file)
    read = load_posterior(str(file))
    np.testing.assert_array_equal(read.parameters, posterior.parameters)
    np.testing.assert_array_equal(read.past_member, posterior.past_member)
    words = "owners", "seed", "until", "fingerprints", "account"
    assert [getattr(read, w) for w in words] == [getattr(posterior, w) for w in words]
    assert len(read) == 5
    assert [left.name for left in file.parent.iterdir()] == ["mine.npz"]


def test_a_file_keeps_the_stored_luck_bit_for_bit(posterior, tmp_path):
    posterior.luck[1:4, ::7] = np.nan
    posterior.save(tmp_path / "mine.npz")
    read = load_posterior(str(tmp_path / "mine.npz"))
    assert read.luck.dtype == posterior.luck.dtype == np.float16
    np.testing.assert_array_equal(read.luck.view(np.uint16), posterior.luck.view(np.uint16))


def test_selected_draws_keep_parameters_keys_and_luck_together(posterior):
    chosen = posterior.rows(np.array([3, 1]))
    assert len(chosen) == 2
    for name in ("parameters", "past_member", "luck", "octaves"):
        np.testing.assert_array_equal(getattr(chosen, name), getattr(posterior, name)[[3, 1]])
    assert chosen.owners == posterior.owners


def test_a_posterior_takes_the_place_of_an_older_one_at_once(posterior, tmp_path, monkeypatch):
    file = tmp_path / "mine.npz"
    posterior.save(file)
    before = file.read_bytes()

    def fail(stream, _array, **_):
        stream.write(b"half")
        raise OSError("the disk is full")

    monkeypatch.setattr(atomic, "write_array", fail)
    with pytest.raises(OSError, match="disk is full"):
        replace(posterior, seed=3).save(file)
    assert file.read_bytes() == before


def rewritten(file, **changed):
    """The same file with other arrays."""
    with np.load(file) as stored:
        arrays = dict(stored)
    arrays |= changed
    np.savez(file, **{name: array for name, array in arrays.items() if array is not None})


def words_of(file, **changed):
    with np.load(file) as stored:
        return np.array(json.dumps(json.loads(str(stored["words"])) | changed))


def test_parameters_are_found_by_name_in_any_order(posterior, tmp_path):
    file = tmp_path / "turned.npz"
    posterior.save(file)
    rewritten(
        file, parameters=posterior.parameters[:, ::-1], words=words_of(file, names=NAMES[::-1])
    )
    np.testing.assert_array_equal(load_posterior(str(file)).parameters, posterior.parameters)


def test_a_name_that_is_not_shipped_is_answered_with_those_that_are():
    message = told_of("nobody")
    assert message.startswith("calibration.posterior: got nobody, takes null, article")


def test_a_file_that_is_not_there_is_named(tmp_path):
    message = told_of(tmp_path / "none.npz")
    assert message.startswith(f"calibration.posterior: got {tmp_path / 'none.npz'}, takes null")
    assert "task=calibrate" in message


def cut_in_half(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def made_a_text(file):
    file.write_text("no posterior\n")


def without_words(file):
    rewritten(file, words=None)


def without_keys(file):
    rewritten(file, past_member=None)


def without_luck(file):
    rewritten(file, luck=None)


def with_the_luck_of_others(file):
    with np.load(file) as stored:
        rewritten(file, luck=stored["luck"][:, :-1])


def with_infinite_luck(file):
    with np.load(file) as stored:
        luck = stored["luck"]
    luck[0, 0] = np.inf
    rewritten(file, luck=luck)


def with_too_many_owners(file):
    owners = {"labs": [], "investors": list(range(STORED_INVESTORS + 1))}
    luck = np.zeros((5, Owners(**owners).scores), dtype=np.float16)
    rewritten(file, luck=luck, words=words_of(file, owners=owners))


def without_a_cut_off(file):
    rewritten(file, words=words_of(file, until="soon"))


DAMAGE = [
    cut_in_half, made_a_text, without_words, without_keys, without_a_cut_off,
    without_luck, with_the_luck_of_others, with_infinite_luck, with_too_many_owners,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_without_a_posterior_of_this_version_is_named_in_one_line(
    posterior, tmp_path, damage
):
    file = tmp_path / f"{damage.__name__}.npz"
    posterior.save(file)
    damage(file)
    message = told_of(file)
    assert message.startswith(f"calibration.posterior: got {file} (")
    assert "\n" not in message


def emptied(file):
    file.write_bytes(b"")


def made_one_array(file):
    with file.open("wb") as stream:
        np.save(stream, np.zeros(3))


def scratched(file):
    content = bytearray(file.read_bytes())
    content[90] ^= 0xFF
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [emptied, made_one_array, scratched])
def test_however_a_file_is_damaged_it_is_named(posterior, tmp_path, damage):
    file, message = tmp_path / f"{damage.__name__}.npz", ""
    posterior.save(file)
    damage(file)
    with suppress(EOFError, TypeError, zlib.error):
        message = told_of(file)
    assert message.startswith("calibration.posterior: got ")


def test_a_name_is_of_a_shipped_file_and_a_suffix_of_ones_own():
    assert posterior_file("article").parent.name == "posteriors"
    assert str(posterior_file("mine/own.npz")) == "mine/own.npz"


# what is shipped ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo")


@pytest.fixture(params=shipped_names())
def shipped(request):
    return load_posterior(request.param)


def test_the_articles_posterior_is_shipped():
    assert "article" in shipped_names()


def test_a_shipped_file_is_small():
    sizes = {name: posterior_file(name).stat().st_size for name in shipped_names()}
    assert {name: size for name, size in sizes.items() if size > 1_000_000} == {}


def test_the_default_posterior_meets_every_criterion_but_that_of_another_seed():
    account = load_posterior("article").account
    criteria = account["criteria"]
    assert (
        failed(
            account | {"criteria": {name: criteria[name] for name in criteria if name != "seeds"}}
        )
        == []
    )
    assert len(failed(account)) == 1


def test_the_tempering_of_a_shipped_posterior_reached_its_end(shipped):
    steps = shipped.account["steps"]
    assert steps[-1]["tempering"] == 1.0
    # half of the draws of an island stay effective
    half = len(shipped) / ISLANDS / 2
    assert min(step["effective"] for step in steps) >= half * (1 - 1e-9)


def test_members_moved_at_every_step(shipped):
    parts = [step["accepted"] for step in shipped.account["steps"][1:]]
    for accepted in (*parts, shipped.account["accepted"]):
        assert min(accepted.values()) > 0.05


def test_a_shipped_draw_lies_within_its_priors(shipped, settings):
    assert np.isfinite(shipped.parameters).all()
    priors = settings.calibration.parameters
    for name, column in zip(NAMES, shipped.parameters.T.astype(float), strict=True):
        prior = priors[name]
        slack = 1e-6 * max(abs(prior.low), abs(prior.high))
        assert prior.low - slack <= column.min() <= column.max() <= prior.high + slack, name
        if prior.shape == "integer":
            assert set(column) <= set(np.arange(prior.low, prior.high + 1)), name


def test_a_shipped_draw_has_noise_keys_for_every_quarter_up_to_its_cut_off(shipped):
    quarters = 4 * (shipped.until.year - 2018) + (shipped.until.month + 2) // 3
    assert shipped.past_member.shape == (len(shipped), quarters, GROUPS)


def test_shipped_luck_is_used_before_the_cut_off(shipped):
    of_labs, of_investors = shipped.owners.split(shipped.luck)
    quarters = 4 * (shipped.until.year - 2018) + -(-shipped.until.month // 3)
    assert np.isfinite(of_investors[:, :, :quarters]).all()
    assert np.isnan(of_investors[:, :, quarters:]).all()
    assert np.isnan(of_labs[:, :, quarters:]).all()
    assert np.isfinite(of_labs).any(axis=(0, 2, 3)).all()  # each lab launches at times


def test_the_article_posterior_has_the_fingerprints_of_the_package(settings):
    assert changed_since(load_posterior("article"), settings) == []
    assert settings.calibration.posterior == "article"


def test_the_articles_posterior_ends_with_the_month_before_it(settings):
    article = load_posterior("article")
    assert article.until == date(2024, 3, 31)
    assert set(article.fingerprints) == set(fingerprints(settings, ()))


@pytest.mark.parametrize(
    "name",
    ["../posteriors/article", "./article", "a/b", "/etc/passwd", "", "..", "a\x00b", "x" * 300],
)
def test_the_name_of_a_posterior_leads_nowhere(name):
    with pytest.raises(SettingsError, match=r"^calibration\.posterior: got"):
        load_posterior(name)
