"""Where compiled code is kept."""

import os
from pathlib import Path

import numba
import pytest

from sim.rules import cache
from sim.rules.compilation import compiled


@pytest.fixture
def sources(tmp_path):
    package = tmp_path / "package"
    (package / "rules").mkdir(parents=True)
    (package / "rules" / "labs.py").write_text("ELASTICITY = 0.1\n")
    (package / "rules" / "noise.py").write_text("ROUNDS = 10\n")
    (package / "settings").mkdir()
    (package / "settings" / "roster.py").write_text("ROLES = ()\n")
    (package / "settings" / "errors.py").write_text("")
    (package / "unrelated.py").write_text("")
    return package


def folder_is_chosen_from(monkeypatch, *folders):
    monkeypatch.setattr(cache, "candidates", lambda user_choice: iter(folders))
    return cache.cache_folder.__wrapped__()


def test_only_sources_of_compiled_code_count(sources):
    names = [source.name for source in cache.sources_of_compiled_code(sources)]
    assert names == ["labs.py", "noise.py", "roster.py"]


def test_the_rules_themselves_count():
    assert Path(cache.__file__) in cache.sources_of_compiled_code()


def test_editing_a_rule_changes_the_fingerprint(sources):
    before = cache.fingerprint(cache.sources_of_compiled_code(sources))
    (sources / "rules" / "labs.py").write_text("ELASTICITY = 0.2\n")
    assert cache.fingerprint(cache.sources_of_compiled_code(sources)) != before


def test_unchanged_sources_keep_the_fingerprint(sources):
    found = cache.sources_of_compiled_code(sources)
    assert cache.fingerprint(found) == cache.fingerprint(found)


def test_an_explicit_folder_leads(tmp_path):
    assert next(cache.candidates(str(tmp_path))) == tmp_path


def test_the_user_cache_comes_before_the_home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert next(cache.candidates("")) == tmp_path / cache.APPLICATION


def test_an_unwritable_folder_is_passed_over(monkeypatch, tmp_path):
    occupied = tmp_path / "file"
    occupied.write_text("")
    assert folder_is_chosen_from(monkeypatch, occupied, tmp_path / "next").parent.name == "next"


def test_without_any_writable_folder_nothing_is_kept(monkeypatch, tmp_path):
    occupied = tmp_path / "file"
    occupied.write_text("")
    assert folder_is_chosen_from(monkeypatch, occupied) is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs owners of files")
def test_a_temporary_folder_of_another_user_is_not_trusted(monkeypatch, tmp_path):
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    assert cache.own_temporary_folder() is not None
    stranger = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: stranger)
    assert cache.own_temporary_folder() is None


def test_other_users_of_numba_keep_their_folder():
    before = numba.config.CACHE_DIR
    with cache.cached_by_sources():
        pass
    assert before == numba.config.CACHE_DIR


def half(number):
    return number / 2


def half_compiled_with_a_cache_in(folder, monkeypatch):
    monkeypatch.setattr(cache, "cache_folder", lambda: folder)
    return compiled(half)


def test_the_next_process_finds_compiled_code_where_the_first_left_it(monkeypatch, tmp_path):
    assert half_compiled_with_a_cache_in(tmp_path, monkeypatch)(3) == 1.5
    assert list(tmp_path.rglob("*.nbc"))
    next_one = half_compiled_with_a_cache_in(tmp_path, monkeypatch)
    assert next_one(3) == 1.5
    assert next_one.stats.cache_hits


def test_without_a_folder_code_is_compiled_and_not_kept(monkeypatch, tmp_path):
    uncached = half_compiled_with_a_cache_in(None, monkeypatch)
    assert uncached(3) == 1.5
    assert uncached.stats.cache_path is None
