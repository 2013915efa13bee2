"""What the commands for contributors print."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from sim.settings.errors import SettingsError


def exit_code(command: str, write: Callable[[], Iterable[Path]]) -> int:
    """Print each file when it is written; the exit code is 2 for bad input, named in one line."""
    try:
        for file in write():
            print(file, flush=True)
    except SettingsError as error:
        print(f"{command}: {error}", file=sys.stderr)
        return 2
    return 0
