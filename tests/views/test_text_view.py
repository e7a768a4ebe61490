# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""The terminal view."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import GUID, SAMPLES, all_completed, failed_replication, hostile, stalled_download, unknown

from dmplog.looks.visible import CONTROLS, cells
from dmplog.views import markdown, text

SNAPSHOTS = Path(__file__).parent / "snapshots"


def full(document, **options):
    """The view with everything in it."""
    return text.render(document, verbose=True, **options)


def on_a_small_screen(document):
    return text.render(document, width=80)


VIEWS = {"txt": full, "brief.txt": on_a_small_screen, "md": markdown.render}
BOTH = pytest.mark.parametrize("render", [full, text.render], ids=["full", "brief"])


@pytest.mark.parametrize("kind", VIEWS)
@pytest.mark.parametrize("name", SAMPLES)
def test_whole_view_is_as_it_was_looked_at(name, kind):
    """The whole text of a report changes only on purpose: DMPLOG_UPDATE_SNAPSHOTS=1 writes the files anew."""
    path = SNAPSHOTS / f"{name}.{kind}"
    written = VIEWS[kind](SAMPLES[name]())
    if os.environ.get("DMPLOG_UPDATE_SNAPSHOTS"):
        path.write_text(written, encoding="utf-8", newline="\n")

    assert path.read_text(encoding="utf-8") == written


def test_the_verdict_sentence_comes_first():
    """Whoever reads only the first line knows the verdict."""
    document = stalled_download()
    first = " ".join(full(document).split("Judged")[0].split())

    assert document["headline"] == first


def test_a_stalled_case_says_all_that_is_needed_to_act():
    """Step, since, attempts, last line with its place, next line with log, server and deadline, and what to do."""
    said = " ".join(full(stalled_download(), width=200).split())

    assert "Download the redistributables, step 4 of 6, on SCP01" in said
    assert "2024-12-18 04:32:00 UTC, for 11 h 48 m" in said
    assert "Attempts 3" in said
    assert "dmpdownloader.log:220 at 2024-12-18 03:32:00 UTC" in said
    assert (
        "in dmpdownloader.log on SCP01, due by 2024-12-18 07:08:00 UTC, 2 h after the last sign (05:08:00), 9 h 12 m overdue"
        in said
    )
    assert f"Successfully download redist for {GUID}" in said
    assert "2. Compare the proxy of the site system" in said


def test_a_log_that_was_not_supplied_is_named():
    """An unknown case names the file to fetch."""
    said = full(unknown())

    assert "this log was not supplied" in said
    assert "Fetch dmpdownloader.log." in said


def test_healthy_child_sites_are_one_line():
    """Forty sites that are done take one line, not forty."""
    said = full(all_completed(40), width=160)

    assert "Transfer, 40 sites (001, 002" in said
    assert said.count("Transfer") == 1
    assert "040" not in said


def test_packages_that_do_not_apply_are_one_line():
    """Twenty-three updates that do not apply are counted, not listed."""
    assert "23 updates are not applicable here" in full(stalled_download())


def test_the_worst_place_comes_first_in_its_lane():
    """In a lane of many sites, the failed one stands before the completed ones, and its lane before those that are done, as in the page."""
    said = full(failed_replication())

    assert said.index("Transfer to P07") < said.index("Transfer, 11 sites")
    assert said.index("Transfer to P07") < said.index("Installation on P03 –") < said.index("Download – completed")


def test_errors_and_warnings_of_prerequisites_are_apart():
    """A warning cannot be mistaken for what blocks."""
    said = full(failed_replication())

    assert said.index("Errors, these block (2)") < said.index("Pending system restart") < said.index("Warnings (1)")
    assert said.index("Warnings (1)") < said.index("SQL Server memory usage") < said.index("1 passed.")


@BOTH
@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("name", [*SAMPLES, "hostile"])
def test_no_line_is_wider_than_the_terminal(name, width, ascii_only, render):
    """Whatever the logs hold, the view keeps to its width."""
    document = hostile() if name == "hostile" else SAMPLES[name]()
    widest = max(cells(line) for line in render(document, width=width, ascii_only=ascii_only).splitlines())

    assert widest <= width


@BOTH
@pytest.mark.parametrize("name", [*SAMPLES, "hostile"])
def test_ascii_is_ascii(name, render):
    """A console without the glyphs gets words for them."""
    document = hostile() if name == "hostile" else SAMPLES[name]()
    written = render(document, ascii_only=True)

    assert written.isascii()


def test_states_have_words_in_ascii():
    """The state is readable without any glyph."""
    written = full(stalled_download(), ascii_only=True)

    assert "[STALLED] Download redistributabl... x3" in written
    assert "[ok] Pick up applicable" in written
    assert "[ ] Notify site server" in written


