"""Whatever is typed or written into a scenario file ends in a valid dataset or in one message."""

import pytest
from exploring import explored
from outcome import RAN, REFUSED, command_outcome
from words import SHORT, SHORT_REGIME, command_lines, scenario_files

pytestmark = pytest.mark.slow


def of_words(folder):
    """How a command ends, of its words."""
    return lambda words: command_outcome(folder, words)


def of_a_file(folder):
    """How a run of a scenario file of one's own ends, of the text of the file."""
    file = folder / "mine" / "scenario" / "own.yaml"
    file.parent.mkdir(parents=True)

    def ends(text):
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        where = ["--config-dir", str(folder / "mine")]
        return command_outcome(folder, [*SHORT, *SHORT_REGIME, *where, "+scenario=own"])

    return ends


def test_command_lines_at_random_run_or_are_refused(tmp_path):
    counts = explored(command_lines(), of_words(tmp_path), examples=4)
    assert counts[REFUSED] > 0


def test_scenario_files_at_random_run_or_are_refused(tmp_path):
    assert explored(scenario_files(), of_a_file(tmp_path), examples=3)[REFUSED] > 0


@pytest.mark.parametrize("number", range(1, 8))
def test_command_lines_by_the_thousand_run_or_are_refused(tmp_path, capsys, number):
    counts = explored(command_lines(), of_words(tmp_path), examples=500, number=number)
    with capsys.disabled():
        print(f"\ncommand lines, row {number}: {counts.total()} tried, {dict(counts)}")
    assert counts[RAN] + counts[REFUSED] >= 500


def test_scenario_files_by_the_thousand_run_or_are_refused(tmp_path, capsys):
    counts = explored(scenario_files(), of_a_file(tmp_path), examples=500, number=1)
    with capsys.disabled():
        print(f"\nscenario files: {counts.total()} tried, {dict(counts)}")
    assert counts[RAN] + counts[REFUSED] >= 500
