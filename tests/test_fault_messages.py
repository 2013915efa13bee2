"""What the system refused is told in one line, and a defect is not taken for it."""

import errno

import pytest

from sim.faults import fault_of, interrupted


def raised(fail):
    try:
        fail()
    except Exception as error:
        return error
    raise AssertionError("nothing failed")


def test_a_full_disk_is_told_with_its_file():
    error = OSError(errno.ENOSPC, "as the system says", "projection.nc")
    assert fault_of(error) == "No space left on device: projection.nc"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (FileNotFoundError, "No such file or directory: x is gone"),
        (PermissionError, "Permission denied: x is gone"),
    ],
)
def test_an_error_in_words_alone_is_told_as_one_with_a_number(kind, said):
    assert fault_of(kind("x is gone")) == said


def test_what_a_fault_led_to_is_told_as_that_fault():
    def fail():
        try:
            raise FileNotFoundError("x is gone")
        except OSError as error:
            raise RuntimeError("no chunk") from error

    assert fault_of(raised(fail)) == "No such file or directory: x is gone"


def test_a_defect_after_a_fault_that_was_set_aside_is_a_defect():
    def fail():
        try:
            raise FileNotFoundError("x is gone")
        except OSError:
            raise KeyError("a defect") from None

    assert fault_of(raised(fail)) is None


def test_an_interruption_is_found_behind_an_error_that_hides_where_it_came_from():
    def interrupted_and_hidden():
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise KeyError("missing") from None

    error = raised(interrupted_and_hidden)
    assert interrupted(error)
    assert not interrupted(KeyError("missing"))
