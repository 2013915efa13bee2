"""Make the pictures of the README and the guide again, for contributors.

    python -m sim.docs.pictures                   all of them
    python -m sim.docs.pictures strict_controls   one of them

Each has in its metadata a hash of what it was made from: the model, the draws and the code that
draws it. A test compares this with what is there now. The picture of the page is a screenshot.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.docs.generate import README
from sim.docs.written import exit_code
from sim.ensemble.progress import Bars, without_bars
from sim.rules.cache import PACKAGE, fingerprint, sources_of_compiled_code
from sim.settings.compose import compose
from sim.settings.errors import SettingsError
from sim.settings.shipped import SHIPPED
from sim.storage.atomic import replacing

FOLDER = README.parent / ".readme"
MADE_FROM = "Made from"
"""Name of the hash in the metadata of a picture."""


@dataclass(frozen=True)
class Picture:
    """A picture that ships.

    Attributes
    ----------
    draws : str
        Names of the posteriors that it is made from, with `*` for any part of a name.
    draw : callable
        Writes the PNG file.
    """

    draws: str
    draw: Callable[[Path, Bars], None]

    @property
    def made_from(self) -> str:
        """Hash of the model, the draws and the code that draws the picture."""
        plots = sorted((PACKAGE / "plots").glob("*.py"))
        draws = sorted(SHIPPED.glob(f"{self.draws}.npz"))
        return fingerprint([*sources_of_compiled_code(), *plots, *draws], versions=())


def _draw_strict_controls(file: Path, bars: Bars) -> None:
    from sim.analysis.projection import project
    from sim.plots.bands import bands_of
    from sim.plots.fan import save_fan

    settings = compose("strict_controls", ["calibration=current"])
    save_fan(bands_of(project(settings, bars)), file)


def _draw_backtest(file: Path, bars: Bars) -> None:
    from sim.analysis.origins import origins_of
    from sim.plots.backtest import save_backtest
    from sim.tasks.backtest import compute

    found = compute(compose(), origins_of(None), bars)
    save_backtest(found.cases, found.fans, file)


PICTURES = {
    "strict_controls": Picture("current", _draw_strict_controls),
    "backtest": Picture("*", _draw_backtest),
}


def is_current(name: str, folder: Path = FOLDER) -> bool:
    """Whether a picture was made from the model, draws and code that are there now."""
    from PIL import Image

    with Image.open(folder / f"{name}.png") as image:
        return bool(image.info.get(MADE_FROM) == PICTURES[name].made_from)


def make(names: Sequence[str], folder: Path = FOLDER, bars: Bars = without_bars) -> Iterator[Path]:
    """Draw pictures and write each into a folder, with the hash of what it was made from.

    Raises
    ------
    SettingsError
        If there is no picture of a name.
    """
    for name in names:
        if name not in PICTURES:
            raise SettingsError("name", name, f"one of {', '.join(PICTURES)}")
    for name in names:
        file = folder / f"{name}.png"
        PICTURES[name].draw(file, bars)
        _stamp(file, PICTURES[name].made_from)
        yield file


def _stamp(file: Path, made_from: str) -> None:
    """Write a hash into the metadata of a PNG file."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    about.add_text(MADE_FROM, made_from)
    with Image.open(file) as image, replacing(file) as unfinished:
        image.save(unfinished, format="png", pnginfo=about, dpi=image.info["dpi"])


def main(arguments: Sequence[str]) -> int:
    """Make the pictures that the arguments name; the exit code is 2 for bad input."""
    from sim.tasks.progress import bar

    return exit_code("pictures", lambda: make(arguments or tuple(PICTURES), bars=bar))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
