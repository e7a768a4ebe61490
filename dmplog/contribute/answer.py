"""What a report answers: everything that must stay the same while lines are taken away."""

from __future__ import annotations

from dmplog.report import Report

Answer = tuple[object, ...]


def answer_of(report: Report) -> Answer:
    """Return the answer of *report*: what is stuck at which step, since when, why, and how certain that is.

    Which lines show it is no part of it.
    """
    cases = tuple(
        (
            *(case.flowchart, case.lane, case.subject, case.site, case.server),
            *(case.verdict, case.step, case.since, case.attempts, case.confidence, case.reasons, case.blocked_by),
            case.cause and (case.cause.id, case.cause.certainty),
        )
        for case in report.cases
    )
    return report.headline, report.verdict, report.as_of, cases
