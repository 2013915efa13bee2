"""Random draws that depend only on whose they are, and for what.

A counter-based generator has no state. The same seed, member, month, agent and purpose give the
same draws in every scenario, for any number of threads and in any order of events; two scenarios of
one member therefore differ by their sanctions alone (common random numbers).

References
----------
Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11.
"""

import hashlib

import numpy as np

from sim.rules.compilation import float_of_word, rule

MONTH, RUN, INVESTOR, FDI, PARAMETER, SCORES = range(6)
"""Purposes: what a draw is for. New ones go to the end, so that those before keep their draws.

MONTH is a lab's month, RUN its run that is launched in a quarter, INVESTOR an investor's quarter,
FDI a region's foreign investment, PARAMETER a member's parameter, SCORES a release on the indices.
"""

ROUNDS = 10
WORD_BITS = np.uint64(32)
WORD = np.uint64(0xFFFFFFFF)
MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)


@rule
def philox(counter_0, counter_1, counter_2, counter_3, key_0, key_1):
    """Encrypt a counter of four 32-bit words with a key of two: Philox4x32-10.

    Parameters
    ----------
    counter_0, counter_1, counter_2, counter_3, key_0, key_1 : int
        Words; higher bits are ignored.

    Returns
    -------
    tuple of int
        Four words, as unsigned 64-bit integers.
    """
    # 64-bit integers throughout: the product of two words needs them, and mixing widths or signs
    # would make Numba fall back on floats.
    c0 = np.uint64(counter_0) & WORD
    c1 = np.uint64(counter_1) & WORD
    c2 = np.uint64(counter_2) & WORD
    c3 = np.uint64(counter_3) & WORD
    k0 = np.uint64(key_0) & WORD
    k1 = np.uint64(key_1) & WORD
    for _ in range(ROUNDS):
        product_0 = MULTIPLIER_0 * c0
        product_1 = MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> WORD_BITS) ^ c1 ^ k0,
            product_1 & WORD,
            (product_0 >> WORD_BITS) ^ c3 ^ k1,
            product_0 & WORD,
        )
        k0 = (k0 + WEYL_0) & WORD
        k1 = (k1 + WEYL_1) & WORD
    return c0, c1, c2, c3


@rule
def uniform(word):
    """Map a 32-bit word to the middle of its share of the open interval from 0 to 1."""
    return (float_of_word(word) + 0.5) * 2.0**-32


@rule
def uniforms(seed, member, month, agent, purpose):
    """Four independent draws, uniform between 0 and 1, never 0 or 1.

    Parameters
    ----------
    seed : int
        64-bit seed of the ensemble; from 2**63 on as an unsigned NumPy integer.
    member, month : int
        Member of the ensemble; month since the start, or any other 32-bit count.
    agent : int
        Who draws: `agent_key` of its name.
    purpose : int
        One of the purposes of this module.

    Returns
    -------
    tuple of float
        Four numbers.
    """
    key = np.uint64(seed)
    w0, w1, w2, w3 = philox(member, month, agent, purpose, key & WORD, key >> WORD_BITS)
    return uniform(w0), uniform(w1), uniform(w2), uniform(w3)


def agent_key(name: str) -> int:
    """Stable 32-bit number of an agent's name.

    Draws follow the name: adding or removing another agent leaves them unchanged.
    """
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")
