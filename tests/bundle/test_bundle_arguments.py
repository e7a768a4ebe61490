from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from dmplog.bundle import open_bundle
from dmplog.errors import BundleError
from dmplog.limits import Limits

LOG = b"line\r\n"


def test_logs_of_a_folder_are_read_and_other_files_are_not(write, opened):
    """What could be a log counts, whatever its part or date; the rest stays closed without a word."""
    logs = ["a.LOG", "b.lo_", "c.log.lo_", "d.log.2", "e.txt", "f-20240916-031500.log", "g.loG", "h.log.old"]
    others = ["a.xml", "b.json", "c.dmp", "d.exe", "e", "f.csv", "._a.log"]
    write({f"logs/{name}": LOG for name in (*logs, *others)})

    assert sorted(f"logs/{name}" for name in logs) == opened("logs")
    assert () == open_bundle(["logs"]).problems


def test_a_file_named_itself_is_read_whatever_its_name(write, opened):
    """An administrator may call his log what he likes."""
    write({"hman": LOG, "x.xml": LOG})

    assert ["hman", "x.xml"] == opened("hman", "x.xml")


def test_a_known_log_under_another_name_is_pointed_out(write, kinds):
    """`hman.csv` and an archive that cannot be opened are named once, in one note."""
    write(
        {
            "logs/hman.csv": LOG,
            "logs/more.7z": LOG,
            "logs/sender.log": LOG,
            "logs/sub/CMUpdate": LOG,
            "logs/hman.dll": b"MZ",
        }
    )
    bundle = open_bundle(["logs"])

    assert [("not_opened", "logs")] == kinds(bundle)
    assert "logs/hman.csv, logs/more.7z, logs/sub/CMUpdate;" in bundle.problems[0].message


def test_archives_in_folders_are_opened(write, zipped, tarred, opened):
    """A zip inside a folder is part of the bundle."""
    write({"case/SCP01.zip": zipped(("hman.log", LOG)), "case/sub/x.tar": tarred(("hman.log", LOG))})

    assert ["case/SCP01.zip!/hman.log", "case/sub/x.tar!/hman.log"] == opened("case")


def test_an_archive_without_its_ending_is_known_by_its_content(write, zipped, opened):
    """A download may have lost its name."""
    write({"download": zipped(("hman.log", LOG))})

    assert ["download!/hman.log"] == opened("download")


def test_a_folder_named_like_a_log_is_walked(write, opened):
    """A directory `x.log` holds logs as any other."""
    write({"x.log/hman.log": LOG, "logs/hman.log/hman.log": LOG})

    assert ["logs/hman.log/hman.log", "x.log/hman.log"] == opened("x.log", "logs")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("logs/*.log", ["logs/hman.log"]),
        ("logs/*", ["logs/hman.log", "logs/sub/sender.log", "logs/x.xml"]),
        ("**/*.log", ["logs/hman.log", "logs/sub/sender.log"]),
        ("logs/hman.lo?", ["logs/hman.log"]),
    ],
)
def test_patterns_are_expanded(write, opened, pattern, expected):
    """The Windows command line hands patterns over as they are."""
    write({"logs/hman.log": LOG, "logs/sub/sender.log": LOG, "logs/x.xml": LOG})

    assert expected == opened(pattern)


def test_a_name_with_brackets_is_a_name_where_it_exists(write, opened):
    """`hman[1].log`, as Internet Explorer saves it, is no pattern."""
    write({"hman[1].log": LOG})

    assert ["hman[1].log"] == opened("hman[1].log")


def test_a_pattern_without_a_match_is_a_problem(write, kinds):
    """It is told apart from a missing file."""
    write({"hman.log": LOG})
    bundle = open_bundle(["hman.log", "*.lo_"])

    assert [("missing", "*.lo_")] == kinds(bundle)
    assert "matches no file" in bundle.problems[0].message


def test_a_quote_the_windows_shell_left_behind_is_dropped(write, opened):
    r"""`dmplog "logs\"` hands over `logs"`."""
    write({"logs/hman.log": LOG})

    assert ["logs/hman.log"] == opened('logs/"')


