"""How rules and kernels are compiled, and the few instructions that Python has no words for."""

from collections.abc import Callable
from typing import Literal, cast

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from sim.rules.cache import cached_by_sources

TWO_TO_52 = 2.0**52
TWO_TO_52_BITS = np.uint64(0x4330000000000000)


CALLED_EVERYWHERE = ("numerics", "noise", "normal_ratios", "compilation")
"""Files of rules that are too long to be written out wherever they are called."""


def rule[Function: Callable[..., object]](function: Function) -> Function:
    """Compile a scalar function and inline it wherever another compiled function calls it."""
    if function.__module__.rpartition(".")[2] in CALLED_EVERYWHERE:
        return cast("Function", _compiled(function, forceinline=True))
    return written_out(function)


def compiled[Function: Callable[..., object]](function: Function) -> Function:
    """Compile a kernel: a loop over members and agents that calls rules."""
    return cast("Function", _compiled(function))


def written_out[Function: Callable[..., object]](function: Function) -> Function:
    """Compile as if the text stood where it is called, not first by itself.

    For what is short, or called in one place: it is then optimised once, not again with each
    function around it, which saves a quarter of the first compilation.
    """
    return cast("Function", _compiled(function, inline="always"))


def _compiled(
    function: Callable[..., object],
    *,
    forceinline: bool = False,
    inline: Literal["always", "never"] = "never",
) -> object:
    with cached_by_sources() as cached:
        compiler = numba.njit(
            error_model="numpy", nogil=True, cache=cached, forceinline=forceinline, inline=inline
        )
        return cast("object", compiler(function))


@intrinsic
def bits_of(typing_context, number):
    """Read the 64 bits of a float as an unsigned integer."""

    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.uint64(types.float64), generate


@intrinsic
def float_of(typing_context, bits):
    """Read 64 bits as a float."""

    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.uint64), generate


@intrinsic
def select(typing_context, condition, chosen, otherwise):
    """One of two floats, both computed: an ``if`` that never becomes a branch."""

    def generate(context, builder, signature, arguments):
        return builder.select(*arguments)

    return types.float64(types.boolean, types.float64, types.float64), generate


@rule
def float_of_word(word):
    """Convert an unsigned integer below 2**52, exactly, by instructions that every CPU has."""
    return float_of(word | TWO_TO_52_BITS) - TWO_TO_52
