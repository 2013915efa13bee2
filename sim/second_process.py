"""Another Python process of this package, for work beside that of the first."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

WHERE_THE_PACKAGE_LIES = Path(__file__).resolve().parent.parent


def second_process(
    module: str, stdin: int | IO[bytes], *, stderr: int | None = None
) -> subprocess.Popen[bytes] | None:
    """Start a module of this package; None where it could not help.

    Parameters
    ----------
    module : str
        Its full name; it is run as the main one.
    stdin : int or file
        Where it reads, as `subprocess.Popen` takes it.
    stderr : int, optional
        Where what it says goes; to where this process says it, by default.
    """
    if (os.cpu_count() or 1) == 1 or not sys.executable:
        return None
    found = [str(WHERE_THE_PACKAGE_LIES), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(found)},
            start_new_session=True,  # an interruption of the command is not told by two
        )
    except OSError:  # no room, or no process more
        return None