@pytest.mark.parametrize(
    "path", ["", " ", "a\0b", "x" * 5000, "hman.log/x"], ids=["empty", "blank", "nul", "long", "file"]
)
def test_paths_that_cannot_be_are_problems(write, path):
    """None of them is a traceback."""
    write({"hman.log": LOG})
    bundle = open_bundle(["hman.log", path])

    assert 1 == len(bundle.problems)
    assert bundle.problems[0].message.endswith(".")


def test_devices_are_not_read():
    """`/dev/zero` never ends."""
    if not Path("/dev/zero").exists():
        pytest.skip("no devices here")
    with pytest.raises(BundleError, match=r"^/dev/zero is a device, not a file"):
        open_bundle(["/dev/zero"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("path", ["logs/*.log", "logs/sender.log", "logs/*/*.log"])
def test_a_pipe_is_never_opened_however_it_is_named(write, folder, kinds, path):
    write({"logs/hman.log": LOG, "logs/sub/x.log": LOG})
    os.mkfifo(folder / "logs" / "sender.log")
    os.mkfifo(folder / "logs" / "sub" / "sender.log")
    bundle = open_bundle([path, "logs/hman.log"])

    assert {"unsupported"} == {kind for kind, _ in kinds(bundle)}
    assert "is a named pipe, not a file" in bundle.problems[0].message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_in_folders_are_left_out(write, folder, kinds):
    """Opening one would wait for ever."""
    write({"logs/hman.log": LOG})
    os.mkfifo(folder / "logs" / "sender.log")

    assert [("unsupported", "logs/sender.log")] == kinds(open_bundle(["logs"]))


def test_more_files_than_the_limit(write, kinds):
    """The first by name are read, and the report says where it stopped."""
    write({f"logs/{number}.log": LOG for number in range(5)})
    bundle = open_bundle(["logs"], Limits(members=3))

    assert ["logs/0.log", "logs/1.log", "logs/2.log"] == [log.name for log in bundle.files]
    assert [("limit", None)] == kinds(bundle)


class TestLinks:
    pytestmark = pytest.mark.usefixtures("links")

    def test_a_link_to_a_log_is_read_once(self, write, folder, opened):
        """The link and its target are one file."""
        write({"logs/hman.log": LOG})
        (folder / "logs" / "zz-link-to-hman.log").symlink_to("hman.log")

        assert ["logs/hman.log"] == opened("logs")

    def test_a_link_that_leads_nowhere(self, write, folder, kinds):
        """It is a problem; the rest is read."""
        write({"logs/sender.log": LOG})
        (folder / "logs" / "hman.log").symlink_to("gone.log")
        (folder / "logs" / "loop.log").symlink_to("loop.log")
        (folder / "dangling.log").symlink_to("gone.log")

        assert [("link", "dangling.log"), ("link", "logs/hman.log"), ("link", "logs/loop.log")] == kinds(
            open_bundle(["logs", "dangling.log"])
        )

    def test_a_link_in_a_circle(self, write, folder, kinds, opened):
        """A folder that holds itself is read once."""
        write({"logs/a/hman.log": LOG})
        (folder / "logs" / "a" / "again").symlink_to(folder / "logs")

        assert ["logs/a/hman.log"] == opened("logs")
        assert [("link", "logs/a/again")] == kinds(open_bundle(["logs"]))

    def test_a_link_that_leaves_the_folder_is_told_and_not_followed(self, write, folder, opened):
        """Nobody asked for what lies there; who names it gets it."""
        write({"elsewhere/hman.log": LOG, "elsewhere/sub/x.log": LOG, "logs/sender.log": LOG})
        (folder / "logs" / "SCP01").symlink_to(folder / "elsewhere")
        (folder / "logs" / "despool.log").symlink_to(folder / "elsewhere" / "hman.log")
        bundle = open_bundle(["logs"])

        assert ["logs/sender.log"] == [log.name for log in bundle.files]
        assert [
            ("link", "logs/SCP01", f"a link to {folder}/elsewhere, outside of logs; it was not followed"),
            (
                "link",
                "logs/despool.log",
                f"a link to {folder}/elsewhere/hman.log, outside of logs; it was not followed",
            ),
        ] == [(each.kind, each.file, each.message.split(" is ", 1)[1].rsplit(";", 1)[0]) for each in bundle.problems]
        assert ["logs/SCP01/hman.log", "logs/SCP01/sub/x.log", "logs/sender.log"] == opened("logs", "logs/SCP01")

    def test_a_folder_that_is_a_link_itself_is_read(self, write, folder, opened):
        """It was named."""
        write({"elsewhere/sub/hman.log": LOG})
        (folder / "logs").symlink_to(folder / "elsewhere")

        assert ["logs/sub/hman.log"] == opened("logs")

    @pytest.mark.parametrize("path", ["logs/SCP01", "logs/S*", "logs/*/*.log", "logs/SCP01/", "./logs/SC?01"])
    def test_a_link_that_was_named_is_told_with_where_it_leads(self, write, folder, path):
        """By itself or by a pattern: it is followed, and the report says so."""
        write({"elsewhere/distmgr.log": LOG, "logs/sender.log": LOG})
        (folder / "logs" / "SCP01").symlink_to(folder / "elsewhere")
        bundle = open_bundle([path])

        assert ["logs/SCP01/distmgr.log"] == [log.name.removeprefix("./") for log in bundle.files]
        assert [f"logs/SCP01 is a link to {folder}/elsewhere; it was followed, because it was named."] == [
            problem.message.removeprefix("./") for problem in bundle.problems
        ]

    @pytest.mark.parametrize("beside", ["logs/SCP01", "elsewhere", "elsewhere/distmgr.log"])
    def test_a_link_to_what_was_named_too_is_not_said_to_be_left_out(self, write, folder, beside):
        write({"elsewhere/distmgr.log": LOG, "logs/sender.log": LOG})
        to = "elsewhere/distmgr.log" if beside.endswith(".log") else "elsewhere"
        (folder / "logs" / ("SCP01.log" if beside.endswith(".log") else "SCP01")).symlink_to(folder / to)
        bundle = open_bundle(["logs", beside])

        assert 2 == len(bundle.files)
        assert [] == [problem.message for problem in bundle.problems if "not followed" in problem.message]
        assert any("that was named, too, and is read" in problem.message for problem in bundle.problems)

    def test_a_link_inside_of_a_pattern_is_no_news(self, write, folder, kinds):
        write({"logs/a/hman.log": LOG})
        (folder / "logs" / "b").symlink_to(folder / "logs" / "a")

        assert [] == kinds(open_bundle(["logs/*/*.log"]))

    def test_a_pattern_ends_where_links_lead_in_circles(self, write, folder, opened):
        """Six folders, each with links to all six."""
        write({f"d{number}/hman.log": LOG for number in range(6)})
        for number in range(6):
            for other in range(6):
                (folder / f"d{number}" / f"to{other}").symlink_to(folder / f"d{other}")

        assert (
            [f"d{number}/hman.log" for number in range(6)] == opened("**/*.log") == opened(f"{folder}/**/*.log", "d*")
        )


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="reads everything"
)
def test_files_without_permission(write, folder, kinds):
    """A file and a folder that may not be read are problems; the rest is read."""
    write({"logs/hman.log": LOG, "logs/sender.log": LOG, "logs/sub/x.log": LOG})
    (folder / "logs" / "hman.log").chmod(0)
    (folder / "logs" / "sub").chmod(0)
    try:
        assert [("unreadable", "logs/hman.log"), ("unreadable", "logs/sub")] == kinds(open_bundle(["logs"]))
    finally:
        (folder / "logs" / "sub").chmod(0o700)


def test_a_file_that_cannot_be_opened_is_a_problem(write, monkeypatch, kinds, contents):
    """As a service holds it on Windows; told once, and the rest is read."""
    write({"logs/hman.log": LOG, "logs/sender.log": LOG})
    really = Path.open

    def refuse(path, *arguments, **options):
        if path.name == "hman.log":
            raise PermissionError(13, "Permission denied")
        return really(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    bundle = open_bundle(["logs"])

    assert {"logs/sender.log": LOG} == contents(bundle)
    assert [("unreadable", "logs/hman.log")] == kinds(bundle)
    assert "access was denied" in bundle.problems[0].message


def test_names_that_would_hurt_a_terminal_are_cleaned(write, opened):
    """Control characters and broken bytes of file names reach no report."""
    if sys.platform != "linux":
        pytest.skip("only Linux takes such names")
    write({"logs/\x1b[31mhman.log": LOG})
    Path(os.fsdecode(b"logs/\xff.log")).write_bytes(LOG)

    assert ["logs/[31mhman.log", "logs/\ufffd.log"] == opened("logs")
