"""Pages of static files: regimes computed before, for readers who cannot run the model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.projection import project
from sim.ensemble.progress import Bars, without_bars
from sim.plots.fan import lag_fan
from sim.plots.source import source_line
from sim.plots.style import NARROW, WIDTH
from sim.report.alt_texts import alt_text_of_fan
from sim.report.page import TERMS, as_svg, question_about, rendered
from sim.report.sentences_on_lag import lag_at, sentence_lag, sentence_reference
from sim.report.sentences_on_reliability import sentence_sampling
from sim.settings.settings import Settings
from sim.settings.shipped_scenarios import compose_shipped
from sim.storage.atomic import replacing
from sim.tables.effects import SHARES, effect_cells
from sim.tables.intervals import median_with_interval
from sim.tables.presets import STARTS, labels_of
from sim.tables.rows import save_lag
from sim.tables.words import month_in_words

if TYPE_CHECKING:
    import xarray as xr

TEMPLATE = "published.html.j2"
FIRST_PAGE = "index.html"


@dataclass(frozen=True)
class View:
    """One regime from one starting point.

    Attributes
    ----------
    calibration, scenario : str
        Names of a calibration and of a scenario.
    since : date, optional
        The date on which changes take effect; that of the calibration if none.
    """

    calibration: str
    scenario: str
    since: date | None = None

    @property
    def stem(self) -> str:
        """Name of its files."""
        return "_".join(filter(None, [self.calibration, self.scenario, str(self.since or "")]))

    @property
    def words(self) -> list[str]:
        """Its settings on the command line, without the scenario."""
        dates = [f"sanctions.from={self.since}", f"response.from={self.since}"]
        return [f"calibration={self.calibration}", *(dates if self.since else [])]

    def settings(self, base: Settings) -> Settings:
        """Its settings, with the members and the horizon of others."""
        words = [f"horizon.end={base.horizon.end}", *self.words]
        settings = compose_shipped([self.scenario], words)
        return settings.model_copy(update={"ensemble": base.ensemble, "engine": base.engine})

    def command(self, base: Settings) -> str:
        """The command that gives the same numbers."""
        ensemble = [
            f"ensemble.members={base.ensemble.members}",
            f"ensemble.seed={base.ensemble.seed}",
        ]
        horizon = [f"horizon.end={base.horizon.end}"]
        words = [f"+scenario={self.scenario}", *self.words, *ensemble, *horizon]
        return " ".join(["python -m sim", *words])


def views_of(calibrations: Sequence[str], dates: Sequence[date]) -> list[View]:
    """All presets under some calibrations, from the date of each and from some others."""
    views = []
    for calibration in calibrations:
        reference, *others = labels_of(_reference(calibration))
        views.append(View(calibration, reference))
        views += [View(calibration, name, day) for name in others for day in (None, *dates)]
    return views


def publish(
    settings: Settings,
    views: Sequence[View],
    months: Sequence[str],
    folder: Path,
    bars: Bars = without_bars,
) -> Iterator[Path]:
    """Write a page for each view, with its figure and its numbers, and a first page.

    Parameters
    ----------
    settings : Settings
        Members and horizon.
    views : sequence of View
        The first is the first page.
    months : sequence of str
        Months, such as 2028-12, at whose ends the lag is told; the sentences are on the first.
    folder : Path
        Where the files go.
    bars : callable
        Makes a progress bar.

    Yields
    ------
    Path
        Pages that were written.
    """
    for view in views:
        run = project(view.settings(settings), bars)
        save_lag(folder / f"{view.stem}.csv", run)
        for name, width in (("", WIDTH), ("_narrow", NARROW)):
            with replacing(folder / f"{view.stem}{name}.svg") as unfinished:
                unfinished.write_bytes(as_svg(lag_fan(run, width=width)))
        html = _page(settings, view, views, run, months)
        names = [f"{view.stem}.html", *([FIRST_PAGE] if view == views[0] else [])]
        for name in names:
            with replacing(folder / name) as unfinished:
                unfinished.write_text(html, encoding="utf-8")
            yield folder / name


def _page(
    settings: Settings, view: View, views: Sequence[View], run: "xr.Dataset", months: Sequence[str]
) -> str:
    sentences = [sentence_lag(run, months[0]), sentence_reference(run, months[0])]
    content = dict(
        question=question_about(run, months[0]),
        sentences=[sentence for sentence in sentences if sentence],
        warning=sentence_sampling(view.calibration),
        terms=TERMS,
        choices=list(_choices(view, views)),
        stem=view.stem,
        alt_text=alt_text_of_fan(run),
        source=source_line(run.attrs, measured=True),
        head=["end of", "lag, months", f"change from {run.attrs['reference']}", _shares_header()],
        rows=[_row(run, month) for month in months],
        run=run.attrs,
        created=str(run.attrs["created"])[:10],
        command=view.command(settings),
    )
    return rendered(TEMPLATE, content)


def _row(run: "xr.Dataset", month: str) -> list[str]:
    lags = median_with_interval(lag_at(run, month), ".1f")
    changes = lag_at(run, month, "capability_lag_mean_change")
    unchanged = run.attrs["scenario"] == run.attrs["reference"]
    return [month_in_words(month), lags, *(("–", "–") if unchanged else effect_cells(changes))]


def _shares_header() -> str:
    return " ".join(SHARES.split()) + ", % of members"


def _reference(calibration: str) -> str:
    """Name of the scenario that changes under a calibration are measured against."""
    return compose_shipped([], [f"calibration={calibration}"]).reference().title


def _labels(view: View) -> dict[str, str]:
    """Labels of the presets that a view can be exchanged for, by scenario."""
    return labels_of(_reference(view.calibration), view.since)


def _choices(view: View, views: Sequence[View]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Links to other views by what they change: the starting point, the regime, the date."""
    starts = {other.calibration: other for other in reversed(views)}
    starts |= {
        other.calibration: other
        for other in views
        if (other.scenario, other.since) == (view.scenario, view.since)
    }
    yield (
        "Starting point",
        [
            _link(STARTS.get(name, name), starts[name], name == view.calibration)
            for name in dict.fromkeys(other.calibration for other in views)
        ],
    )
    here = [other for other in views if other.calibration == view.calibration]
    labels = _labels(view)
    regimes = {other.scenario: other for other in reversed(here)}
    regimes |= {other.scenario: other for other in here if other.since == view.since}
    yield (
        "Regime",
        [
            _link(labels[name], regimes[name], name == view.scenario)
            for name in labels
            if name in regimes
        ],
    )
    dates = [other for other in here if other.scenario == view.scenario]
    if len(dates) > 1:
        yield (
            "Changes take effect on",
            [
                _link(str(other.since or _first_day(other.calibration)), other, other == view)
                for other in dates
            ],
        )


def _first_day(calibration: str) -> date:
    """The date on which changes take effect by default."""
    return compose_shipped([], [f"calibration={calibration}"]).sanctions.since


def _link(label: str, view: View, current: bool) -> dict[str, Any]:
    return {"label": label, "page": f"{view.stem}.html", "current": current}
