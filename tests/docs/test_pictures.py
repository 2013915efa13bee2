"""The pictures of the README and the guide are those of the model as it is."""

import pytest
from PIL import Image

from sim.docs import pictures
from sim.docs.pictures import PICTURES, Picture, is_current, make
from sim.plots.style import new_figure, save_figure
from sim.settings.errors import SettingsError


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_made_from_the_model_and_the_draws_of_today(name):
    assert is_current(name), f"make it again: python -m sim.docs.pictures {name}"


def test_a_picture_is_stale_once_what_it_was_made_from_has_changed(tmp_path, monkeypatch):
    one = Picture("article", lambda file, _: save_figure(new_figure(1.0), file))
    monkeypatch.setitem(PICTURES, "one", one)
    (file,) = make(["one"], tmp_path)
    assert is_current("one", tmp_path)
    with Image.open(file) as image:
        assert round(image.info["dpi"][0]) == 200
    monkeypatch.setattr(pictures, "sources_of_compiled_code", list)
    assert not is_current("one", tmp_path)


def test_a_picture_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="one of strict_controls, backtest"):
        list(make(["nothing"], tmp_path))
