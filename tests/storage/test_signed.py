"""Files with a hash of their content: what is read is what was written."""

import json

import pytest

from sim.settings.errors import SettingsError
from sim.storage.signed import hash_of, read_signed, write_signed

CONTENT = {"b": [1.5, 2], "a": {"name": "Yi – 34B"}}


def test_content_comes_back_with_its_hash(tmp_path):
    digest = write_signed(tmp_path / "it.json", CONTENT)
    assert read_signed("task.run", tmp_path / "it.json", "a forecast") == (CONTENT, digest)


def test_the_hash_is_of_the_content_and_not_of_its_order():
    assert hash_of(CONTENT) == hash_of(dict(reversed(CONTENT.items())))
    assert hash_of(CONTENT) != hash_of(CONTENT | {"b": [1.5, 3]})
    assert hash_of({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "(FileNotFoundError)"),
        ("", "has no content"),
        ("[1, 2]", "has no content"),
        ('{"content": {}}', "has no content"),
        (json.dumps({"content": CONTENT, "sha256": "0" * 64}), "does not have the hash"),
        ('{"content": {"a": NaN}, "sha256": ""}', "has no content"),
    ],
)
def test_a_file_that_is_not_as_it_was_written_is_refused_in_one_line(tmp_path, text, says):
    file = tmp_path / "it.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^task\.run: got .*takes a forecast$") as refused:
        read_signed("task.run", file, "a forecast")
    assert says in str(refused.value)
