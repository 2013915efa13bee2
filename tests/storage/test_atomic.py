"""Files are written atomically: the old or the new one, never half of one."""

from sim.storage.atomic import write_arrays


def test_a_link_in_the_place_of_a_temporary_file_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("not ours")
    (tmp_path / "file.part").symlink_to(elsewhere)
    write_arrays(tmp_path / "file.npz", {})
    assert elsewhere.read_text() == "not ours"
