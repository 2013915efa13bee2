"""Names in words, as figures, tables, the page and reports show them."""

import pytest

from sim.tables.words import regime_in_words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("strict_controls", "strict controls"),
        ("leaky_controls+ai_plus_surge", "leaky controls + AI plus surge"),
        ("status_quo from 2027-01-01", "status quo from 2027-01-01"),
        (
            "status_quo with sanctions.model_access = 1",
            "status quo with sanctions.model_access = 1",
        ),
        ("strict_controls, my_folder", "strict controls, my_folder"),
    ],
)
def test_scenarios_of_a_regime_are_written_in_words_and_keys_as_they_are_typed(title, words):
    assert regime_in_words(title) == words
