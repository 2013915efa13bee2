"""What a task starts from is made before anything runs, so that errors come first."""

from sim.settings.errors import SettingsError
from sim.settings.settings import Settings
from sim.settings.task import (
    Attribute,
    Backtest,
    Calibrate,
    CheckInference,
    Compare,
    Dashboard,
    Discover,
    Price,
    Project,
    Report,
    Reproduce,
    Sensitivity,
    Varied,
)
from sim.tasks.memory import check_memory


def check(settings: Settings) -> None:
    """Make what a task starts from, to find what is wrong with it before anything runs.

    Raises
    ------
    SettingsError
        If the settings, each sound by itself, do not make a world, or a posterior is not there.
    """
    from sim.calibration.members import check_draws
    from sim.world import build_world
    from sim.world.draws import check_priors

    if isinstance(settings.task, Reproduce):
        from sim.tasks.reproduction import settings_of_run

        check(settings_of_run(settings, settings.task))
        return
    build_world(settings)
    check_priors(settings.calibration)
    if isinstance(settings.task, Project):
        check_draws(settings)
        _check_what_a_store_needs(settings)
        check_memory(settings)
    if isinstance(settings.task, Calibrate | CheckInference):
        from sim.calibration.calibrate import simulator_of

        simulator_of(settings, settings.task.seed)
    if isinstance(settings.task, Compare | Attribute | Price):
        _check_answers(settings, settings.task)
    if isinstance(settings.task, Report):
        _check_report(settings, settings.task)
    if isinstance(settings.task, Dashboard):
        _check_dashboard(settings, settings.task)
    if isinstance(settings.task, Backtest):
        from sim.analysis.backtest import check_posteriors

        check_posteriors(settings.task.posteriors)
    if isinstance(settings.task, Varied):
        _check_what_varies(settings, settings.task)


def _check_answers(settings: Settings, task: Compare | Attribute | Price) -> None:
    """See that the scenarios and days are there that a task asks for."""
    from sim.analysis.regimes import check_day, check_scenarios, first_mean
    from sim.calibration.members import check_draws

    check_draws(settings)
    if isinstance(task, Attribute | Price):
        check_scenarios("task.against", [task.against])
        check_day(settings, "task.date", task.date, first_mean(settings))
    if isinstance(task, Compare | Price):
        check_scenarios("task.scenarios", task.scenarios or ())
    if isinstance(task, Compare):
        for day in task.dates:
            check_day(settings, "task.dates", day, first_mean(settings))


def _check_report(settings: Settings, task: Report) -> None:
    """See that the packages of the extra `report` are there, and that all parts can be made."""
    for package in ("jinja2", "SALib"):
        _need_package(package, task.name, "report")
    from sim.analysis.attribution import coalitions
    from sim.analysis.regimes import check_day, check_scenarios
    from sim.analysis.sensitivity import check_parameters
    from sim.calibration.members import check_draws
    from sim.report.asked import attribution_of

    check_draws(settings)
    check_scenarios("task.against", [task.against])
    check_day(settings, "task.date", task.date, settings.sanctions.since)
    check_parameters(task.parameters)
    check_scenarios("task.scenarios", task.scenarios or (), at_least=2)
    coalitions(settings, attribution_of(task))  # it says if the regimes do not differ


def _check_dashboard(settings: Settings, task: Dashboard) -> None:
    """See that the packages of the extra are there, the port is free, and a page can show it."""
    for package in ("solara", "solara_assets", "uvicorn", "cachetools", "altair"):
        _need_package(package, task.name, "dashboard")
    from sim.dashboard.listening import listen
    from sim.dashboard.regimes import choice_of

    listen(task.host, task.port).close()
    choice_of(settings)


def _need_package(package: str, task: str, extra: str) -> None:
    """See that a package of an extra is there."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        takes = f"another task, or the extra `{extra}`: pip install 'ai-gap-sim[{extra}]'"
        raise SettingsError("task", f"{task} without {package}", takes)


def _check_what_varies(settings: Settings, task: Varied) -> None:
    """See that the package that a task needs is there, and that options fit together."""
    from sim.analysis.regimes import check_day

    check_day(settings, "task.date", task.date, settings.sanctions.since)
    if isinstance(task, Sensitivity):
        _need_package("SALib", task.name, "analysis")
        from sim.analysis.sensitivity import check_parameters

        check_parameters(task.parameters)
    if isinstance(task, Discover):
        from sim.analysis.discovery import check_halves
        from sim.analysis.regimes import check_scenarios
        from sim.calibration.members import check_draws

        check_draws(settings)
        check_halves(settings, task)
        check_scenarios("task.scenarios", task.scenarios or (), at_least=2)


def _check_what_a_store_needs(settings: Settings) -> None:
    """See that the packages of the extra `large` are there, if the run is streamed."""
    from importlib.util import find_spec

    from sim.streaming.cut import streams

    if not streams(settings):
        return
    needed = ["zarr", *(["distributed"] if settings.engine.name == "dask" else [])]
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        takes = "fewer than engine.stream_from with engine.name=threads, or the extra `large`"
        got = f"{settings.ensemble.members} without {', '.join(missing)}"
        raise SettingsError("ensemble.members", got, f"{takes}: pip install 'ai-gap-sim[large]'")
