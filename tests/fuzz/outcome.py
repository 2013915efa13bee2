"""What bad input may end in: a valid dataset, or one message. Anything else is a defect."""

import warnings

import pytest
from command_line import command
from invariants import assert_valid

from sim.analysis.projection import project
from sim.calibration.members import StaleCalibrationWarning
from sim.settings.errors import SettingsError, SimulationError
from sim.settings.settings import Settings
from sim.tasks import check
from sim.tasks.progress import COMPILING

RAN, REFUSED, OVERFLOWED = "ran", "refused", "overflowed"


def assert_one_message(text):
    """That it names a key, what it got and what it takes, in one line that a terminal can show."""
    assert ": got " in text, text
    assert ", takes " in text, text
    assert text.isprintable(), text


def outcome(written):
    """Run settings as a dictionary would have them, and see that they end as they may."""
    try:
        settings = Settings.checked(written)
        check(settings)
        dataset = simulated(settings)
    except SettingsError as error:
        assert_one_message(str(error))
        return REFUSED
    except SimulationError:
        return OVERFLOWED
    assert_valid(dataset, settings)
    return RAN


def simulated(settings):
    """A run in which every warning is an error, but that a posterior is of another cast."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        dataset = project(settings)
    assert [w for w in told if not issubclass(w.category, StaleCalibrationWarning)] == []
    return dataset


def command_outcome(folder, words):
    """Run a command line in this process, and see that it ends as it may."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.tasks.run_task", _valid_run)
        ended = command(folder, *words)
    if ended.code == 0:
        return RAN
    assert ended.code == 2, ended.err
    (line,) = [told for told in ended.err.splitlines() if told != COMPILING]
    assert line.startswith("sim: "), line
    assert_one_message(line)
    return REFUSED


def _valid_run(settings, folder, console):
    """The task `project` without its files."""
    if settings.task.name == "project":
        assert_valid(simulated(settings), settings)
