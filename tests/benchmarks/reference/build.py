"""Compiles the reference for a world: its sizes are constants, as they are to the kernel."""

import ctypes
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from reference.header import header_of
from sim.world import World

SOURCES = Path(__file__).parent
OPTIMISED = ("-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math",
             "-fno-thread-jumps", "-fno-tree-sink")  # fmt: skip
"""The last two keep loops straight until they are vectorised: what is selected stays computed
before it is, instead of moving into branches.
"""
EXACT = ("-ffp-contract=off",)
"""No multiplication is fused with an addition: the kernel's very bits."""

COUNTING = ("-DTICKS",)


class CompilerMissingError(RuntimeError):
    """There is no gcc here."""


def library_for(world: World, *flags: str) -> ctypes.CDLL:
    """The shared library of a world; worlds of one size have one and the same."""
    return _compiled(header_of(world), flags)


@cache
def _compiled(header: str, flags: tuple[str, ...]) -> ctypes.CDLL:
    gcc = shutil.which("gcc")
    if gcc is None:
        raise CompilerMissingError("the reference in C needs gcc, and there is none on the path")
    with TemporaryDirectory() as folder:  # a library that is loaded outlives its file
        Path(folder, "layout.h").write_text(header, encoding="utf-8")
        library = Path(folder, "reference.so")
        options = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", f"-I{folder}"]
        source = str(SOURCES / "block.c")
        command = [gcc, *OPTIMISED, *options, *flags, source, "-o", str(library), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"gcc failed on the reference:\n{done.stderr}")
        return ctypes.CDLL(str(library))
