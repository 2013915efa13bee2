"""Checks that the optional packages that a task needs are installed."""

from sim.settings.errors import SettingsError
from sim.settings.settings import Settings


def need_package(package: str, task: str, extra: str) -> None:
    """Check that a package of an extra is installed."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        takes = f"another task, or the extra `{extra}`: pip install 'ai-gap-sim[{extra}]'"
        raise SettingsError("task", f"{task} without {package}", takes)


def check_store(settings: Settings) -> None:
    """Check that the packages of the extra `large` are installed, if the run is streamed."""
    from importlib.util import find_spec

    from sim.streaming.chunking import streams

    if not streams(settings):
        return
    needed = ["zarr", *(["distributed"] if settings.engine.name == "dask" else [])]
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        takes = "fewer than engine.stream_from with engine.name=threads, or the extra `large`"
        got = f"{settings.ensemble.members} without {', '.join(missing)}"
        raise SettingsError("ensemble.members", got, f"{takes}: pip install 'ai-gap-sim[large]'")
