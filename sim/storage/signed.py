"""JSON files that carry a hash of their content, so that a change is seen."""

import hashlib
import json
from pathlib import Path
from typing import Any

from sim.settings.errors import SettingsError
from sim.storage.atomic import replacing


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of content as canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def write_signed(file: Path, content: dict[str, Any]) -> str:
    """Write content and its hash, all or nothing, and return the hash."""
    digest = hash_of(content)
    text = json.dumps({"sha256": digest, "content": content}, ensure_ascii=False, allow_nan=False)
    with replacing(file) as unfinished:
        unfinished.write_text(text + "\n", encoding="utf-8")
    return digest


def read_signed(key: str, file: Path, kind: str) -> tuple[dict[str, Any], str]:
    """Content of a file whose hash fits, and the hash.

    Parameters
    ----------
    key : str
        Setting that names the file, for errors.
    file : Path
        As `write_signed` wrote it.
    kind : str
        What the file has to be, for errors.

    Raises
    ------
    SettingsError
        If the file does not exist, is no such file, or was changed.
    """
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
        content, digest = dict(written["content"]), str(written["sha256"])
        fits = hash_of(content) == digest
    except OSError as error:
        raise SettingsError(key, f"{file} ({type(error).__name__})", kind) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SettingsError(key, f"{file}, which has no content with a hash", kind) from None
    if not fits:
        raise SettingsError(key, f"{file}, whose content does not have the hash it states", kind)
    return content, digest
