"""Tasks that answer: which regime, through which channel, at what price, and how robustly."""

from pathlib import Path

from rich.console import Console

from sim.settings.settings import Settings
from sim.settings.task import Attribute, Compare, Discover, Price, Sensitivity


def compare(settings: Settings, folder: Path, console: Console | None) -> None:
    """Hold regimes against each other."""
    from sim.analysis.comparison import compare
    from sim.plots.comparison import save_chances, save_fans
    from sim.settings.configs import scenario_names
    from sim.storage.files import save
    from sim.tables.regimes import comparison_table
    from sim.tasks.progress import bar

    task = settings.task
    assert isinstance(task, Compare)
    scenarios = task.scenarios or tuple(scenario_names())
    with bar(settings.ensemble.members * len(scenarios)) as advance:
        compared = compare(settings, scenarios, advance)
    save(compared, folder / "comparison.nc")
    save_fans(compared, folder / "comparison.png")
    save_chances(compared, f"{task.dates[-1]:%Y-%m}", folder / "chances.png")
    if console is not None:
        for day in task.dates:
            console.print(comparison_table(compared, f"{day:%Y-%m}"))


def attribute(settings: Settings, folder: Path, console: Console | None) -> None:
    """Share out the change of the lag among instruments."""
    from sim.analysis.attribution import attribute, coalitions
    from sim.plots.attribution import save_attribution
    from sim.storage.files import save
    from sim.tables.regimes import attribution_table, interaction_table, split_table
    from sim.tasks.progress import bar

    task = settings.task
    assert isinstance(task, Attribute)
    total = settings.ensemble.members * coalitions(settings, task)
    with bar(total) as advance:
        shared = attribute(settings, task, advance)
    save(shared, folder / "attribution.nc")
    save_attribution(shared, folder / "attribution.png")
    if console is not None:
        console.print(attribution_table(shared))
        console.print(interaction_table(shared))
        for regime in shared["regime"].values:
            title = f"What the lag consists of, {regime}, end of {task.date:%Y-%m}"
            console.print(split_table(shared["split"].sel(regime=regime), title))


def price(settings: Settings, folder: Path, console: Console | None) -> None:
    """Tell what regimes cost and buy."""
    from sim.analysis.price import price
    from sim.plots.price import save_price
    from sim.settings.configs import scenario_names
    from sim.storage.files import save
    from sim.tables.regimes import price_table
    from sim.tasks.progress import bar

    task = settings.task
    assert isinstance(task, Price)
    scenarios = task.scenarios or tuple(scenario_names())
    runs = len({task.against, *scenarios})
    with bar(settings.ensemble.members * runs) as advance:
        priced = price(settings, task, scenarios, advance)
    save(priced, folder / "price.nc")
    save_price(priced, folder / "price.png")
    if console is not None:
        console.print(price_table(priced))


def sensitivity(settings: Settings, folder: Path, console: Console | None) -> None:
    """Tell what the spread of the lag is due to."""
    from sim.analysis.sensitivity import runs_of, sensitivity
    from sim.calibration.shipped import what_indices_rest_on
    from sim.plots.sensitivity import save_indices
    from sim.storage.files import save
    from sim.tables.sensitivity import index_table, save_index_rows
    from sim.tasks.progress import bar

    task = settings.task
    assert isinstance(task, Sensitivity)
    with bar(runs_of(task)) as advance:
        found = sensitivity(settings, task, advance)
    save(found, folder / "sensitivity.nc")
    save_indices(found, folder / "sensitivity.png")
    save_index_rows(folder / "indices.csv", found, what_indices_rest_on(settings))
    if console is not None:
        console.print(index_table(found, "capability_lag"))
        console.print(index_table(found, "capability_lag_change"))


def discover(settings: Settings, folder: Path, console: Console | None) -> None:
    """Find where the lag is long, where the follower leads, and which regime regrets least."""
    from sim.analysis.discovery import OUTCOMES, discover, runs_of
    from sim.analysis.regret import regret
    from sim.plots.discovery import save_boxes, save_regret
    from sim.storage.files import save
    from sim.tables.sensitivity import box_table, regret_table
    from sim.tasks.progress import bar

    task = settings.task
    assert isinstance(task, Discover)
    with bar(runs_of(settings, task)) as advance:
        found, regretted = discover(settings, task, advance), regret(settings, task, advance)
    save(found, folder / "discovery.nc")
    save(regretted, folder / "regret.nc")
    save_boxes(found, folder / "discovery.png")
    save_regret(regretted, folder / "regret.png")
    if console is not None:
        for outcome in OUTCOMES:
            console.print(box_table(found, outcome))
        console.print(regret_table(regretted))
