"""Where compiled code is kept."""

import errno
import os
from pathlib import Path

import numba
import pytest
from numba.core import config

from sim.rules import cache


@pytest.fixture
def sources(tmp_path):
    package = tmp_path / "package"
    (package / "rules").mkdir(parents=True)
    (package / "rules" / "labs.py").write_text("ELASTICITY = 0.1\n")
    (package / "rules" / "noise.py").write_text("ROUNDS = 10\n")
    (package / "unrelated.py").write_text("")
    return package


def folder_is_chosen_from(monkeypatch, *folders):
    monkeypatch.setattr(cache, "candidates", lambda user_choice: iter(folders))
    return cache.cache_folder.__wrapped__()


def test_only_sources_of_compiled_code_count(sources):
    names = [source.name for source in cache.sources_of_compiled_code(sources)]
    assert names == ["labs.py", "noise.py"]


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
    before = config.CACHE_DIR
    with cache.cached_by_sources():
        pass
    assert before == config.CACHE_DIR


def half(number):
    return number / 2


def dispatcher_in(folder, monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", str(folder))
    dispatcher = numba.njit(half)
    dispatcher._cache = cache.CodeCache(half)
    return dispatcher


def test_two_that_write_at_once_leave_no_code_under_the_others_signature(monkeypatch, tmp_path):
    late, early, reader = (dispatcher_in(tmp_path, monkeypatch) for _ in range(3))
    file = late._cache._cache_file
    file._load_index = dict  # it looked before the other had written,
    file._save_index = lambda overloads: None  # and the other's index is the one that stays
    early.compile((numba.int64,))
    late.compile((numba.float64,))
    assert reader(3) == 1.5
    assert reader.stats.cache_hits
    assert reader.signatures == [(numba.int64,)]


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [0, 1, 60, 200])
def test_damaged_code_is_compiled_anew(monkeypatch, tmp_path, kind, left):
    writer, reader, next_reader = (dispatcher_in(tmp_path, monkeypatch) for _ in range(3))
    assert writer(3) == 1.5
    (damaged,) = tmp_path.rglob(f"*.{kind}")
    os.truncate(damaged, left)
    assert reader(3) == 1.5
    assert not reader.stats.cache_hits
    assert next_reader(3) == 1.5
    assert next_reader.stats.cache_hits


def test_code_for_which_the_disk_has_no_room_is_used_and_told_of(monkeypatch, tmp_path):
    writer = dispatcher_in(tmp_path, monkeypatch)

    def full(overloads):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    writer._cache._cache_file._save_index = full
    with pytest.warns(cache.CodeNotKeptWarning, match="is not kept in .*: No space left on device"):
        assert writer(3) == 1.5
