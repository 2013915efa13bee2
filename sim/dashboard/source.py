"""The source of a figure in one line, with what is needed to make it again."""

from importlib.metadata import version

from sim.dashboard.answers import Answer
from sim.dashboard.lags import points_in_words
from sim.tables.words import in_words


def source_of(result: Answer, figure: str) -> str:
    """Version, calibration, members, seed and scenario behind a figure."""
    settings, choice = result.settings, result.choice
    calibration, until = settings.calibration, settings.calibration.until
    changed = "" if choice == choice.reset() else " with changes"
    run = (
        f"Source: AI gap simulator {version('ai-gap-sim')}, calibration {calibration.name} (facts "
        f"to {until:%B %Y}), {choice.members:,} members, seed {settings.ensemble.seed}, scenario "
        f"{in_words(choice.scenario)}{changed}."
    )
    return f"{run} {points_in_words()}" if figure == "lag" else run
