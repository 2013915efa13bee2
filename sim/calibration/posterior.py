"""Posteriors as files: parameter draws, their noise keys, and what they were made from."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.config.errors import SettingsError
from sim.whole_file import UNREADABLE, read_arrays, write_arrays
from sim.world.parameters import Parameters

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "posteriors"
SUFFIX = ".npz"


@dataclass(frozen=True)
class Posterior:
    """Equally weighted draws that met the targets with their luck.

    Attributes
    ----------
    parameters : ndarray
        [draw, parameter], single precision, in the order of `sim.world.parameters`.
    past_member : ndarray
        Noise keys, [draw, year since the start, group of agents].
    seed : int
        Of that noise.
    until : date
        Last day whose targets were used: from the next month on a member has its own luck.
    fingerprints : dict of str to str
        Hashes of what it was made from.
    account : dict
        How it was made: sizes, steps, tails.
    """

    parameters: np.ndarray
    past_member: np.ndarray
    seed: int
    until: date
    fingerprints: dict[str, str]
    account: dict[str, Any]

    def __len__(self) -> int:
        return len(self.parameters)

    def save(self, file: Path) -> None:
        """Write all or nothing."""
        words = {
            "names": list(Parameters._fields),
            "seed": self.seed,
            "until": str(self.until),
            "fingerprints": self.fingerprints,
            "account": self.account,
        }
        arrays = {
            "parameters": self.parameters.astype(np.float32),
            "past_member": self.past_member.astype(np.uint32),
            "words": np.array(json.dumps(words)),
        }
        write_arrays(file, arrays, compressed=True)


def posterior_file(named: str) -> Path:
    """The file of a shipped posterior's name, or of a path."""
    return Path(named) if named.endswith(SUFFIX) else SHIPPED / f"{named}{SUFFIX}"


def shipped_names() -> list[str]:
    """Names of the posteriors that come with the package."""
    return sorted(file.stem for file in SHIPPED.glob(f"*{SUFFIX}"))


@cache
def load_posterior(named: str) -> Posterior:
    """A posterior that is shipped, or that a calibration has left.

    Raises
    ------
    SettingsError
        If there is none, or the file does not hold one of this version's parameters.
    """
    file = posterior_file(named)
    takes = f"null, {', '.join(shipped_names())}, or a file that `task=calibrate` has left"
    if not file.is_file():
        raise SettingsError("calibration.posterior", named, takes)
    try:
        stored = read_arrays(file)
        words = json.loads(str(stored["words"]))
        known = [words["names"].index(name) for name in Parameters._fields]
        return Posterior(
            parameters=stored["parameters"][:, known],
            past_member=stored["past_member"],
            seed=int(words["seed"]),
            until=date.fromisoformat(words["until"]),
            fingerprints=words["fingerprints"],
            account=words["account"],
        )
    except UNREADABLE as error:
        raise SettingsError(
            "calibration.posterior",
            f"{named} ({type(error).__name__})",
            f"{takes}, with all parameters",
        ) from None
