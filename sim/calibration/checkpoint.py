"""Where a calibration stands after a step of the tempering, in a file from which it resumes."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from sim.calibration.adaptation import Adaptation
from sim.calibration.bank import Members
from sim.calibration.population import Population, Step
from sim.storage.atomic import UNREADABLE, read_arrays, write_arrays

MEMBER_ARRAYS = ("scores", "numbers", "luck", "octaves", "predictions")
"""Arrays of `Members` in a checkpoint, in its order."""


def save_checkpoint(file: Path, population: Population) -> None:
    """Write a population atomically."""
    words = {
        "steps": [asdict(step) for step in population.steps],
        "next_number": population.next_number,
        "islands": population.islands,
        "tempering": population.tempering,
        "budget": population.adaptation.budget,
        "lengths": {move: of.tolist() for move, of in population.adaptation.lengths.items()},
    }
    arrays = {
        **dict(zip(MEMBER_ARRAYS, population.members.arrays, strict=True)),
        "known": population.known,
        "tempered": population.tempered,
        "costs": population.adaptation.costs,
        "slopes": population.adaptation.slopes,
        "words": np.array(json.dumps(words)),
    }
    write_arrays(file, arrays)


def load_checkpoint(file: Path) -> Population | None:
    """Read a population; None if the file is missing or damaged."""
    try:
        arrays = read_arrays(file)
        words = json.loads(str(arrays["words"]))
        return Population(
            members=Members(*(arrays[name] for name in MEMBER_ARRAYS)),
            known=arrays["known"],
            tempered=arrays["tempered"],
            adaptation=Adaptation(
                arrays["costs"],
                words["budget"],
                arrays["slopes"],
                {move: np.array(of) for move, of in words["lengths"].items()},
            ),
            next_number=words["next_number"],
            islands=words["islands"],
            tempering=words["tempering"],
            steps=tuple(Step(**step) for step in words["steps"]),
        )
    except UNREADABLE:
        return None
