"""The task that makes a run again from what its folder holds, and compares every value."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field
from rich.console import Console

from sim.settings.errors import Failed, SettingsError, shown
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions

if TYPE_CHECKING:  # it loads xarray
    from sim.storage.differences import Difference

COMPOSED, OVERRIDES = Path(".hydra", "config.yaml"), Path(".hydra", "overrides.yaml")
"""What Hydra leaves in the folder of each run."""

OWN_POSTERIOR = "drawn_from.npz"
"""A copy of the posterior that a run drew from, where it is not one that is shipped."""


class Options(TaskOptions):
    """Make the run whose folder is `run` again, and compare every value."""

    name: Literal["reproduce"] = "reproduce"
    run: Annotated[str, Field(min_length=1)] = "outputs/latest"


def check(settings: Settings, task: Options) -> None:
    """See that the run can be made again."""
    from sim.tasks import check as check_run

    check_run(settings_of_run(settings, task))


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Make a run again in a folder, and hold what it left against what is left now.

    Raises
    ------
    Failed
        If a value differs, or a file is missing.
    """
    from sim.storage.differences import changed_since, compare_folders, save_differences
    from sim.tables.run import differences_table
    from sim.tasks import run_task

    made = folder_of(task).resolve()
    run_task(settings_of_run(settings, task), folder, console=None)
    compared = compare_folders(made, folder)
    save_differences(compared, folder / "reproduction.csv")
    if console is not None:
        console.print(differences_table(compared, made))
    _fail_if_any(compared, made, changed_since(made, folder))


def _fail_if_any(compared: list["Difference"], made: Path, changed: list[str]) -> None:
    differing = [of for of in compared if not of.same]
    if not differing:
        return
    worst = max(differing, key=lambda of: of.share)
    because = f"made with other {', '.join(changed)}" if changed else "made with the same model"
    raise Failed(
        f"{len(differing)} of {len(compared)} variables are not what they are in {made}, which was "
        f"{because}; most of all {worst.variable} in {worst.file}: {worst.said}"
    )


def folder_of(task: Options) -> Path:
    """The folder of the run that a task names.

    Raises
    ------
    SettingsError
        If it does not hold what a run was told.
    """
    folder = Path(task.run)
    if not (folder / COMPOSED).is_file():
        takes = f"the folder of a run, with its {COMPOSED}"
        if any(folder.glob(f"*/{COMPOSED}")):
            takes += f": {folder} is a sweep, name one of its runs, {folder / '0'}"
        raise SettingsError("task.run", shown(task.run), takes)
    return folder


def settings_of_run(settings: Settings, task: Options) -> Settings:
    """What the run was told, with the threads or workers of today, which move no value.

    Raises
    ------
    SettingsError
        If its folder does not hold what a run of this version can be told.
    """
    import yaml
    from omegaconf import OmegaConf

    from sim.settings.compose import settings_of

    folder = folder_of(task)
    try:
        overrides = yaml.safe_load((folder / OVERRIDES).read_text(encoding="utf-8")) or []
        composed = OmegaConf.load(folder / COMPOSED)
        recorded = settings_of(composed, [str(override) for override in overrides])
    except (OSError, ValueError, yaml.YAMLError) as error:
        takes = f"the folder of a run of this version ({' '.join(str(error).split())})"
        raise SettingsError("task.run", shown(task.run), takes) from None
    if isinstance(recorded.task, Options):
        takes = "the folder of a run, not of one that was itself made again"
        raise SettingsError("task.run", shown(task.run), takes)
    of_today = {name: getattr(settings.engine, name) for name in ("threads", "address", "workers")}
    engine = recorded.engine.model_copy(update=of_today)
    return _with_own_posterior(recorded, folder).model_copy(update={"engine": engine})


def _with_own_posterior(settings: Settings, folder: Path) -> Settings:
    """Draw from the copy that the run has left, if it has."""
    copy = folder / OWN_POSTERIOR
    if not copy.is_file():
        return settings
    calibration = settings.calibration.model_copy(update={"posterior": str(copy)})
    return settings.model_copy(update={"calibration": calibration})


def keep_own_posterior(settings: Settings, folder: Path) -> None:
    """Leave a copy of the posterior in the run's folder, where it is a file of the user's own."""
    from sim.settings.shipped import SUFFIX
    from sim.storage.atomic import replacing

    named = settings.calibration.posterior
    if named is None or not named.endswith(SUFFIX) or not Path(named).is_file():
        return
    with replacing(folder / OWN_POSTERIOR) as copy:
        copy.write_bytes(Path(named).read_bytes())
