r"""Cooperative games of a few players, from the values of all coalitions, [coalition, member].

A coalition is a number whose bits are its players; the first player has the lowest bit.

References
----------
Shapley (1953), A value for n-person games. Grabisch and Roubens (1999), An axiomatic approach to
the concept of interaction among players in cooperative games.
"""

from math import factorial

import numpy as np


def shapley(values: np.ndarray, player: int) -> np.ndarray:
    r"""Shapley value of a player, [member].

    :math:`\phi_i = \sum_{S \not\ni i} \frac{|S|!\,(n-|S|-1)!}{n!} [v(S \cup i) - v(S)]`
    """
    players = _players(values)
    without = [s for s in range(len(values)) if not s >> player & 1]
    weights = [
        factorial(s.bit_count()) * factorial(players - s.bit_count() - 1) / factorial(players)
        for s in without
    ]
    return np.asarray(weights) @ (values[[s | 1 << player for s in without]] - values[without])


def interaction(values: np.ndarray, one: int, other: int) -> np.ndarray:
    r"""Shapley interaction index of two players, [member]; zero for a player with itself.

    The mean over coalitions S of the others, with all sizes equally likely, of
    :math:`v(S \cup ij) - v(S \cup i) - v(S \cup j) + v(S)`.
    """
    players, both = _players(values), 1 << one | 1 << other
    if one == other:
        return np.zeros(values.shape[1])
    without = [s for s in range(len(values)) if not s & both]
    weights = [
        factorial(s.bit_count()) * factorial(players - s.bit_count() - 2) / factorial(players - 1)
        for s in without
    ]
    apart = values[[s | 1 << one for s in without]] + values[[s | 1 << other for s in without]]
    return np.asarray(weights) @ (values[[s | both for s in without]] + values[without] - apart)


def _players(values: np.ndarray) -> int:
    return len(values).bit_length() - 1
