"""Loading: the shape of a flowchart file."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from dmplog.errors import FlowchartError
from dmplog.flowchart import Outcome, Signal, Wait, load_flowchart, shipped_flowcharts


def refusal(path):
    with pytest.raises(FlowchartError) as caught:
        load_flowchart(path)
    return caught.value


def test_a_sound_file_becomes_a_flowchart(spoil):
    flowchart = load_flowchart(spoil())
    lane = flowchart.lane("package")

    assert ("mine", "Mine", ("queue", "fetch")) == (
        flowchart.id,
        flowchart.title,
        tuple(step.id for step in lane.steps),
    )
    assert timedelta(hours=6) == lane.step("fetch").expect
    assert timedelta(hours=2) == lane.step("queue").expect
    assert (Signal("state_message_generated", (("state_message", ("6",)),)),) == lane.run_begins
    assert (Wait(Signal("waiting_for_interval"), timedelta(hours=24)),) == lane.waits
    assert (Outcome(Signal("update_not_applicable", (("role", ("hman",)),)), "not_applicable"),) == lane.outcomes
    assert {"yes": (Signal("update_found"),), "no": ()} == lane.decisions[0].branches


def test_steps_stand_in_the_order_of_the_chart_not_of_the_file(spoil):
    path = spoil(
        "start -> queue -> ready?\nready? -[yes]-> fetch -> end\nready? -[no, after 1h, loop]-> queue",
        "start -> fetch -> ready?\nready? -[yes]-> queue -> end\nready? -[no, loop]-> fetch",
    )

    assert ["fetch", "queue"] == [step.id for step in load_flowchart(path).lane("package").steps]


@pytest.mark.parametrize(
    ("old", "new", "where", "message", "mend"),
    [
        (
            'begins = ["package_download_started"]',
            'beginss = ["x"]',
            'begins = ["package',
            "unknown key 'beginss'",
            "did you mean 'begins'?",
        ),
        ('expect = "6h"', 'expect = "6 hours"', "expect", "'6 hours' is no duration", "a duration is"),
        ('expect = "6h"', "expect = 6", "expect", "expect must be a text, not 6", "write expect"),
        ('for = "24h"', 'for = "soon"', "waits", "'soon' is no duration", "a duration is"),
        (
            'place = "service_connection_point"\nlog = ["dmpdownloader"]',
            'place = "site server"\nlog = ["dmpdownloader"]',
            "place",
            "cannot be 'site server'",
            "did you mean 'site_server'?",
        ),
        ('id = "fetch"', 'id = "queue"', 'id = "fetch"', "the id 'queue' is taken", "unique"),
        ('id = "fetch"', 'id = "Fetch it"', 'id = "fetch"', "cannot be 'Fetch it'", "small letters"),
        ('id = "ready?"', 'id = "ready"', 'id = "ready?"', "cannot be 'ready'", "question mark"),
        (
            "[lane.package]\n",
            '[lane.package]\npassed_by = ["packages"]\n',
            'title = "Package"',
            "the chart has no lane 'packages'",
            "did you mean 'package'?",
        ),
        ('title = "Fetch"\n', "", "[[lane.package.step]]", "'title' is missing", "write title"),
        (
            'log = ["dmpdownloader"]',
            'log = "dmpdownloader"',
            'log = ["dmpdownloader"]',
            "log must be a list, not 'dmpdownloader'",
            "write log",
        ),
        ('ends = ["payload_extracted"]', "ends = [{ state = 2 }]", "ends =", "'event' is missing", "event"),
        ('ends = ["payload_extracted"]', "ends = [2]", "ends =", "ends[0] must be a text, not 2", "event"),
        (
            'ends = ["payload_extracted"]',
            'ends = [{ event = "x", state = [] }]',
            "ends =",
            "must be a text, a number",
            "write field",
        ),
        ('ends = ["payload_extracted"]', 'ends = "payload_extracted"', "ends =", "ends must be a list", "write ends"),
        ('verdict = "not_applicable"', 'verdict = "unclear"', "outcome", "cannot be 'unclear'", "one of"),
        ('verdict = "not_applicable"', 'verdict = "failed"', "outcome", "what failed names its step", "give `step`"),
        ('why = "Another worker."', "since = 3", "also_seen", "'why' is missing", "write why"),
        (
            "start -> queue -> ready?",
            "start -> queue ready?",
            "start -> queue",
            "cannot be read",
            "an arrow is written ->",
        ),
        ('expect = "6h"', "silent = 1", "expect", "must be true or false", "write silent"),
        ("[lane.package]", "[lanes.package]", "[lane.package]", "unknown key 'lanes'", "did you mean 'lane'?"),
    ],
)
def test_a_wrong_shape_is_refused_with_line_and_mend(spoil, line_of, old, new, where, message, mend):
    error = refusal(spoil(old, new))
    told = [str(error), *([] if error.hint is None else [error.hint])]

    assert any(message in text for text in told), told
    if message in str(error).split(";")[0]:
        assert mend in (error.hint or "")
        assert error.line is not None
        if where != "[[lane.package.step]]":
            assert line_of(where) == error.line


def test_text_that_is_no_toml_is_refused_with_its_line(spoil, line_of):
    error = refusal(spoil('title = "Fetch"', "title = Fetch"))

    assert line_of('title = "Fetch"') == error.line
    assert "no TOML" in str(error)


def test_a_step_without_any_signal_must_say_that_it_is_silent(spoil):
    text = 'begins = ["package_download_started"]\nends = ["payload_extracted"]\nfails = ["payload_download_failed"]\n'

    assert "no signal at all" in str(refusal(spoil(text)))
    assert load_flowchart(spoil(text, "silent = true\n")).lane("package").step("fetch").silent


def test_a_short_name_is_short(spoil, line_of):
    error = refusal(spoil('expect = "6h"', 'short = "Fetch whatever the update needs"'))

    assert line_of('expect = "6h"') == error.line
    assert "short: has 31 characters" in str(error)
    assert "write 1 to 24, or leave it out" == error.hint


def test_two_steps_of_a_lane_have_two_short_names(spoil):
    path = spoil('expect = "6h"', 'short = "Fetch it"')
    path.write_text(
        path.read_text(encoding="utf-8").replace("waits = [", 'short = "Fetch it"\nwaits = [', 1), encoding="utf-8"
    )

    assert "two steps are called 'Fetch it' for short" in str(refusal(path))


def test_all_mistakes_are_told_at_once(spoil):
    error = refusal(spoil('place = "service_connection_point"', 'place = "nowhere"'))

    assert str(error).count("cannot be 'nowhere'") == 2


def test_a_missing_flowchart_is_refused_with_the_nearest_name():
    assert "did you mean 'download'?" in str(refusal("downlaod"))


def test_lists_nested_without_end_are_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("a = " + "[" * 20_000 + "]" * 20_000, encoding="utf-8")

    assert "nested too deeply" in str(refusal(path))


def test_a_folder_is_no_flowchart(tmp_path):
    assert "no such flowchart" in str(refusal(tmp_path))


def test_bytes_that_are_no_utf8_are_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")

    assert "UTF-8" in str(refusal(path))


def test_windows_line_ends_change_no_place(spoil, sound, line_of):
    path = spoil()
    path.write_bytes(sound.replace('place = "service_connection_point"', 'place = "x"').replace("\n", "\r\n").encode())

    assert line_of("place = ") == refusal(path).line


@pytest.mark.parametrize("name", shipped_flowcharts())
def test_loading_imports_neither_networkx_nor_polars(name):
    code = (
        "import sys; from dmplog.flowchart import load_flowchart; "
        f"load_flowchart({name!r}); sys.exit(any(m in sys.modules for m in ('networkx', 'polars')))"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
