"""Of all that was judged the report shows what is asked for, worst first, and says what it left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from dmplog.assembly import Inputs, assemble, empty_report
from dmplog.case import Case, CaseProof, Evidence, Subject
from dmplog.earning import UNKNOWN_ROLE
from dmplog.flowchart import load_flowchart
from dmplog.framing.census import Census
from dmplog.options import DiagnoseOptions
from dmplog.problem import Problem
from dmplog.report import InputFile, Unexplained
from dmplog.servers import Place
from dmplog.witness import Witness
from dmplog.writing import Written

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
OTHER = "037cd17e-4d7b-40e1-802b-14bb682364c7"
NAME = "Configuration Manager 2409"
NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHARTS = [load_flowchart("replication")]


def case(subject=Subject(GUID), verdict="in_progress", lane="installation", since=NOON, last_sign=NOON, **told):  # noqa: B008 - frozen
    step = next(each for each in CHARTS[0].lanes if each.id == lane).steps[0].id
    usual = {"site": None, "server": None, "attempts": 1, "confidence": "confirmed"}
    return Case("replication", lane, subject, verdict, step, since, last_sign, **usual, **told)


def alarm(number, of=None):
    return Unexplained(Evidence("hman.log", number, NOON, None, "it broke"), 1, NOON, NOON, None, "hman", "error", of)


def read(name, role="hman", **counted):
    return SimpleNamespace(
        log=SimpleNamespace(name=name), role=role, census=Census(**counted), events=7, is_manifest=False
    )


def report(*cases, logs=(), as_of=NOON, asserted=False, unexplained=(), problems=((), (), ()), **asked):
    internal, of_bundle, of_intake = problems
    bundle = SimpleNamespace(problems=of_bundle, hashes=lambda names: {name: f"hash of {name}" for name in names[:1]})
    inputs = Inputs(
        bundle,
        SimpleNamespace(logs=logs, problems=of_intake),
        [Place(f"SRV{number}", "PS1") for number, _ in enumerate(logs)],
        Witness((), None if as_of is None else as_of.replace(tzinfo=None), asserted=asserted),
        internal,
    )
    return assemble(Written(cases, (), (), unexplained), inputs, CHARTS, DiagnoseOptions(**asked))


NAMED = case(Subject(GUID, NAME, None, "PS1"))
UNNAMED = case(Subject(OTHER, None, None, "cas"))
NOBODY = case(Subject())


def shown(*cases, **asked):
    """Return which of *cases* are in the report, by their numbers."""
    guids = [(each.subject, each.lane, each.since, each.verdict, each.last_sign) for each in cases]
    found = report(*cases, **asked).cases
    return [guids.index((each.subject, each.lane, each.since, each.verdict, each.last_sign)) for each in found]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [0, 1, 2]),
        ({"update": GUID}, [0]),
        ({"update": f" {{{GUID.upper()}}} "}, [0]),
        ({"update": GUID.replace("-", "")}, [0]),
        ({"update": OTHER}, [1]),
        ({"update": "2409"}, [0]),
        ({"update": "CM2409"}, [0]),
        ({"update": "cm 2409"}, [0]),
        ({"update": "cm"}, []),
        ({"update": "configuration  manager 2409"}, [0]),
        ({"update": "Configuration Manager"}, []),
        ({"update": "240"}, []),
        ({"update": GUID[:8]}, []),
        ({"site": "ps1"}, [0]),
        ({"site": "CAS"}, [1]),
        ({"site": "PS"}, []),
        ({"site": "PS1", "update": "2409"}, [0]),
        ({"site": "CAS", "update": "2409"}, []),
    ],
)
def test_only_cases_of_the_update_and_the_site_that_are_asked_for_are_shown(asked, numbers):
    assert numbers == shown(NAMED, UNNAMED, NOBODY, **asked)


@pytest.mark.parametrize(
    ("cases", "asked", "said"),
    [
        (
            [NAMED, UNNAMED, NOBODY],
            {"update": "2408"},
            f"No case of update 2408 is in these logs; they hold {OTHER}, {NAME}; sites PS1, cas. Did you mean '2409'?",
        ),
        ([NAMED], {"site": "XYZ"}, f"No case of site XYZ is in these logs; they hold {NAME}; sites PS1."),
        (
            [NAMED],
            {"site": "PS2"},
            f"No case of site PS2 is in these logs; they hold {NAME}; sites PS1. Did you mean 'PS1'?",
        ),
        (
            [NAMED],
            {"update": "2409", "site": "XYZ"},
            f"No case of update 2409 and site XYZ is in these logs; they hold {NAME}; sites PS1.",
        ),
        (
            [NAMED],
            {"update": "2408", "site": "PS2"},
            f"No case of update 2408 and site PS2 is in these logs; they hold {NAME}; sites PS1. Did you mean '2409'?",
        ),
        (
            [case(Subject(GUID, NAME))],
            {"update": GUID[:-1]},
            f"No case of update {GUID[:-1]} is in these logs; they hold {NAME}. Did you mean '{GUID}'?",
        ),
        ([NOBODY], {"update": "2409"}, "No case of update 2409 is in these logs; they hold no named update."),
        ([case(Subject(site="PS1"))], {"update": "9"}, "No case of update 9 is in these logs; they hold sites PS1."),
    ],
)
def test_where_none_is_the_one_asked_for_it_is_said_what_the_logs_hold_and_what_is_near(cases, asked, said):
    found = report(*cases, **asked)

    assert ((), "unknown", said) == (found.cases, found.verdict, found.headline)


def test_cases_stand_worst_first_then_by_their_lane_then_by_their_age():
    cases = [
        case(verdict="waiting"),
        case(verdict="unknown", last_sign=None),
        case(verdict="in_progress", lane="top_level_site"),
        case(verdict="in_progress", since=NOON),
        case(verdict="in_progress", since=NOON - HOUR),
        case(verdict="in_progress", since=None),
        case(verdict="unknown"),
        case(verdict="unknown", lane="top_level_site", last_sign=None),
        case(verdict="failed", lane="top_level_site"),
    ]

    assert [8, 6, 5, 4, 3, 2, 1, 7, 0] == shown(*cases)
    assert "failed" == report(*cases).verdict


def test_what_a_newer_update_went_past_stands_behind_the_same_of_other_updates_and_leads_its_own():
    passed = (CaseProof("superseded", "likely", "…"),)
    cases = [
        case(verdict="completed", since=NOON - HOUR, proofs=passed),
        case(verdict="completed"),
        case(verdict="completed", lane="top_level_site", since=NOON - HOUR),
    ]

    assert [1, 0, 2] == shown(*cases)


def test_only_what_is_unknown_and_has_no_line_stands_behind():
    assert [1, 0] == shown(case(), case(verdict="failed", last_sign=None))


def test_the_headline_tells_of_the_worst_case_shown():
    assert NAME in report(NAMED).headline
    assert not report(NAMED).headline.startswith("No case of")


def test_an_unexplained_line_goes_with_its_case_and_stays_where_it_is_nobodys():
    lines = (alarm(1, 0), alarm(2), alarm(3, 1), alarm(4, 2), alarm(5, 1))
    cases = (NAMED, case(Subject(GUID, NAME, None, "PS2"), "failed"), UNNAMED)

    found = report(*cases, unexplained=lines, update="2409")

    assert [(1, 1), (2, None), (3, 0), (5, 0)] == [(line.evidence.line, line.case) for line in found.unexplained]
    assert [(2, 3), (0,)] == [each.unexplained for each in found.cases]


def test_the_report_says_up_to_when_it_judged_and_who_said_so():
    assert (NOON, "records") == (report().as_of, report().as_of_source)
    assert (NOON, "argument") == (report(asserted=True).as_of, report(asserted=True).as_of_source)
    assert None is report(as_of=None).as_of


def test_files_with_records_behind_the_given_time_are_named():
    logs = [read("early.log", last=NOON), read("late.log", last=NOON + HOUR), read("undated.log")]
    said = "Records later than 2025-03-04 12:00:00 UTC (--as-of) are left out."

    assert (Problem("late.log", None, "later-than-as-of", said),) == report(logs=logs, asserted=True).problems
    assert () == report(logs=logs).problems
    assert () == report(logs=logs, asserted=True, as_of=None).problems


def test_every_problem_is_told_once():
    first, second, third = (Problem(None, None, kind, "x") for kind in ("a", "b", "c"))

    assert (first, second, third) == report(problems=((first,), (second, first), (third, second))).problems


def test_what_each_file_held_is_told_with_where_it_was_written():
    counts = {"bytes": 1, "lines": 2, "records": 3, "record_lines": 4, "unparsed_lines": 5, "marker_lines": 6}
    times = {"first": NOON, "last": NOON + HOUR, "gaps": ((NOON, NOON + HOUR),)}
    known = {"framing": "sms", "encoding": "utf-16"}
    logs = [read("hman.log", **counts, **times, **known), read("x.log", UNKNOWN_ROLE)]

    one, other = report(logs=logs).coverage

    place = {"file": "hman.log", "role": "hman", "server": "SRV0", "site": "PS1", "events": 7}
    assert counts | times | known | place == {name: getattr(one, name) for name in counts | times | known | place}
    assert ("x.log", UNKNOWN_ROLE, "SRV1") == (other.file, other.role, other.server)


def test_inputs_are_only_hashed_where_that_is_asked_for():
    logs = [read("a.log", bytes=5), read("b.log", bytes=6)]

    assert (InputFile("a.log", 5), InputFile("b.log", 6)) == report(logs=logs).inputs
    assert (InputFile("a.log", 5, "hash of a.log"), InputFile("b.log", 6)) == report(logs=logs, hashes=True).inputs


def test_without_a_case_the_headline_tells_whether_a_log_was_known():
    assert "None of the files is a log of the update components." == report(logs=[read("x.log", UNKNOWN_ROLE)]).headline
    assert report(logs=[read("x.log", UNKNOWN_ROLE), read("hman.log")]).headline.startswith("No line of these logs")


def test_a_bundle_nothing_could_be_read_of_has_a_report_with_its_problem():
    unread, over = (
        Problem(None, None, "unreadable", "There is no log."),
        Problem("a.log", 3, "limit", "It is too long."),
    )

    assert (unread,) == empty_report("There is no log.").problems
    assert (over,) == empty_report("There is no log.", over).problems
    found = empty_report("There is no log.")
    assert ("There is no log.", "unknown", None, "records") == (
        found.headline,
        found.verdict,
        found.as_of,
        found.as_of_source,
    )
