"""Whatever settings are composed, they end in a valid dataset or in one message."""

import pytest
from exploring import explored
from outcome import RAN, REFUSED, outcome
from strategies import settings_as_written

pytestmark = pytest.mark.slow


def test_settings_at_random_run_or_are_refused():
    counts = explored(settings_as_written(), outcome, examples=8)
    assert counts[RAN] > 0
    assert counts[REFUSED] > 0


@pytest.mark.parametrize("number", range(1, 17))
def test_settings_by_the_thousand_run_or_are_refused(number, capsys):
    counts = explored(settings_as_written(), outcome, examples=1000, number=number)
    with capsys.disabled():
        print(f"\nsettings, row {number}: {counts.total()} tried, {dict(counts)}")
    assert counts.total() >= 1000
