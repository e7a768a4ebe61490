"""Settling: rules that look at findings again, in this order, each with a module of its own.

Sub-stages and the service window read the reports of the update service, a crash loop its restarts; tries without a result, and lines
that only repeat themselves, are no signs of life; what has not begun and what no
line speaks of become findings of their own; who waits for another site, or in vain, is told last, when all others are settled. Every rule
is idempotent: settling twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dmplog.cases import LaneCases
from dmplog.diagnosis.finding import Finding
from dmplog.diagnosis.settle.blocked import told_whom_they_wait_for
from dmplog.diagnosis.settle.crash_loop import crashed
from dmplog.diagnosis.settle.going_round import without_getting_on
from dmplog.diagnosis.settle.nobodys import with_errors_of_nobody
from dmplog.diagnosis.settle.not_begun import with_installations_not_begun
from dmplog.diagnosis.settle.parentless import waiting_in_vain
from dmplog.diagnosis.settle.service_window import in_service_window
from dmplog.diagnosis.settle.silent_tries import with_silent_tries
from dmplog.diagnosis.settle.sub_stages import reopened
from dmplog.diagnosis.settle.unexplained import with_unexplained
from dmplog.diagnosis.settle.unseen import with_unseen
from dmplog.diagnosis.verdict import Ground

RULES_OF_EACH: tuple[Callable[[Finding, Ground], Finding], ...] = (
    reopened,
    in_service_window,
    crashed,
    with_silent_tries,
    without_getting_on,
    with_unexplained,
)
RULES_OF_ALL: tuple[Callable[[Sequence[Finding], Sequence[LaneCases], Ground], list[Finding]], ...] = (
    with_errors_of_nobody,
    with_installations_not_begun,
    with_unseen,
    told_whom_they_wait_for,
    waiting_in_vain,
)


def settle(findings: Sequence[Finding], lanes: Sequence[LaneCases], ground: Ground) -> list[Finding]:
    """Return *findings* with every rule applied, in its order; *lanes* also hold the subjects without a trace."""
    settled = list(findings)
    for each in RULES_OF_EACH:
        settled = [each(finding, ground) for finding in settled]
    for rule in RULES_OF_ALL:
        settled = rule(settled, lanes, ground)
    return settled
