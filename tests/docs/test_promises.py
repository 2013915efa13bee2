"""Each promise of the guide names tests that exist."""

import re
from pathlib import Path

from sim.docs.generate import GUIDE

TESTS = Path(__file__).parents[1]


def test_every_test_that_the_guide_names_exists():
    named = set(re.findall(r"`(test_\w+)`", GUIDE.read_text(encoding="utf-8")))
    defined = {
        name
        for file in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 15
    assert named <= defined
