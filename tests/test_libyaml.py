"""Configs read by the parser in C: the same values, and the same refusals."""

import pytest
from omegaconf import OmegaConf
from yaml import YAMLError

from sim.libyaml import by_libyaml
from sim.scenarios import config_folder


def test_every_config_is_read_as_omegaconf_reads_it():
    for file in config_folder().rglob("*.yaml"):
        with by_libyaml():
            quick = OmegaConf.load(file)
        assert OmegaConf.to_container(quick) == OmegaConf.to_container(OmegaConf.load(file))


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "a: [1\n", "a: b: c\n"])
def test_what_omegaconf_refuses_is_refused(text, tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(YAMLError):
        OmegaConf.load(file)
    with by_libyaml(), pytest.raises(YAMLError):
        OmegaConf.load(file)


def test_a_number_with_an_exponent_stays_a_number(tmp_path):
    file = tmp_path / "number.yaml"
    file.write_text("a: 1e9\nb: 1_000\nc: on\n", encoding="utf-8")
    with by_libyaml():
        assert OmegaConf.to_container(OmegaConf.load(file)) == {"a": 1e9, "b": 1000, "c": True}


def test_a_config_is_written_as_omegaconf_writes_it():
    config = OmegaConf.create(
        {"a": "on", "b": "1e3", "c": [0.5, None, "lag, months"], "d": {"e": 1}}
    )
    with by_libyaml():
        quick = OmegaConf.to_yaml(config)
    assert quick == OmegaConf.to_yaml(config)
