"""Which logs nobody gave would show more of a case: where it is sure, none but the one that says why."""

from __future__ import annotations

from datetime import datetime

import pytest
from judged import finding

from dmplog.case import Cause, StepProgress
from dmplog.witness import LogSpan, Witness
from dmplog.writing.unseen import further_needs, unseen

NOON, TWO = datetime(2025, 1, 14, 12), datetime(2025, 1, 14, 14)


def given(*logs):
    """What knows the logs that were given, by role and server."""
    spans = tuple(LogSpan(server, None, role, NOON, TWO, (f"{role}.log",)) for role, server in logs)
    return Witness(spans, TWO, asserted=False)


def progress(found, *unobservable):
    """The steps of *found*, of which those called so cannot be seen."""
    return [
        StepProgress(step.id, step.title, "unobservable" if step.id in unobservable else "done")
        for step in found.lane.steps
    ]


def asked(found, *logs, beyond=(), cause=None):
    return [(need.log.lower(), need.server) for need in further_needs(found, beyond, cause, given(*logs))]


def cause(category="network", certainty="suggested"):
    return Cause("x", category, "X", "", certainty=certainty)


def test_steps_nobody_can_see_name_their_log_once():
    found = finding("installation", step="notify_update_service")
    (need,) = unseen(found, progress(found, "extract_content", "install_update"))

    assert ("CMUpdate.log".lower(), "SRV1") == (need.log.lower(), need.server)
    assert "“Extract the content to the staging folder” and “Install the update”" in need.why


@pytest.mark.parametrize(("confidence", "logs"), [("confirmed", []), ("likely", [("cmupdate.log", "SRV1")])])
def test_a_sure_answer_needs_no_log_of_the_steps_behind_it(confidence, logs):
    found = finding("installation", step="extract_content", verdict="waiting", confidence=confidence)

    assert logs == asked(found, beyond=unseen(found, progress(found, "install_update")))


@pytest.mark.parametrize(
    ("known", "logs"),
    [
        (None, [("configmgrsetup.log", "SRV1")]),
        (cause(), [("configmgrsetup.log", "SRV1")]),
        (cause("unknown", "proved"), [("configmgrsetup.log", "SRV1")]),
        (cause(certainty="proved"), []),
    ],
)
def test_the_log_that_may_say_why_is_asked_for_until_a_cause_is_proved(known, logs):
    """The reason of a redistributable that fails stands in the log of Setup alone."""
    found = finding("package", step="download_redist", verdict="failed", confidence="confirmed")

    assert logs == asked(found, ("dmpdownloader", "SRV1"), cause=known)
    assert [] == asked(found, ("dmpdownloader", "SRV1"), ("configmgrsetup", "SRV1"), cause=known)


def test_where_another_site_may_be_waited_for_the_logs_that_show_it_are_named():
    """One log of one site says that it waits, and not for whom."""
    found = finding("installation", step="wait_for_readiness", verdict="stalled", confidence="likely", places=())
    logs = [log for log, _ in asked(found, ("cmupdate", None), ("hman", None))]

    assert ["hman.log", "distmgr.log", "sender.log", "despool.log", "distmgr.log"] == logs
    assert ["hman.log"] == [log for log, _ in asked(found, ("sender", None))]
