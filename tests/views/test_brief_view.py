"""The answer comes first and takes one small screen; everything else is a line with its count."""

from __future__ import annotations

import pytest
from report_samples import SAMPLES, failed_replication, stalled_download, unknown

from dmplog.looks.story import stories
from dmplog.looks.updates import updates_of
from dmplog.views import text
from dmplog.views.page.lanes import strips_of
from dmplog.views.room import ROOMS, cut, shortened
from dmplog.views.telling import journey
from dmplog.views.text import ANSWER


def screen(document, width=80):
    return text.render(document, width=width).split("\n")


def up_to_the_first_section_behind_the_answer(lines):
    """The lines of title, lead and answer."""
    blanks = [number for number, line in enumerate(lines) if not line]
    return lines[: blanks[1]]


@pytest.mark.parametrize("name", ["stalled_download", "failed_replication", "unknown"])
@pytest.mark.parametrize("width", [80, 100, 160])
def test_the_answer_takes_one_small_screen(name, width):
    assert len(up_to_the_first_section_behind_the_answer(screen(SAMPLES[name](), width))) <= ANSWER


def test_long_texts_are_cut_before_anything_is_left_out():
    """A sentence of a thousand words pushes neither the next line nor what to do off the screen."""
    document = stalled_download()
    case = document["cases"][0]
    case["cause"]["explanation"] = "Nobody knows why. " * 200
    case["cause"]["actions"] = ["Look at the log. " * 50] * 30
    case["reasons"] = ["It goes on. " * 100]
    case["steps"][3]["evidence"][-1]["text"] = "x" * 5_000
    said = "\n".join(up_to_the_first_section_behind_the_answer(screen(document)))

    assert said.count("\n") < ANSWER
    assert [] == [word for word in ("Step", "Since", "Last line", "Why", "Next line", "What to do") if word not in said]


def test_three_hundred_sites_take_no_more_room_than_three():
    """Sites that are done fold into one row each lane."""
    assert len(screen(failed_replication(12))) == len(screen(failed_replication(300)))


def test_files_that_are_no_logs_are_one_line():
    document = stalled_download()
    other = {**document["coverage"][0], "role": "other"}
    document["coverage"] += [{**other, "file": f"notes{number}.txt"} for number in range(98)]
    said = " ".join(" ".join(screen(document)).split())

    assert "98 files that are no logs of an update" in said
    assert "notes" not in said


def test_two_whole_actions_and_why_outlast_the_lesser_rows():
    """What is to be done is never cut to one sentence while the clock and the counts stand above it."""
    lines = up_to_the_first_section_behind_the_answer(screen(stalled_download()))

    assert 2 <= sum(" 1. " in line or " 2. " in line for line in lines)
    assert [] == [line for line in lines if line.endswith(" the…")]


def test_two_next_lines_that_part_late_are_told_apart():
    """Cut to the same beginning, nobody knows which to search for."""
    document = stalled_download()
    lines = [f"Configuration Manager Update (PackageGuid={'0' * 36}) is{word} applicable" for word in ("", " not")]
    document["cases"][0] |= {"stall": "It hangs. " * 400, "next": {**document["cases"][0]["next"], "expected": lines}}
    said = " ".join("\n".join(screen(document)).replace("│", "").split())

    assert all(line in said for line in lines)


def test_where_nothing_is_missing_that_is_said():
    """Which log is missing has an answer, too, where none is."""
    document = stalled_download()
    document["cases"][0]["confidence"] = "confirmed"
    document["cases"][0]["needs"] = []

    assert "  Fetch       nothing: these logs give the answer" in screen(document)


def test_what_is_left_out_is_counted():
    said = " ".join(" ".join(screen(stalled_download())).split())

    assert "3 logs of 1 server; 1 line also seen, not blocking; 23 updates are not applicable here." in said


def test_the_step_can_be_asked_about():
    """The last line names the page of the step by the name `dmplog explain` takes."""
    assert "dmplog explain download.package.download_redist" in " ".join(screen(stalled_download()))


def test_where_a_log_is_missing_the_command_that_copies_it_is_told():
    """It is pasted on the server as it is, and takes what was rolled over, too."""
    document = unknown()
    document["cases"][0]["needs"] = [
        {"log": "hman.log", "server": "CAS01", "folder": "<install dir>\\Logs", "why": "It would hold the next line."}
    ]
    lines = screen(document)

    assert "  Fetch       hman.log of CAS01 (<install dir>\\Logs)" in lines
    assert "    robocopy Logs C:\\Collected\\CAS01 hman*.lo*" in lines


