"""A fault of dmplog itself is exit code 5 and never an answer; what it does not touch stands (truth rule T7)."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

import pytest

import dmplog

BUNDLE = "fixtures/scenarios/case-c11-redist-missing-at-install/bundle"
"""Several lanes of two flowcharts, so that there is something left to stand."""


def breaking(monkeypatch, module, name, breaks):
    """Let *name* of *module* raise where *breaks* says so of its first argument."""
    found = importlib.import_module(module)
    real = getattr(found, name)

    def broken(first, *others, **named):
        if breaks(first):
            raise KeyError("the lamp")
        return real(first, *others, **named)

    monkeypatch.setattr(found, name, broken)


def command(monkeypatch, capsys, *arguments):
    from dmplog.cli.app import app

    monkeypatch.setattr(sys, "argv", ["dmplog", *arguments])
    with pytest.raises(SystemExit) as caught:
        app()
    return caught.value.code, *capsys.readouterr()


def lanes(report):
    return [(case.lane, case.site, case.verdict, case.step) for case in report.cases]


@pytest.mark.parametrize("station", ["trace_lane", "judge"])
def test_an_error_in_one_lane_leaves_the_others_standing(monkeypatch, station):
    whole = lanes(dmplog.diagnose(BUNDLE))
    breaking(monkeypatch, "dmplog.pipeline", station, lambda cases: cases.lane.id == "package")

    report = dmplog.diagnose(BUNDLE)

    assert [case for case in whole if case[0] != "package"] == lanes(report)
    assert [("internal", True)] == [
        (problem.kind, "download.package could not be judged" in problem.message) for problem in report.problems
    ]


def test_an_error_in_one_flowchart_leaves_the_others_standing(monkeypatch):
    import dmplog.cases

    real = dict(dmplog.cases.CORRELATORS)
    monkeypatch.setattr(dmplog.cases, "CORRELATORS", {**real, "hierarchy": None})

    report = dmplog.diagnose(BUNDLE)

    assert ({"download"}, ["internal"]) == (
        {case.flowchart for case in report.cases},
        [problem.kind for problem in report.problems],
    )


def test_an_error_in_one_file_leaves_the_others_standing(monkeypatch):
    import dmplog.gathering

    real = dmplog.gathering.role_of_file

    def broken(role, census):
        if role == "hman":
            raise KeyError("the lamp")
        return real(role, census)

    monkeypatch.setattr(dmplog.gathering, "role_of_file", broken)

    report = dmplog.diagnose(BUNDLE)

    assert {"internal"} == {problem.kind for problem in report.problems}
    assert all("hman" in problem.file for problem in report.problems)
    assert report.cases


def test_the_exit_code_is_5_and_the_document_is_printed(monkeypatch, capsys):
    breaking(monkeypatch, "dmplog.pipeline", "judge", lambda cases: cases.lane.id == "package")

    code, out, err = command(monkeypatch, capsys, "diagnose", BUNDLE, "--json")

    assert (5, True) == (code, "an error in dmplog itself: KeyError" in err)
    assert json.loads(out)["cases"]


def test_where_nothing_can_be_judged_the_document_says_so(monkeypatch, capsys):
    breaking(monkeypatch, "dmplog.pipeline", "order_events", lambda intake: intake is not None)

    code, out, err = command(monkeypatch, capsys, "diagnose", BUNDLE, "--json")

    assert (5, ["internal"], "unknown") == (
        code,
        [problem["kind"] for problem in json.loads(out)["problems"]],
        json.loads(out)["verdict"],
    )
    assert "Traceback" in err


def test_an_error_in_one_view_leaves_the_others_standing(monkeypatch, capsys, tmp_path):

    breaking(monkeypatch, "dmplog.views.markdown", "render", bool)
    page, ticket = tmp_path / "page.html", tmp_path / "ticket.md"

    code, _, err = command(monkeypatch, capsys, "diagnose", BUNDLE, "--markdown", str(ticket), "--html", str(page))

    assert (5, True, False) == (code, page.read_text(encoding="utf-8").startswith("<!"), ticket.exists())
    assert "an error in dmplog itself" in err


def test_a_picture_of_what_stands_is_drawn_and_the_exit_code_is_5(monkeypatch, capsys, tmp_path):
    breaking(monkeypatch, "dmplog.pipeline", "judge", lambda cases: cases.lane.id == "package")

    code, _, err = command(monkeypatch, capsys, "diagram", BUNDLE, "-o", str(tmp_path / "x.mmd"))

    assert (5, True) == (code, (tmp_path / "x.mmd").exists())
    assert "could not be judged" in err


@pytest.mark.parametrize("arguments", [("events", BUNDLE), ("explain", "9605"), ("flowchart", "show", "download")])
def test_no_command_shows_a_fault_as_an_answer(arguments):
    breaks = "import sys, polars, dmplog.grammar as g, dmplog.flowchart.load as f, dmplog.pages.ask as a\ndef x(*_, **__): raise KeyError('the lamp')\n"
    breaks += "g.Grammars.load = x; f.build_flowchart = x; a.number_pages = x\n"
    breaks += f"sys.argv = ['dmplog', *{arguments!r}]\nfrom dmplog.__main__ import main\nmain()"

    ended = subprocess.run([sys.executable, "-c", breaks], capture_output=True, text=True, check=False)

    assert (5, True) == (ended.returncode, "an error in dmplog itself" in ended.stderr)
