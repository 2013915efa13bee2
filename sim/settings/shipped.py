"""Names of the posteriors that come with the package, and their files."""

import re
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "posteriors"
SUFFIX = ".npz"


def posterior_file(named: str) -> Path:
    """The file of a shipped posterior's name, or of a path."""
    return Path(named) if named.endswith(SUFFIX) else SHIPPED / f"{named}{SUFFIX}"


def is_name(named: str) -> bool:
    """Whether it can name a posterior among those that ship, and is no path that leads away."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", named) is not None


def shipped_names() -> list[str]:
    """Names of the posteriors that come with the package."""
    return sorted(file.stem for file in SHIPPED.glob(f"*{SUFFIX}"))
