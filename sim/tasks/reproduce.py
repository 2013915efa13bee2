"""The task `reproduce`: repeats a run from its folder, and compares every value."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field
from rich.console import Console

from sim.settings.errors import Failed, SettingsError, shown
from sim.settings.settings import Settings
from sim.settings.task import TaskOptions

if TYPE_CHECKING:  # it loads xarray
    from sim.storage.differences import Difference

COMPOSED, OVERRIDES = Path(".hydra", "config.yaml"), Path(".hydra", "overrides.yaml")
"""Files that Hydra writes to the folder of each run."""

OWN_POSTERIOR = "drawn_from.npz"
"""Copy of the posterior of a run, if that is not one that ships."""


class Options(TaskOptions):
    """Repeat the run in the folder `run`, and compare every value."""

    if_stopped: ClassVar[str] = "the same command goes on if the task that it repeats does"
    name: Literal["reproduce"] = "reproduce"
    run: Annotated[str, Field(min_length=1)] = "outputs/latest"


def check(settings: Settings, task: Options) -> None:
    """Check that the run can be repeated."""
    from sim.tasks import check as check_run

    check_run(settings_of_run(settings, task))


def run(settings: Settings, task: Options, folder: Path, console: Console | None) -> None:
    """Repeat a run in a folder, and compare its files with those of the original.

    Raises
    ------
    Failed
        If a value differs, or a file is missing.
    """
    from sim.storage.differences import compare_folders, provenance_changes, save_differences
    from sim.tables.run import differences_table
    from sim.tasks import run_task

    original = folder_of(task).resolve()
    run_task(settings_of_run(settings, task), folder, console=None)
    comparison = compare_folders(original, folder)
    save_differences(comparison, folder / "reproduction.csv")
    if console is not None:
        console.print(differences_table(comparison, original))
    _fail_if_any(comparison, original, provenance_changes(original, folder))


def _fail_if_any(comparison: list["Difference"], original: Path, causes: list[str]) -> None:
    changed = [difference for difference in comparison if not difference.is_equal]
    if not changed:
        return
    worst = max(changed, key=lambda difference: difference.share)
    made_with = f"other {', '.join(causes)}" if causes else "the same model"
    raise Failed(
        f"{len(changed)} of {len(comparison)} variables differ from those in {original}, which was "
        f"made with {made_with}; the largest share in {worst.variable} of {worst.file}: "
        f"{worst.summary}"
    )


def folder_of(task: Options) -> Path:
    """The folder of the run that a task names.

    Raises
    ------
    SettingsError
        If it does not contain the settings of a run.
    """
    folder = Path(task.run)
    if not (folder / COMPOSED).is_file():
        takes = f"the folder of a run, with its {COMPOSED}"
        if any(folder.glob(f"*/{COMPOSED}")):
            takes += f": {folder} is a sweep, name one of its runs, {folder / '0'}"
        raise SettingsError("task.run", shown(task.run), takes)
    return folder


def settings_of_run(settings: Settings, task: Options) -> Settings:
    """Settings of the run, but with the present threads and workers, which change no value.

    Raises
    ------
    SettingsError
        If its folder does not contain settings that this version can read.
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
        takes = "the folder of a run, not of a reproduction"
        raise SettingsError("task.run", shown(task.run), takes)
    present = {name: getattr(settings.engine, name) for name in ("threads", "address", "workers")}
    engine = recorded.engine.model_copy(update=present)
    return _with_own_posterior(recorded, folder).model_copy(update={"engine": engine})


def _with_own_posterior(settings: Settings, folder: Path) -> Settings:
    """Use the run's copy of its posterior, if there is one."""
    copy = folder / OWN_POSTERIOR
    if not copy.is_file():
        return settings
    calibration = settings.calibration.model_copy(update={"posterior": str(copy)})
    return settings.model_copy(update={"calibration": calibration})


def keep_own_posterior(settings: Settings, folder: Path) -> None:
    """Copy the posterior to the run's folder, if it is a file of the user's own."""
    from sim.settings.shipped import SUFFIX
    from sim.storage.atomic import replacing

    named = settings.calibration.posterior
    if named is None or not named.endswith(SUFFIX) or not Path(named).is_file():
        return
    with replacing(folder / OWN_POSTERIOR) as copy:
        copy.write_bytes(Path(named).read_bytes())
