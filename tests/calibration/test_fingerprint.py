"""Hashes of what a posterior rests on: they change with it, and with nothing else."""

import re
import shutil
from dataclasses import replace
from datetime import date

import pytest
import yaml
from scenarios import compose
from specimens import changed

from sim.calibration import fingerprint
from sim.calibration.fingerprint import FILES_WITHOUT_EQUATIONS, SAMPLER, fingerprints, sampler_hash
from sim.calibration.targets import targets_of
from sim.settings.settings import Settings

TARGETS = targets_of("article", date(2024, 3, 31))


@pytest.fixture(scope="module")
def settings():
    return compose("status_quo")


@pytest.fixture(scope="module")
def present(settings):
    return fingerprints(settings, TARGETS)


@pytest.fixture
def rules(tmp_path, monkeypatch):
    """A copy of the rules that may be changed."""
    folder = tmp_path / "rules"
    shutil.copytree(fingerprint.RULES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprint, "RULES", folder)
    return folder


def differing(before, after):
    assert set(before) == set(after)
    return {name for name in before if before[name] != after[name]}


def test_a_fingerprint_is_sixteen_hexadecimal_digits(present):
    assert set(present) == {"rules", "priors", "roster", "history", "targets"}
    assert all(re.fullmatch("[0-9a-f]{16}", hash_) for hash_ in present.values())


def test_the_same_things_have_the_same_fingerprint(settings, present, rules):
    assert fingerprints(compose("strict_controls", ["ensemble.seed=5"]), TARGETS) == present


# rules --------------------------------------------------------------------------------------------


RAIN = '''"""Weather."""


def rain(clouds, wind):
    """Rain of clouds.

    Parameters
    ----------
    clouds : float
    """
    # the wind carries some away
    return clouds - 0.5 * wind
'''


@pytest.fixture
def of_rain(settings, rules):
    """Fingerprint with a rule of one's own, however it is written."""

    def of(text):
        (rules / "weather.py").write_text(text, encoding="utf-8")
        return fingerprints(settings, TARGETS)

    return of


def test_comments_docstrings_and_layout_are_no_equations(of_rain):
    bare = "def rain(clouds, wind):\n    return (clouds -\n        0.5*wind)\n"
    assert differing(of_rain(RAIN), of_rain(bare)) == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [("0.5 *", "0.4 *"), ("clouds - ", "clouds + "), ("def rain", "def snow"),
     ("    return", "    clouds = 2.0 * clouds\n    return")],
)  # fmt: skip
def test_an_equation_counts(of_rain, old, new):
    assert old in RAIN
    assert differing(of_rain(RAIN), of_rain(RAIN.replace(old, new))) == {"rules"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "file",
    sorted(f.name for f in fingerprint.RULES.glob("*.py") if f.name not in FILES_WITHOUT_EQUATIONS),
)
def test_every_file_of_the_rules_counts(settings, present, rules, file):
    (rules / file).write_text((rules / file).read_text(encoding="utf-8") + "\nADDED = 1\n")
    assert differing(present, fingerprints(settings, TARGETS)) == {"rules"}


@pytest.mark.parametrize("machinery", FILES_WITHOUT_EQUATIONS)
def test_how_rules_are_compiled_does_not_count(settings, present, rules, machinery):
    file = rules / machinery
    file.write_text(file.read_text(encoding="utf-8") + "\nX = 1\n", encoding="utf-8")
    assert differing(present, fingerprints(settings, TARGETS)) == set()


# priors and cast ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("calibration.parameters.utilisation.low=0.26", {"priors"}),
        ("calibration.parameters.utilisation.high=0.51", {"priors"}),
        ("calibration.parameters.utilisation.centre=0.37", {"priors"}),
        ("calibration.parameters.utilisation.spread=0.05", {"priors"}),
        ("calibration.parameters.variant_delay.shape=uniform", {"priors"}),
        ("calibration.parameters.utilisation.source=hearsay", set()),
        ("calibration.parameters.utilisation.meaning=another", set()),
        ("calibration.parameters.utilisation.status=assumption", set()),
        ("calibration.parameters.utilisation.revised_by=nothing", set()),
        ("calibration.name=mine", set()),
        ("roster.regions.CN.market=0.9", {"roster"}),
        ("sanctions.capital=1", set()),
        ("horizon.end=2030-12-31", set()),
    ],
)
def test_a_setting_counts_where_it_belongs(settings, present, key, names):
    assert differing(present, fingerprints(changed(settings, key), TARGETS)) == names


def test_sources_of_the_cast_do_not_count(settings, present):
    def resourced(part):
        if isinstance(part, dict):
            return {k: "hearsay" if k == "source" else resourced(v) for k, v in part.items()}
        return [resourced(value) for value in part] if isinstance(part, list) else part

    written = yaml.safe_load(settings.to_yaml())
    other = Settings.checked(written | {"roster": resourced(written["roster"])})
    assert "hearsay" in str(other.roster)
    assert differing(present, fingerprints(other, TARGETS)) == set()


# targets ------------------------------------------------------------------------------------------


def with_first(**given):
    return (replace(TARGETS[0], **given), *TARGETS[1:])


@pytest.mark.parametrize(
    "given_", [{"low": 11.0}, {"high": 25.0}, {"tolerance": 2.0}, {"scale": "log"},
               {"region": "US"}, {"period": "2024-02"}, {"measure": "compute_lag"},
               {"kind": "value", "value": 18.0}, {"series": "a"}, {"release": "b"}],
    ids=lambda given_: "-".join(given_),
)  # fmt: skip
def test_changes_of_a_target_change_its_hash(settings, present, given_):
    assert differing(present, fingerprints(settings, with_first(**given_))) == {"targets"}


@pytest.mark.slow
def test_the_value_of_every_target_counts(settings, present):
    for row, target in enumerate(TARGETS):
        ends = "low" if target.value is None else "value"
        other = list(TARGETS)
        other[row] = replace(target, **{ends: getattr(target, ends) + 0.001})
        assert differing(present, fingerprints(settings, other)) == {"targets"}, target.id


def test_a_target_more_or_less_counts(settings, present):
    assert differing(present, fingerprints(settings, TARGETS[1:])) == {"targets"}


@pytest.mark.slow
@pytest.mark.parametrize("word", ["label", "quantity", "source", "note", "status", "unit"])
def test_words_about_a_target_do_not_count(settings, present, word):
    assert getattr(TARGETS[0], word) != ""
    other = fingerprints(settings, with_first(**{word: "in other words"}))
    assert differing(present, other) == set()


@pytest.mark.parametrize("text", ["", "CN", "interval"])
def test_whatever_the_words_about_a_target_say_they_do_not_count(settings, present, text):
    assert differing(present, fingerprints(settings, with_first(note=text))) == set()


# the sampler --------------------------------------------------------------------------------------


def test_the_sampler_is_hashed_by_its_code_and_not_by_what_is_said_of_it(tmp_path, monkeypatch):
    present = sampler_hash()
    folder = tmp_path / "calibration"
    shutil.copytree(fingerprint.CALIBRATION, folder)
    monkeypatch.setattr(fingerprint, "CALIBRATION", folder)
    assert sampler_hash() == present
    for name in SAMPLER:
        file = next(folder.glob(name))
        text = file.read_text()
        file.write_text(text + "# said\n")
        assert sampler_hash() == present
        file.write_text(text + "more = 1\n")
        assert sampler_hash() != present
        file.write_text(text)
