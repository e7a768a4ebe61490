"""What is written is never an input, never somebody else's, and whole or not at all."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.errors import UsageError
from dmplog.pictures import png
from dmplog.pictures.drawing import Drawing
from dmplog.target import Target, is_own_table, is_sealed, sealed

TEXTS = ("html", "md", "svg", "dot", "mmd", "pdf")


def nothing():
    return {}


def checked(path, inputs=nothing, *, force=False):
    Target(path).check(inputs, force=force)


@given(st.binary(max_size=200), st.sampled_from(TEXTS))
def test_what_was_written_is_known_again_and_what_was_changed_is_not(content, kind):
    written = sealed(content, kind)

    assert is_sealed(written)
    assert not is_sealed(content)
    assert not is_sealed(written + b"a note of my own\n")
    assert not is_sealed(b"x" + written)


def test_a_picture_of_points_is_sealed_inside_and_stays_one():
    picture = png.write(Drawing(9, 9, (), "a", "b"))
    written = sealed(picture, "png")

    assert (is_sealed(written), is_sealed(picture)) == (True, False)
    assert written.startswith(b"\x89PNG")
    assert written.endswith(b"IEND\xaeB`\x82")
    assert draw_size(written) == draw_size(picture)


def draw_size(picture):
    """The width and height a PNG says it has."""
    return picture[16:24]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_what_is_private_is_its_owners_alone_even_where_it_was_open_before(tmp_path):
    place = tmp_path / "map.json"
    place.write_bytes(b"open")
    place.chmod(0o666)

    Target(place).write_private(b"secret")

    assert (b"secret", 0o600) == (place.read_bytes(), place.stat().st_mode & 0o777)
    assert ["map.json"] == [path.name for path in tmp_path.iterdir()]


def test_what_is_private_is_not_written_to_a_device():
    with pytest.raises(UsageError, match="is a device"):
        Target(Path(os.devnull)).write_private(b"secret")


def test_a_new_name_in_a_folder_that_is_there_is_fine(tmp_path):
    checked(tmp_path / "new.html")


@pytest.mark.parametrize("force", [False, True])
def test_an_input_is_refused_by_every_name_it_has(tmp_path, force):
    log = tmp_path / "hman.log"
    log.write_bytes(b"a line\n")
    (tmp_path / "link.html").symlink_to(log)
    os.link(log, tmp_path / "hard.html")
    for name in ("hman.log", "link.html", "hard.html"):
        with pytest.raises(UsageError, match="is one of the inputs and would be overwritten"):
            checked(tmp_path / name, lambda: {log: False}, force=force)


def test_an_empty_log_is_an_input_too(tmp_path):
    (tmp_path / "hman.log").touch()
    with pytest.raises(UsageError, match="is one of the inputs"):
        checked(tmp_path / "hman.log", lambda: {tmp_path / "hman.log": False})


def test_somebody_elses_file_is_written_over_only_by_force(tmp_path):
    notes = tmp_path / "ticket.md"
    notes.write_text("my notes\n", encoding="utf-8")
    with pytest.raises(
        UsageError, match="was not written by dmplog or was changed since; choose another name, or give --force"
    ):
        checked(notes)
    checked(notes, force=True)


def test_an_own_report_among_the_logs_is_written_again_but_not_where_it_was_named(tmp_path):
    report = tmp_path / "report.html"
    Target(report).write(sealed(b"<html>", "html"))

    checked(report, lambda: {report: False})
    with pytest.raises(UsageError, match="is one of the inputs"):
        checked(report, lambda: {report: True})


def test_where_nothing_can_be_written_it_is_said_before_anything_is_read(tmp_path):
    (tmp_path / "file").touch()
    for path, said in (
        (tmp_path, "is a folder; give the name of a file in it"),
        (tmp_path / "nowhere" / "x.html", "its folder does not exist; create it first"),
        (Path(f"{tmp_path}/a\0b"), "cannot be written"),
    ):
        with pytest.raises(UsageError, match=said):
            checked(path)


def test_what_breaks_off_leaves_what_was_there_and_nothing_else(tmp_path):
    place = tmp_path / "report.html"
    place.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt):
        break_off(Target(place))

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("report.html", b"before")]


def break_off(target):
    with target.written() as part:
        part.write_bytes(b"half of")
        raise KeyboardInterrupt


def test_a_link_stays_and_the_file_behind_it_is_written_with_its_rights(tmp_path):
    (tmp_path / "there.html").write_bytes(b"before")
    (tmp_path / "there.html").chmod(0o640)
    (tmp_path / "link.html").symlink_to(tmp_path / "there.html")
    Target(tmp_path / "link.html").write(b"after")

    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "there.html").read_bytes() == b"after"
    assert (tmp_path / "there.html").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused(tmp_path):
    """Writing would wait until somebody reads."""
    os.mkfifo(tmp_path / "out.html")
    with pytest.raises(UsageError, match="is a named pipe, on which writing may wait for ever"):
        checked(tmp_path / "out.html", force=True)


def test_a_device_takes_what_it_is_given():
    Target(Path(os.devnull)).check(nothing, force=False)
    Target(Path(os.devnull)).write(b"anything")

    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(
    ("head", "own"),
    [
        (b"file,line,byte_offset,role\n", True),
        (b'{"file":"a \\"b\\".log","line":1,"byte_offset":0}\n', True),
        (b"name,line,byte_offset\n", False),
        (b'{"file":"a.log"}\n', False),
        (b"PAR1 and no more", False),
        (b"", False),
    ],
)
def test_a_table_is_known_by_the_columns_it_begins_with(tmp_path, head, own):
    (tmp_path / "table").write_bytes(head)

    assert is_own_table(tmp_path / "table") == own
