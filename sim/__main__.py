"""The command: `python -m sim +scenario=strict_controls`."""

import sys

from sim.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