def test_a_log_of_several_names_is_copied_by_all_of_them():
    """Microsoft's list calls it schedule.log, articles and collections sched.log."""
    document = unknown()
    document["cases"][0]["needs"] = [
        {"log": "schedule.log", "server": "CAS01", "folder": "<install dir>\\Logs", "why": ""},
        {"log": "despool.log", "server": "CAS01", "folder": "<install dir>\\Logs", "why": ""},
    ]

    assert "    robocopy Logs C:\\Collected\\CAS01 sched*.lo* despool*.lo*" in screen(document)


def test_a_server_that_is_named_like_a_command_becomes_none():
    """A name in a log is never part of what somebody pastes."""
    document = unknown()
    document["cases"][0]["needs"] = [
        {"log": "hman.log", "server": "x; del *", "folder": "<install dir>\\Logs", "why": ""},
        {"log": "a & b.log", "server": "CAS01", "folder": "<install dir>\\Logs", "why": ""},
    ]
    commands = [line for line in screen(document) if line.startswith("    ")]

    assert [] == [line for line in commands if "del" in line or "&" in line]
    assert "    robocopy Logs C:\\Collected\\$env:COMPUTERNAME hman*.lo*" in commands


def test_a_narrower_room_never_says_more():
    """Each room is tried after the one before it: it must be smaller."""
    sizes = [(room.quote, room.why, room.said, room.actions, room.errors, room.spare) for room in ROOMS]

    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("most", [1, 5, 20, 60])
def test_a_cut_text_is_no_longer_than_its_room_and_its_mark(most):
    said = "It waits for `the other site` to end. Then it goes on."

    assert len(shortened(said, most)) <= most + 1
    assert 0 == shortened(said, most).count("`") % 2
    assert len(cut(said, most)) <= most + 1


def test_who_only_waits_names_whom_it_waits_for():
    """In a ticket two waiting sites would look like two more problems."""
    document = failed_replication()
    waiting = next(case for case in document["cases"] if case["verdict"] == "waiting")
    waiting["blocked_by"] = "the transfer to PS1"

    assert "waits for the transfer to PS1" in " ".join(text.ticket(document).split())


def test_the_answer_alone_says_that_more_is_to_be_done():
    document = stalled_download()
    document["cases"][0]["cause"]["actions"] = [f"Do {number}." for number in range(9)]

    document["cases"][0]["checks"] = []

    assert "… and 6 more with -v" in text.render(document, quiet=True)


@pytest.mark.parametrize(
    ("supplied", "note", "shown"),
    [(True, "over with “the end of it”.", 1), (False, "Fetch it. over with “the end of it”.", 1)],
)
def test_the_line_that_ends_a_step_is_told_once(supplied, note, shown):
    """Where the log was given a sentence names it; else it stands beside the first one."""
    document = stalled_download()
    sign = {**document["cases"][0]["next"], "expected": ["begins again", "the end of it"], "supplied": supplied}
    document["cases"][0]["next"] = {**sign, "note": note}

    assert shown == text.render(document).count("the end of it")


@pytest.mark.parametrize("width", [80, 100])
def test_the_line_that_is_to_be_searched_for_is_wrapped_and_never_cut(width):
    """Everything else gives way before it: what is cut at its id cannot be pasted into a search."""
    document = stalled_download()
    line = "Successfully download redist for 3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
    document["cases"][0] |= {"stall": "It hangs. " * 400, "next": {**document["cases"][0]["next"], "expected": [line]}}
    lines = up_to_the_first_section_behind_the_answer(screen(document, width))

    assert line in " ".join("\n".join(lines).replace("│", "").split())
    assert len(lines) <= ANSWER


def test_the_checks_that_passed_are_called_by_what_they_are():
    document = stalled_download()
    row = {"site": "CAS", "server": "CASSRV", "rule": "Disk space", "result": "passed", "text": None}
    document["prerequisites"] = [row, {**row, "rule": "Memory"}]

    assert "2 prerequisite checks passed" in " ".join(" ".join(screen(document)).split())


def test_lanes_stand_in_the_terminal_as_in_the_page():
    """In the order of the report, the worst first: whoever reads both finds a lane where it was."""
    document = failed_replication(3)
    names = [lane.who for strip in strips_of(document, updates_of(document)[0]) for lane in strip.lanes]
    told = [leg.where for story in stories(document["cases"])[0] for leg in journey(story, document["cases"], 0).legs]

    assert [name for name in names if name in told] == [name for name in told if name in names]
