"""Hashes of everything that a posterior depends on: rules, priors, targets, roster and history."""

import ast
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from sim.calibration.targets import Target
from sim.settings.instruments import WEIGHTS
from sim.settings.settings import Settings

CALIBRATION = Path(__file__).resolve().parent
RULES = CALIBRATION.parent / "rules"
HISTORY_FILES = tuple(RULES.parent / "data" / name for name in ("chips.csv", "regime.csv"))
"""Data on the chips and on the measures that were enacted."""

SAMPLER = ("adaptation.py", "likelihood.py", "luck.py", "record_errors.py", "smc.py", "moves/*.py")
"""Files beside this one that say how members are moved and weighed."""

FILES_WITHOUT_EQUATIONS = ("compilation.py", "cache.py", "__init__.py")
"""Files of the folder of rules that contain no equation."""


def fingerprints(settings: Settings, targets: Sequence[Target]) -> dict[str, str]:
    """Hashes of everything that a posterior depends on, by name, 16 hexadecimal digits each.

    Comments, docstrings and the texts on priors and targets do not change a hash.
    """
    return {
        "rules": hash_of(equations(source) for source in _sources()),
        "priors": hash_of(
            f"{name} {prior.shape} {prior.centre} {prior.spread} {prior.low} {prior.high}"
            for name, prior in sorted(settings.calibration.parameters.items())
        ),
        "roster": hash_of([json.dumps(_without_sources(settings.roster.model_dump(mode="json")))]),
        "history": hash_of(
            [*(source.read_text(encoding="utf-8") for source in HISTORY_FILES), str(dict(WEIGHTS))]
        ),
        "targets": hash_of(str(_figures(target)) for target in targets),
    }


def sampler_hash() -> str:
    """Hash of the code of the sampler: work that another one has left is not gone on with."""
    found = (source for name in SAMPLER for source in CALIBRATION.glob(name))
    return hash_of(equations(source) for source in sorted(found))


def _sources() -> list[Path]:
    return sorted(
        source for source in RULES.glob("*.py") if source.name not in FILES_WITHOUT_EQUATIONS
    )


def equations(source: Path) -> str:
    """Code of a file without comments and docstrings."""
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


DESCRIPTIVE_FIELDS = frozenset({"label", "quantity", "source", "note", "status", "unit"})
"""Fields of a target that only describe it and do not affect the inference."""


def _figures(target: Target) -> tuple[object, ...]:
    return tuple(value for name, value in asdict(target).items() if name not in DESCRIPTIVE_FIELDS)


def _without_sources(part: object) -> object:
    if isinstance(part, dict):
        return {key: _without_sources(value) for key, value in part.items() if key != "source"}
    return [_without_sources(value) for value in part] if isinstance(part, list) else part


def hash_of(texts: Iterable[str]) -> str:
    """Hash of a sequence of texts, 16 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=8)
    for text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()
