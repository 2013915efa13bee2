"""The page on the Python interface, from the docstrings of what `sim` offers."""

import inspect

import sim

NAMES = tuple(name for name in sim.__all__ if inspect.isfunction(getattr(sim, name)))
"""Functions of the interface, in alphabetical order."""


def api_pages() -> str:
    """A section for each function: how it is called, and its docstring."""
    return "\n\n".join(map(_section, NAMES))


def _section(name: str) -> str:
    function = getattr(sim, name)
    parameters = ", ".join(map(_parameter, inspect.signature(function).parameters.values()))
    docstring = inspect.getdoc(function) or ""
    summary, _, details = docstring.partition("\n\n")
    return f"### `sim.{name}({parameters})`\n\n{summary}\n\n```text\n{details}\n```"


def _parameter(parameter: inspect.Parameter) -> str:
    """A parameter with its default, as in a call."""
    if parameter.default is inspect.Parameter.empty:
        return parameter.name
    return f"{parameter.name}={parameter.default!r}"
