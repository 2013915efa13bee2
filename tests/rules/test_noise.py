"""Random draws: the published answers of the generator, and the statistics of its draws."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.rules import noise

SEED = 2**63 + 12345
DRAWS = 100_000
ONES = 0xFFFFFFFF

words = st.integers(0, ONES)


@numba.njit
def many(seeds, members, months, agents, purposes):
    draws = np.empty((4, members.shape[0]))
    for i in range(members.shape[0]):
        draws[:, i] = noise.uniforms(seeds[i], members[i], months[i], agents[i], purposes[i])
    return draws


def draw(seed=SEED, member=0, month=0, agent=0, purpose=0, count=DRAWS):
    counters = (
        np.broadcast_to(c, count).astype(np.uint64) for c in (member, month, agent, purpose)
    )
    return many(np.full(count, seed, np.uint64), *counters)


# The file kat_vectors of Random123, rows philox4x32 with 10 rounds.
@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert noise.philox(*counter, *key) == answer


def test_noise_is_philox_keyed_by_the_halves_of_the_seed():
    seed = 0x299F31D0_A4093822
    first, *_ = noise.uniforms(seed, 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)
    assert first == (0xD16CFE09 + 0.5) / 2**32


def test_draws_are_never_zero_or_one():
    assert noise.uniform(np.uint64(0)) == 2.0**-33
    assert noise.uniform(np.uint64(ONES)) == 1.0 - 2.0**-33


@settings(deadline=None)  # the first call compiles
@given(st.integers(0, 2**64 - 1), words, words, words, st.integers(0, 100))
def test_noise_depends_only_on_its_arguments(seed, member, month, agent, purpose):
    seed = np.uint64(seed)
    single = noise.uniforms(seed, member, month, agent, purpose)
    looped = draw(seed, member, month, agent, purpose, count=9)
    assert (looped == np.array(single)[:, np.newaxis]).all()


@pytest.mark.parametrize("lane", range(4))
def test_draws_are_uniform(lane):
    sample = draw(member=np.arange(DRAWS))[lane]
    assert stats.kstest(sample, "uniform").pvalue > 0.01


@pytest.mark.parametrize("axis", ["member", "month", "agent", "purpose"])
def test_neighbours_have_unrelated_draws(axis):
    here = draw(**{axis: np.arange(DRAWS)})
    there = draw(**{axis: np.arange(DRAWS) + 1})
    correlation = np.corrcoef(np.vstack([here, there]))
    off_diagonal = correlation[~np.eye(8, dtype=bool)]
    assert np.abs(off_diagonal).max() < 4 / np.sqrt(DRAWS)


def test_neighbouring_seeds_have_unrelated_draws():
    members = np.arange(DRAWS)
    here, there = draw(SEED, members)[0], draw(SEED + 1, members)[0]
    assert abs(np.corrcoef(here, there)[0, 1]) < 4 / np.sqrt(DRAWS)


def test_both_halves_of_the_seed_count():
    assert noise.uniforms(1, 0, 0, 0, 0) != noise.uniforms(1 + 2**32, 0, 0, 0, 0)


def test_the_key_of_a_name_never_changes():
    assert (noise.agent_key("OpenAI"), noise.agent_key("DeepSeek")) == (219444595, 853891854)


def test_the_key_of_a_name_is_a_word():
    assert all(0 <= noise.agent_key(str(i)) <= ONES for i in range(1000))
