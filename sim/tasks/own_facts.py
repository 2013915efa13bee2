"""A user's own facts, `calibration.observations`: the posterior of a run is updated by them."""

import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from sim.settings.errors import SettingsError
from sim.settings.regime_table import check_is_whole
from sim.settings.settings import Settings

if TYPE_CHECKING:
    from sim.calibration.targets import Target
    from sim.calibration.update import Update
    from sim.ensemble.progress import Bars

TASKS = ("project", "compare", "attribute", "price", "levers", "claim", "nowcast", "forecast")
"""Tasks whose members are drawn from the posterior of the run."""

UPDATED = "posterior.npz"
"""File of the updated posterior in the folder of the run."""


def check_observations(settings: Settings) -> None:
    """Check the facts, if there are any, and that the task can use them.

    Raises
    ------
    SettingsError
        If they cannot be used.
    """
    if settings.calibration.observations is not None:
        _until_the_facts(settings, _facts_of(settings))


@cache
def check_targets(file: Path | None = None) -> None:
    """Check the table of what was published, which ships, as facts of the user's own are checked.

    Raises
    ------
    SettingsError
        That names the first line and column that is not what it takes.
    """
    from sim.calibration.observations import read_observations
    from sim.calibration.targets import TARGETS_FILE

    file = file or TARGETS_FILE
    check_is_whole("calibration.targets", file)
    read_observations("calibration.targets", file)


def _facts_of(settings: Settings) -> "tuple[Target, ...]":
    from sim.calibration.observations import read_observations
    from sim.calibration.posterior import load_posterior
    from sim.calibration.targets import targets_of
    from sim.calibration.update import KEY

    calibration = settings.calibration
    assert calibration.observations is not None
    file = Path(calibration.observations)
    if settings.task.name not in TASKS:
        raise SettingsError(KEY, file, f"null with task={settings.task.name}")
    if calibration.posterior is None:
        raise SettingsError(KEY, file, "null without a calibration.posterior to update")
    if "observations" in load_posterior(calibration.posterior).account:
        takes = "null with draws that other facts have updated: one file with all facts"
        raise SettingsError(KEY, file, takes)
    facts = read_observations(KEY, file, list(settings.roster.designers))
    used = {target.id for target in targets_of(calibration.targets, calibration.until)}
    for fact in facts:
        if fact.id in used:
            raise SettingsError(KEY, f"{fact.id} in {file}", "facts that were not used before")
    return facts


def _until_the_facts(settings: Settings, facts: "tuple[Target, ...]") -> Settings:
    """The settings with data up to the end of the facts, checked again."""
    from sim.calibration.targets import first_month
    from sim.calibration.update import KEY, end_of_facts
    from sim.settings.history import first_day

    until, start = end_of_facts(facts, settings.calibration.until), settings.horizon.start
    if until > settings.horizon.end:
        raise SettingsError(KEY, f"facts up to {until}", f"facts up to {settings.horizon.end}")
    for fact in facts:
        first = first_month(fact.period, fact.of)
        if f"{first}" < f"{start:%Y-%m}":
            raise SettingsError(
                KEY, f"{fact.id} of {first}", f"facts from {start} on, the start of the horizon"
            )
    written = settings.model_dump(by_alias=True)
    before = first_day(settings.calibration)
    written["calibration"]["until"] = until
    for part in ("sanctions", "response"):
        if written[part]["from"] == before:
            written[part]["from"] = None  # the calibration's, which may now be later
    return Settings.checked(written)


def with_observations(
    settings: Settings, folder: Path, console: Console | None, bars: "Bars | None" = None
) -> Settings:
    """Settings with the posterior updated by the facts, saved in the folder; shows what changed."""
    if settings.calibration.observations is None:
        return settings
    from sim.analysis.update import lag_before_and_after, moved_parameters
    from sim.tables.update import lag_table, parameter_table, save_changes, weights_in_words
    from sim.tasks.progress import bar

    bars = bars or bar
    facts = _facts_of(settings)
    settings = _until_the_facts(settings, facts)
    update = _updated(settings, facts, bars)
    with bars(2 * settings.ensemble.members, "before and after") as advance:
        lag = lag_before_and_after(settings, update, advance)
    shifts = moved_parameters(update)
    update.after.save(folder / UPDATED)
    save_changes(folder / "observations.csv", lag, shifts, update)
    if console is not None:
        console.print(lag_table(lag))
        console.print(parameter_table(shifts))
        console.print(weights_in_words(update), highlight=False)
    calibration = settings.calibration.model_copy(update={"posterior": str(folder / UPDATED)})
    return settings.model_copy(update={"calibration": calibration})


def _updated(settings: Settings, facts: "tuple[Target, ...]", bars: "Bars") -> "Update":
    """The posterior of the settings given the facts: reweighted, or moved if few count."""
    import numpy as np

    from sim.calibration.moving import moved
    from sim.calibration.posterior import load_posterior
    from sim.calibration.targets import targets_of
    from sim.calibration.update import extended, out_of_reach, predictions_of, reweighted
    from sim.tables.update import out_of_reach_in_words

    assert settings.calibration.posterior is not None
    posterior = load_posterior(settings.calibration.posterior)
    used = targets_of(settings.calibration.targets, posterior.until)
    extended_draws = extended(posterior, settings.calibration.until)
    with bars(len(posterior), "observations") as advance:
        predictions = predictions_of(extended_draws, settings, [*facts, *used], advance)
    rng = np.random.default_rng(settings.ensemble.seed)
    update = reweighted(extended_draws, predictions, facts, rng, used)
    for place in out_of_reach(predictions, facts):
        warnings.warn(out_of_reach_in_words(predictions[:, place], facts[place]), stacklevel=3)
    if update.degenerates:
        update = update.with_moved(*moved(posterior, settings, facts, used, rng, bars))
    return update
