"""Which logs would make an answer surer: those that its proofs name, each once."""

from __future__ import annotations

import pytest
from judged import finding

from dmplog.diagnosis.finding import Proof, where
from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.roles import file_of
from dmplog.witness import Spot
from dmplog.writing.needs import logs_to_begin_with, needs, proofs


def called(role, server):
    """How a bundle with sched.log of SRV1 calls its logs."""
    return "sched.log" if (role, server) == ("scheduler", "SRV1") else file_of(role)


def wanted(*known, step="check_prerequisites"):
    return [(need.log, need.server) for need in needs(finding("installation", step=step, proofs=known), called)]


def proof(kind, role="hman", server="SRV1"):
    return Proof(kind, "possible", where(Spot(role, server)))


@pytest.mark.parametrize(
    ("known", "logs"),
    [
        ([proof("missing")], [("hman.log", "SRV1")]),
        ([proof("missing", server=None)], [("hman.log", None)]),
        ([proof("missing"), proof("undecided")], [("hman.log", "SRV1")]),
        ([proof("missing"), proof("undecided", server="SRV2")], [("hman.log", "SRV1"), ("hman.log", "SRV2")]),
        # A log that is there, and ends too early, is asked for by the name it has there.
        (
            [proof("ends", "scheduler"), proof("missing", "scheduler", "SRV2")],
            [("sched.log", "SRV1"), ("schedule.log", "SRV2")],
        ),
        ([proof("covers")], []),
        ([proof("silent")], []),
        ([Proof("missing", "possible", ())], []),
        # The logs of the step at the parent site.
        (
            [Proof("parent_missing", "possible")],
            [(name, "the parent site") for name in ("CMUpdate.log", "ConfigMgrPrereq.log", "hman.log")],
        ),
        ([Proof("went_on", "likely"), Proof("close_margin", "likely")], []),
    ],
)
def test_a_log_is_asked_for_that_would_do_away_with_a_doubt(known, logs):
    assert [(name.lower(), server) for name, server in logs] == [
        (name.lower(), server) for name, server in wanted(*known)
    ]


def test_without_a_step_no_log_of_the_parent_is_named():
    assert [] == wanted(Proof("parent_missing", "possible"), step=None)


def test_a_log_is_asked_for_with_the_reason():
    (need,) = needs(finding("installation", proofs=[proof("missing")]), called)

    assert "hman.log of SRV1 was not supplied. It would hold the next line." == need.why


def test_what_an_answer_rests_on_is_told_with_what_it_takes_away():
    (told,) = proofs(finding("installation", proofs=[Proof("given_up", "likely")]), called)

    assert ("given_up", "likely") == (told.kind, told.caps)


def test_where_nothing_is_known_the_logs_of_an_update_are_named_in_the_order_of_its_way():
    """Whoever collects them goes from server to server, and meets each log once there."""
    found = logs_to_begin_with([load_flowchart(name) for name in shipped_flowcharts()])
    by_server = {need.server: [] for need in found}
    for need in found:
        by_server[need.server].append(need.log.removesuffix(".log"))

    assert [
        ("the service connection point", ["dmpdownloader", "configmgrsetup"]),
        ("the top-level site server", ["hman", "smsdbmon", "distmgr", "schedule", "sender"]),
        ("each child site server", ["despool", "distmgr"]),
        ("each site server that installs", ["hman", "cmupdate", "configmgrprereq", "sitecomp"]),
    ] == list(by_server.items())
