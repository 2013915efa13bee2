"""The page: one file that opens anywhere, with nothing that has to be fetched."""

import base64
from io import BytesIO
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from sim.report.findings import Findings
from sim.report.parts import Picture, answer, parts_of
from sim.tables.words import REGIONS, month_said, quoted, said

TEMPLATE = "page.html.j2"


def page(of: Findings, command: str | None = None) -> str:
    """Write a page.

    Parameters
    ----------
    of : Findings
        What the page says.
    command : str, optional
        The command that makes it again; without one the settings at its end tell.

    Returns
    -------
    str
        HTML in one piece: figures, styles and settings are in it.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(drawn=drawn, breakable=breakable)
    return environment.get_template(TEMPLATE).render(**_content(of, command))


def _content(of: Findings, command: str | None) -> dict[str, Any]:
    """What the template is filled with."""
    return {
        "question": question(of),
        "answer": answer(of),
        "parts": parts_of(of),
        "facts": facts(of),
        "command": command,
        "settings": of.run.attrs["settings_yaml"],
    }


def question(of: Findings) -> str:
    """What the page answers."""
    follower, leader = REGIONS.values()
    regime = quoted(of.run.attrs["scenario"])
    return (
        f"How many months does {follower}’s AI capability lag that of {leader} at the end of "
        f"{month_said(of.month)} under {regime}, and how do sanctions change it?"
    )


def facts(of: Findings) -> list[tuple[str, str]]:
    """Which settings, seed and version made the page."""
    attributes = of.run.attrs
    calibration = of.settings.calibration
    return [
        ("Regime", said(attributes["scenario"])),
        ("Held against", f"{said(attributes['reference'])}, and {said(of.task.against)}"),
        ("Answers for the end of", month_said(of.month)),
        ("Members", f"{attributes['members']:,}; attribution {of.shared.sizes['member']:,}"),
        ("Seed", str(attributes["seed"])),
        ("Calibration", f"{calibration.name}, cut-off {calibration.until}"),
        ("Horizon", f"{of.settings.horizon.start} to {of.settings.horizon.end}"),
        ("Version of the model", str(attributes["sim_version"])),
        ("Python, NumPy, Numba",
         ", ".join(str(attributes[f"{name}_version"]) for name in ("python", "numpy", "numba"))),
        ("Made", str(attributes["created"])),
    ]  # fmt: skip


def breakable(name: str) -> Any:
    """A name that may be broken after its underscores, with all else escaped."""
    from markupsafe import Markup, escape

    return Markup("_<wbr>").join(escape(part) for part in name.split("_"))


def drawn(picture: Picture) -> tuple[str, float]:
    """A figure as the address of an image that holds all its data, and its width in inches."""
    figure = picture.draw()
    data = base64.b64encode(as_svg(figure)).decode("ascii")
    return f"data:image/svg+xml;base64,{data}", float(figure.get_figwidth())


def as_svg(figure: Figure) -> bytes:
    """A figure that can be made larger without loss; the same figure gives the same bytes."""
    stream = BytesIO()
    with rc_context({"svg.hashsalt": "ai-gap-sim", "svg.fonttype": "path"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()
