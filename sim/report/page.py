"""Writes the page as one HTML file that needs no network."""

import base64
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from sim.plots.style import NARROW, show_as_written
from sim.report.elements import Picture
from sim.report.results import Results
from sim.report.sections import answer, chart, sections_of
from sim.report.sentences_on_reliability import sentence_sampling
from sim.tables.words import REGIONS, in_words, month_in_words, quoted, regime_in_words

if TYPE_CHECKING:
    import xarray as xr

TEMPLATE = "page.html.j2"

TERMS = (
    "The lag is the time since the leader first released a model at or above the follower’s best, "
    "averaged over twelve months. A member of the ensemble is one simulation, with its own draw of "
    "all unknown parameters and of chance. A regime is all measures of the sender (the US) and all "
    "answers of the follower (China) over time."
)
"""The terms of the answer, explained where they first stand."""


def page(results: Results, command: str | None = None) -> str:
    """Write a page.

    Parameters
    ----------
    results : Results
        Results that the page presents.
    command : str, optional
        The command that reproduces the page. Without one, the page refers to its settings.

    Returns
    -------
    str
        HTML with figures, styles and settings included.
    """
    return rendered(TEMPLATE, _content(results, command))


def rendered(template: str, content: Mapping[str, Any]) -> str:
    """HTML of a template of this folder."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(as_image=as_image, breakable=breakable)
    return environment.get_template(template).render(**content)


def _content(results: Results, command: str | None) -> dict[str, Any]:
    """Values for the template."""
    return {
        "question": question_about(results.run, results.month),
        "chart": chart(results),
        "answer": answer(results),
        "caution": sentence_sampling(results.settings.calibration.posterior),
        "terms": TERMS,
        "sections": sections_of(results),
        "facts": facts(results),
        "command": command,
        "settings": results.run.attrs["settings_yaml"],
    }


def question_about(run: "xr.Dataset", month: str) -> str:
    """The question that a run answers."""
    follower, leader = REGIONS.values()
    regime = quoted(run.attrs["scenario"])
    return (
        f"How many months does {follower}’s AI capability lag that of {leader} at the end of "
        f"{month_in_words(month)} under {regime}, and how do sanctions change it?"
    )


def facts(results: Results) -> list[tuple[str, str]]:
    """Settings, seed and versions that the page was made with."""
    attributes = results.run.attrs
    calibration = results.settings.calibration
    against = in_words(results.task.against)
    attribution_members = results.attribution.sizes["member"]
    return [
        ("Regime", regime_in_words(attributes["scenario"])),
        ("Compared with", f"{in_words(attributes['reference'])}, and {against}"),
        ("Results for the end of", month_in_words(results.month)),
        ("Members", f"{attributes['members']:,}; attribution {attribution_members:,}"),
        ("Seed", str(attributes["seed"])),
        ("Calibration", f"{calibration.name}, cut-off {calibration.until}"),
        ("Horizon", f"{results.settings.horizon.start} to {results.settings.horizon.end}"),
        ("Version of the model", str(attributes["sim_version"])),
        ("Python, NumPy, Numba",
         ", ".join(str(attributes[f"{name}_version"]) for name in ("python", "numpy", "numba"))),
("Created", str(attributes["created"])),
    ]  # fmt: skip


def breakable(name: str) -> Any:
    """Escape a name and allow line breaks after its underscores."""
    from markupsafe import Markup, escape

    return Markup("_<wbr>").join(escape(part) for part in name.split("_"))


def as_image(picture: Picture, *, narrow: bool = False) -> str:
    """A figure as a data URI of an SVG image, drawn for a desk or for a phone."""
    figure = picture.draw(NARROW if narrow else picture.width)
    data = base64.b64encode(as_svg(figure)).decode("ascii")
    return f"data:image/svg+xml;base64,{data}"


def as_svg(figure: Figure) -> bytes:
    """A figure as SVG; the same figure always gives the same bytes."""
    show_as_written(figure)
    stream = BytesIO()
    with rc_context({"svg.hashsalt": "ai-gap-sim", "svg.fonttype": "path"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()