@BOTH
@pytest.mark.parametrize("name", [*SAMPLES, "hostile"])
def test_no_control_character_reaches_the_terminal(name, render):
    """Escape sequences and direction marks of a log are shown, not done."""
    document = hostile() if name == "hostile" else SAMPLES[name]()

    assert CONTROLS.search(render(document)) is None


@given(st.text(max_size=300))
@settings(max_examples=60)
def test_any_text_in_a_line_is_harmless(found):
    """No text at all breaks the view, leaves its width, or passes a control character on."""
    document = unknown()
    document["cases"][0]["steps"][2]["evidence"][0]["text"] = found
    document["cases"][0]["server"] = found
    written = full(document, width=80)

    assert CONTROLS.search(written) is None
    assert max(cells(line) for line in written.splitlines()) <= 80
    assert full(document, width=80, ascii_only=True).isascii()


def test_colours_only_on_demand():
    """Without the option there is no escape sequence; with it there are no others than colours, and the same words."""
    import re

    document = failed_replication()
    plain = full(document)
    coloured = full(document, color=True)

    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured
    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert "\x1b" not in re.sub(r"\x1b\[[0-9;]*m", "", full(hostile(), color=True))


def with_offsets(document, *changes):
    """*document*, whose logs were written by clocks of these offsets."""
    offsets = [{"since": since, "minutes": minutes} for since, minutes in changes]
    document["coverage"] = [{**row, "offsets": offsets} for row in document["coverage"]]
    return document


EAST = ("2024-12-01T00:00:00.000Z", 120)


@BOTH
def test_times_follow_the_clock_of_the_server(render):
    """Whoever compares them with the log reads the times that stand there."""
    said = render(with_offsets(stalled_download(), EAST), clock="server")

    assert "2024-12-18 06:32:00 (UTC+2)" in said
    assert "2024-12-18 06:32:00 (UTC+2)" not in render(with_offsets(stalled_download(), EAST))


def test_a_clock_that_was_changed_is_followed_from_then_on():
    """Daylight saving time moves what comes behind it, and nothing in front of it."""
    changed = with_offsets(stalled_download(), EAST, ("2024-12-18T04:00:00.000Z", -300))
    said = full(changed, clock="server")

    assert "2024-12-17 23:32:00 (UTC-5)" in said
    assert "2024-12-18 03:08:00 (UTC+2)" not in said


def test_where_no_log_tells_a_clock_times_are_utc():
    assert full(stalled_download()) == full(stalled_download(), clock="server")


def test_a_ticket_tells_both_times_where_they_differ():
    """Whoever gets it sits elsewhere, and searches the log by the time that stands in it."""
    said = markdown.render(with_offsets(stalled_download(), EAST))

    assert "2024-12-18 04:32:00 UTC (06:32:00 at UTC+2)" in said
    assert "at UTC" not in markdown.render(with_offsets(stalled_download(), ("2024-12-01T00:00:00.000Z", 0)))


def test_a_log_line_keeps_its_blanks():
    """Two blanks of a log line stay two: the reader may search for it."""
    assert "with command  /RedistUrl" in full(stalled_download(), width=300)


def test_a_long_line_says_how_long_it_is():
    """A megabyte is cut, and the cut is told."""
    written = full(hostile())

    assert "… (1,000,189 characters)" in " ".join(written.replace("│", "").split())
    assert len(written) < 60_000


def test_views_do_not_change_the_document():
    """Reading a report leaves it as it was."""
    import copy

    document = failed_replication()
    before = copy.deepcopy(document)
    full(document)
    markdown.render(document)

    assert before == document


def test_a_documented_wait_is_not_overdue():
    """A site that waits for another one is not late, whatever its deadline."""
    document = failed_replication()
    waiting = next(case for case in document["cases"] if case["verdict"] == "waiting")
    waiting["next"] = stalled_download()["cases"][0]["next"]
    document["cases"] = [waiting]

    assert "overdue" not in full(document)
    assert "overdue" not in markdown.render(document)
    assert "overdue" in full(stalled_download())


def test_where_no_cause_is_known_the_step_is_asked_first():
    """What to check at the step comes before general advice, and no category is named."""
    document = stalled_download()
    document["cases"][0]["cause"] |= {
        "category": "unknown",
        "title": "The cause is not known",
        "actions": ["Keep the logs."],
    }
    said = full(document)

    assert said.index("1. Read ConfigMgrSetup.log") < said.index("3. Keep the logs.")
    assert "(unknown)" not in said
