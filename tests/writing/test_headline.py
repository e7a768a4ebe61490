"""The sentence a person reads first says no more than the worst case does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dmplog.case import Case, CaseProof, Cause, Evidence, NextSign, Subject
from dmplog.flowchart import load_flowchart
from dmplog.layout import inside
from dmplog.report import Unexplained
from dmplog.writing.headline import headline

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LANES = {(name, lane.id): lane for name in ("download", "upload") for lane in load_flowchart(name).lanes}
STEPS = LANES["download", "package"].steps
DONE = f"is {LANES['download', 'package'].traits.done}"
TITLE = LANES["download", "package"].step("download_payload").title


def case(verdict="failed", step="download_payload", **told):
    """Return a case that tells nothing more than it must."""
    usual = {
        "flowchart": "download",
        "lane": "package",
        "subject": Subject(GUID),
        "since": None,
        "last_sign": None,
        "site": None,
        "server": None,
        "attempts": 1,
        "confidence": "confirmed",
    }
    return Case(verdict=verdict, step=step, **{**usual, **told})


def say(*cases, unexplained=(), recognised=True):
    return headline(cases, LANES, unexplained, recognised=recognised)


def alarm(text="it broke", *, line=1, time=NOON, severity="error", file="hman.log"):
    return Unexplained(Evidence(file, line, time, None, text), 1, time, time, None, "hman", severity)


def last_error(*alarms):
    """Return what the sentence without a case quotes as the last error, and where it stands."""
    return say(unexplained=alarms).removeprefix(
        "No line of these logs could be tied to an update; the last error in them is "
    )


def test_without_a_log_of_the_update_components_nothing_of_them_is_quoted():
    assert "None of the files is a log of the update components." == say(unexplained=[alarm()], recognised=False)


@pytest.mark.parametrize("unexplained", [[], [alarm(severity="warning")]])
def test_without_a_case_and_an_error_the_logs_that_would_help_are_named(unexplained):
    assert (
        "No line of these logs could be tied to an update: the logs of the service connection point or of the "
        "top-level site are needed."
    ) == say(unexplained=unexplained)


@pytest.mark.parametrize(
    ("newest", "other"),
    [
        (alarm("new", line=3), alarm("old", line=4, time=NOON - MINUTE)),
        (alarm("new", line=3), alarm("undated", line=4, time=None)),
        (alarm("new", line=4), alarm("in front of it", line=3)),
        (alarm("new", line=4, time=None), alarm("in front of it, undated", line=3, time=None)),
        (alarm("new", line=3), alarm("a warning", line=4, time=NOON + MINUTE, severity="warning")),
    ],
)
def test_without_a_case_the_newest_error_is_quoted_whatever_stands_first(newest, other):
    said = f"“new” (hman.log:{newest.evidence.line})."

    assert [said, said] == [last_error(newest, other), last_error(other, newest)]


@pytest.mark.parametrize(("length", "said"), [(120, "x" * 120), (121, "x" * 120 + "…")])
def test_a_long_error_is_quoted_to_its_120th_character(length, said):
    assert f"“{said}” (hman.log:1)." == last_error(alarm("x" * length))


def test_an_error_is_quoted_without_its_trimmings_and_by_the_name_of_its_file():
    assert "“it broke twice” (hman.log:1)." == last_error(
        alarm("*** ~it  broke\ttwice ==~~", file=r"bundle.zip/CAS01\Logs\hman.log")
    )


@pytest.mark.parametrize(
    ("subject", "lane", "name"),
    [
        (Subject(GUID, "Configuration Manager 2409"), "package", "Configuration Manager 2409"),
        (Subject(GUID, "Configuration Manager 2409", site="PS1"), "package", "Configuration Manager 2409 at site PS1"),
        (Subject(GUID), "package", f"Update {GUID}"),
        (Subject(GUID, site="PS1"), "package", f"Update {GUID} at site PS1"),
        (Subject(), "synchronization", "The check for updates"),
        (Subject(site="PS1"), "synchronization", "The check for updates at site PS1"),
    ],
)
def test_a_case_is_called_by_its_update_and_its_site_as_far_as_they_are_known(subject, lane, name):
    assert f"{name} is not applicable to this site." == say(case("not_applicable", None, subject=subject, lane=lane))


def test_a_lane_that_has_no_name_of_its_own_is_called_by_its_title():
    unnamed = next(lane for key, lane in LANES.items() if not lane.traits.called)
    told = case("not_applicable", None, subject=Subject(), lane=unnamed.id)

    assert say(told).startswith(f"The {inside(unnamed.traits.short)} is not")


@pytest.mark.parametrize(
    ("verdict", "confidence", "said"),
    [
        ("failed", "confirmed", "fails at {}."),
        ("failed", "likely", "probably fails at {}."),
        ("failed", "possible", "perhaps fails at {}."),
        ("stalled", "confirmed", "is stuck at {}."),
        ("stalled", "likely", "is probably stuck at {}."),
        ("in_progress", "confirmed", "is at {}, within its time."),
        ("in_progress", "possible", "is perhaps at {}, within its time."),
        ("waiting", "confirmed", "waits at {}, as documented."),
        ("waiting", "likely", "probably waits at {}."),
        ("unknown", "possible", "was last seen at {}, and the logs cannot tell whether it went on."),
    ],
)
def test_a_sentence_sounds_as_sure_as_its_case_is(verdict, confidence, said):
    assert f"Update {GUID} {said.format(f'step “{TITLE}”')}" == say(case(verdict, confidence=confidence))


def test_what_is_known_of_a_stuck_case_is_told_with_it():
    known = {"server": "SCP01", "since": NOON, "attempts": 2}
    where = f"at step “{TITLE}” on SCP01 since 2025-03-04 12:00 UTC"

    assert [
        f"Update {GUID} has been failing {where}, 2 attempts.",
        f"Update {GUID} has been stuck {where}, 2 attempts.",
    ] == [say(case("failed", **known)), say(case("stalled", **known))]


@pytest.mark.parametrize(
    ("verdict", "confidence", "said"),
    [
        ("failed", "confirmed", "has failed"),
        ("failed", "possible", "has perhaps failed"),
        ("stalled", "likely", "has probably been stuck"),
        ("in_progress", "confirmed", "has been"),
        ("in_progress", "likely", "has probably been"),
    ],
)
def test_where_the_time_is_known_the_sentence_says_since_when_it_has_been_so(verdict, confidence, said):
    told = say(case(verdict, confidence=confidence, since=NOON))

    assert told.startswith(f"Update {GUID} {said} at step “{TITLE}” since 2025-03-04 12:00 UTC")


@pytest.mark.parametrize(("certainty", "said"), [("proved", ": The disk is full."), ("suggested", ".")])
def test_only_a_cause_that_is_proved_is_told(certainty, said):
    cause = Cause("disk", "disk_space", "The disk is full", "…", certainty=certainty)

    assert f"Update {GUID} fails at step “{TITLE}”{said}" == say(case(cause=cause))


@pytest.mark.parametrize(
    ("sign", "said"),
    [
        ({"supplied": True}, "."),
        ({"supplied": False}, ": hman.log was not supplied."),
        ({"supplied": False, "undated": True}, ": hman.log has no line with a time."),
    ],
)
def test_who_cannot_tell_says_which_log_could(sign, said):
    told = case("unknown", next=NextSign("hman", None, (), deadline=None, log_file="hman.log", **sign))

    assert say(told).endswith(f"and the logs cannot tell whether it went on{said}")


def test_who_waits_says_for_whom():
    assert f"Update {GUID} probably waits at step “{TITLE}” for the parent site." == say(
        case("waiting", confidence="likely", blocked_by="the parent site")
    )


@pytest.mark.parametrize(
    ("step", "said"),
    [(None, DONE), (STEPS[-1].id, DONE), (STEPS[1].id, f"ended at step “{STEPS[1].title}”, as intended")],
)
def test_a_completed_case_says_whether_it_went_through_to_its_last_step(step, said):
    assert f"Update {GUID} {said}." == say(case("completed", step))


@pytest.mark.parametrize("number", [1, -1])
def test_what_a_newer_update_went_past_is_neither_done_nor_ended_as_intended(number):
    passed = case("completed", STEPS[number].id, confidence="likely", proofs=(CaseProof("superseded", "likely", "…"),))

    assert say(passed) == (
        f"Update {GUID} probably stopped at step “{STEPS[number].title}”, and a newer update went past it since."
    )


def test_a_completed_case_says_how_sure_that_is():
    assert [
        f"Update {GUID} is probably {DONE.removeprefix('is ')}.",
        f"Update {GUID} perhaps ended at step “{TITLE}”, as intended.",
    ] == [
        say(case("completed", None, confidence="likely")),
        say(case("completed", confidence="possible")),
    ]


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (["in_progress", "completed", "unknown", "waiting"], ""),
        (["stalled", "completed"], " 1 more case is stuck."),
        (["failed", "stalled"], " 2 more cases are stuck."),
    ],
)
def test_the_other_cases_that_are_stuck_are_counted(others, said):
    assert f"Update {GUID} fails at step “{TITLE}”.{said}" == say(case(), *map(case, others))


@pytest.mark.parametrize(
    ("updates", "said"),
    [
        ([], ""),
        (["not_applicable"], " The only update it looked at is not applicable to this site."),
        (["not_applicable"] * 2, " None of the 2 updates it looked at is applicable to this site."),
        (["not_applicable", "completed"], ""),
    ],
)
def test_where_no_update_fits_the_site_that_is_said_behind_what_leads(updates, said):
    check = case("completed", None, subject=Subject(), lane="synchronization")

    assert f"The check for updates is finished.{said}" == say(check, *(case(verdict, None) for verdict in updates))


def test_an_update_that_does_not_fit_says_so_only_once():
    assert f"Update {GUID} is not applicable to this site." == say(case("not_applicable", None))


@pytest.mark.parametrize("verdict", ["completed", "stalled", "waiting"])
def test_whatever_the_check_for_updates_does_no_update_fits_the_site(verdict):
    check = case(verdict, "download_manifest", lane="synchronization", subject=Subject(None))
    said = "The only update it looked at is not applicable to this site."

    assert said in say(check, case("not_applicable"))


@pytest.mark.parametrize(
    ("short", "done", "said"), [(None, None, "copy is completed."), ("sum", "told", "sum is told.")]
)
def test_a_lane_without_a_short_name_is_called_by_its_title(short, done, said):
    lane = LANES["download", "package"]
    named = replace(lane, title="Copy", traits=replace(lane.traits, short=short, done=done, called=None))
    over = case("completed", lane.steps[-1].id, subject=Subject(None))

    assert f"The {said}" == headline([over], {("download", "package"): named}, (), recognised=True)
