"""Every array that the model keeps says what it holds, and in which unit, where it is declared."""

import ast
import inspect

import pytest

from sim.ensemble.fields import STATE
from sim.ensemble.layout import DELAYS, Sizes
from sim.ensemble.state import state_layout
from sim.world import cast

FIELDS = [(owner, field) for owner, fields in STATE.items() for field in fields]
SIZES = Sizes(labs=48, investors=8, designers=8, foundries=4, generations=8)


@pytest.mark.parametrize(("owner", "field"), FIELDS, ids=[f"{o}.{f.name}" for o, f in FIELDS])
def test_a_field_of_state_has_a_unit_and_a_meaning(owner, field):
    assert field.unit
    assert len(field.meaning.split()) > 1


def test_an_array_of_state_has_the_axes_of_its_field_and_members_last():
    layout = state_layout(SIZES)
    assert layout["labs"]["orders"].shape == (8, 48, 64)
    assert layout["regions"]["open_root"].shape == (3, DELAYS, 64)
    assert layout["scratch"]["rent_price"].shape == (64,)
    assert list(layout["investors"].names) == [field.name for field in STATE["investors"]]


ARRAYS = [
    (owner, name)
    for owner in vars(cast).values()
    if hasattr(owner, "_fields") and owner is not cast.Cast
    for name in owner._fields
]


@pytest.mark.parametrize(("owner", "name"), ARRAYS, ids=[f"{o.__name__}.{n}" for o, n in ARRAYS])
def test_an_array_of_the_cast_has_a_comment_with_its_shape_and_meaning(owner, name):
    source = inspect.getsource(owner)
    lines = {
        part.target.id: source.splitlines()[part.lineno - 1]
        for part in ast.walk(ast.parse(source))
        if isinstance(part, ast.AnnAssign)
    }
    comment = lines[name].partition("# ")[2]
    assert comment.startswith("[")
    assert len(comment.split()) > 2
