"""Why each stuck finding is stuck: the causes its lines prove, and the error numbers in them, decoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from dmplog.blanks import filled
from dmplog.case import Cause, ErrorCode
from dmplog.causes.book import Causes
from dmplog.causes.unknown import UNRECOGNIZED
from dmplog.codes import find_codes
from dmplog.diagnosis import Finding
from dmplog.evidence import Asked, EvidenceBook, Telling, values_near
from dmplog.flowchart import paths_of
from dmplog.knowledge import update_of
from dmplog.releases import advice


class Explanation(NamedTuple):
    """The causes of one finding, best first, and the error numbers its lines hold."""

    causes: tuple[Cause, ...] = ()
    errors: tuple[ErrorCode, ...] = ()


def explain(
    findings: Sequence[Finding], asked: Sequence[Asked], book: EvidenceBook, causes: Causes
) -> list[Explanation]:
    """Return the explanation of every finding; an empty one where it is not stuck."""
    return [_explanation(*each, book, causes) for each in zip(findings, asked, strict=True)]


def telling_at(finding: Finding, causes: Causes) -> Telling:
    """Return which events can tell *causes* why *finding* is stuck: those of causes that can block its step."""
    if finding.verdict not in ("failed", "stalled") or finding.at is None:
        return Telling()
    return Telling(*causes.telling_at(paths_of(finding.cases.flowchart, finding.lane, finding.at)))


def _explanation(finding: Finding, asked: Asked, book: EvidenceBook, causes: Causes) -> Explanation:
    if finding.verdict not in ("failed", "stalled") or finding.at is None:
        return Explanation()
    own = book.cite_all(asked.own)
    beside = tuple(line for line in book.cite_all(asked.beside) if line not in own)
    # What the worker said on the way may be over again, or another's: it only suggests.
    beside = (*beside, *book.between(asked.stretch, (*own, *beside)))
    paths = paths_of(finding.cases.flowchart, finding.lane, finding.at)
    update = update_of(finding.subject.subject.package_guid or "")
    version = None if update is None else update.version
    known = causes.find(paths, finding.verdict, own, beside, seen=asked.seen)
    found = tuple(_filled(cause, version, asked, book, causes) for cause in known)
    unknown = [line for line in beside if line.event == UNRECOGNIZED]
    codes = dict.fromkeys(code for line in (*own, *unknown, *found[0].evidence) for code in find_codes(line.text))
    return Explanation(found, tuple(codes))


def _filled(cause: Cause, version: str | None, asked: Asked, book: EvidenceBook, causes: Causes) -> Cause:
    """Return *cause* with what the lines in front of the one that proves it name, in the blanks of its advice."""
    proving = cause.evidence[:1]
    near = next((row for row in (*asked.own, *asked.beside) if (book.cite(row),) == proving), None)
    named = {} if near is None else values_near(near, asked.named, book.told)
    rows = {one.blank: one.row for one in asked.named if one.near == near}
    for each in causes.instead(cause.id):
        # What the line says that proves it is said of every time-out; what came in front of it only of this one.
        if each.named in named and each.behind in named and rows[each.behind] < rows[each.named]:
            lines = (*proving, book.cite(rows[each.named]), *cause.evidence[1:])
            cause = replace(cause, explanation=each.explanation, actions=each.actions, evidence=lines)
    cause = _for_release(cause, version)
    return replace(cause, actions=tuple(filled(action, named) for action in cause.actions))


def _for_release(cause: Cause, version: str | None) -> Cause:
    """Return *cause* with what the release in force asks for, first of all."""
    return replace(cause, actions=(*advice(cause.id, version), *cause.actions))
