"""Hashes of what a posterior rests on: rules, priors, targets, cast, chips and history."""

import ast
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from sim.calibration.targets import Target
from sim.settings.instruments import WEIGHTS
from sim.settings.settings import Settings

RULES = Path(__file__).resolve().parent.parent / "rules"
HISTORY = tuple(RULES.parent / "data" / name for name in ("chips.csv", "regime.csv"))
"""What was enacted, and which chips there were."""

MACHINERY = ("compilation.py", "cache.py", "__init__.py")
"""Files of the folder that hold no equation."""


def fingerprints(settings: Settings, targets: Sequence[Target]) -> dict[str, str]:
    """What a posterior is made from, by name: 16 hexadecimal digits each.

    Comments, docstrings, meanings, sources and what would revise them do not count.
    """
    return {
        "rules": hash_of(equations(source) for source in _sources()),
        "priors": hash_of(
            f"{name} {prior.shape} {prior.centre} {prior.spread} {prior.low} {prior.high}"
            for name, prior in sorted(settings.calibration.parameters.items())
        ),
        "roster": hash_of([json.dumps(_without_sources(settings.roster.model_dump(mode="json")))]),
        "history": hash_of(
            [*(source.read_text(encoding="utf-8") for source in HISTORY), str(dict(WEIGHTS))]
        ),
        "targets": hash_of(str(_figures(target)) for target in targets),
    }


def _sources() -> list[Path]:
    return sorted(source for source in RULES.glob("*.py") if source.name not in MACHINERY)


def equations(source: Path) -> str:
    """Code of a file without its comments and docstrings."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [part for part in body if not _is_text(part)]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.unparse(tree)


def _is_text(part: ast.AST) -> bool:
    return (
        isinstance(part, ast.Expr)
        and isinstance(part.value, ast.Constant)
        and isinstance(part.value.value, str)
    )


WORDS = frozenset({"label", "quantity", "source", "note", "status", "unit"})
"""Fields of a target that say what it is about, and move nothing."""


def _figures(target: Target) -> tuple[object, ...]:
    return tuple(value for name, value in asdict(target).items() if name not in WORDS)


def _without_sources(part: object) -> object:
    if isinstance(part, dict):
        return {key: _without_sources(value) for key, value in part.items() if key != "source"}
    return [_without_sources(value) for value in part] if isinstance(part, list) else part


def hash_of(texts: Iterable[str]) -> str:
    """Hash of some texts in their order, 16 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=8)
    for text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()
