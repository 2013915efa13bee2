"""All benchmarks of this machine, side by side in one run: `python -m tests.benchmarks`."""

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    here = str(Path(__file__).parent)
    sys.exit(pytest.main([here, "-m", "benchmark", "-n", "0", "-s", "-q", *sys.argv[1:]]))
