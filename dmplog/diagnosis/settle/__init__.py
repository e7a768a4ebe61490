"""Settling: rules that look at findings again, in this order, each with a module of its own.

Sub-stages and the service window read the reports of the update service, a crash loop its restarts; tries without a result, and lines
that only repeat themselves, are no signs of life; what has not begun and what no line speaks of become findings of their own; what later
work shows to be over is over; who waits for another site, or in vain, is told last, when all others are settled. Every rule is
idempotent: settling twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding
from dmplog.diagnosis.settle.behind_the_end import with_failures_behind_the_end
from dmplog.diagnosis.settle.blocked import told_whom_they_wait_for
from dmplog.diagnosis.settle.crash_loop import crashed
from dmplog.diagnosis.settle.given_up import with_given_up
from dmplog.diagnosis.settle.going_round import without_getting_on
from dmplog.diagnosis.settle.nearly_ended import with_nearly_ended
from dmplog.diagnosis.settle.nobodys import with_errors_of_nobody
from dmplog.diagnosis.settle.not_begun import with_installations_not_begun
from dmplog.diagnosis.settle.not_made_good import with_failures_not_made_good
from dmplog.diagnosis.settle.parentless import waiting_in_vain
from dmplog.diagnosis.settle.passed import with_passed
from dmplog.diagnosis.settle.service_window import in_service_window
from dmplog.diagnosis.settle.silent_tries import with_silent_tries
from dmplog.diagnosis.settle.standing_error import with_standing_error
from dmplog.diagnosis.settle.standing_failure import with_standing_failure
from dmplog.diagnosis.settle.sub_stages import reopened
from dmplog.diagnosis.settle.superseded import without_superseded
from dmplog.diagnosis.settle.unexplained import with_unexplained
from dmplog.diagnosis.settle.unseen import with_unseen
from dmplog.diagnosis.settle.whose import with_own_alarms
from dmplog.diagnosis.verdict import Ground

Rule = Callable[[Sequence[Finding], Sequence[LaneCases], Ground], list[Finding]]


def _each(rule: Callable[[Finding, Ground], Finding]) -> Rule:
    """Return *rule* for all findings."""
    return lambda findings, _, ground: [rule(finding, ground) for finding in findings]


RULES: tuple[Rule, ...] = (
    _each(reopened),
    _each(with_failures_not_made_good),
    _each(with_failures_behind_the_end),
    _each(in_service_window),
    _each(crashed),
    _each(with_standing_failure),
    _each(with_silent_tries),
    _each(without_getting_on),
    _each(with_nearly_ended),
    with_installations_not_begun,
    with_unseen,
    with_own_alarms,
    _each(with_given_up),
    _each(with_unexplained),
    _each(with_standing_error),
    with_errors_of_nobody,
    with_passed,
    without_superseded,
    told_whom_they_wait_for,
    waiting_in_vain,
)


def settle(findings: Sequence[Finding], lanes: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings* with every rule applied, in its order; *lanes* also hold the subjects without a trace."""
    settled = list(findings)
    for rule in RULES:
        settled = rule(settled, lanes, ground)
    return settled
