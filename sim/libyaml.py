"""Configs are read and written by libyaml: Hydra composes in two thirds of the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import yaml


@contextmanager
def by_libyaml() -> Iterator[None]:
    """Let OmegaConf read and write what it always does, in C where PyYAML has it."""
    from omegaconf import _utils, omegaconf

    if not yaml.__with_libyaml__:
        yield
        return
    quick_loader, quick_dumper = _loader(), _dumper()
    loader, dumper = _utils.get_yaml_loader, omegaconf.get_omega_conf_dumper
    _utils.get_yaml_loader = lambda: quick_loader
    omegaconf.get_omega_conf_dumper = lambda: quick_dumper
    try:
        yield
    finally:
        _utils.get_yaml_loader, omegaconf.get_omega_conf_dumper = loader, dumper


@cache
def _loader() -> type:
    """OmegaConf's own loader, with its resolvers and its check of keys, on another parser."""
    from omegaconf._utils import get_yaml_loader

    own: Any = get_yaml_loader()

    class Loader(yaml.CSafeLoader, own):
        """The parser of the first, all else of the second."""

    return Loader


@cache
def _dumper() -> Any:
    """OmegaConf's own dumper, with its quotes, on another emitter."""
    from omegaconf._utils import get_omega_conf_dumper

    own: Any = get_omega_conf_dumper()

    class Dumper(yaml.CDumper, own):
        """The emitter of the first, all else of the second."""

    return Dumper
