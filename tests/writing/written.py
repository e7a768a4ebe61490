"""Cases written about findings made by hand.

>>> wrote(finding("package", step=1), [event("an_event")]).lane_title
'Download'
"""

from __future__ import annotations

from judged import event, finding, ground

from dmplog.case import Evidence
from dmplog.causes.explain import Explanation
from dmplog.evidence import Asked, EvidenceBook, Questions, SideNotes
from dmplog.writing.case import write
from dmplog.writing.pen import Pen

__all__ = ["asked", "event", "finding", "wrote"]


def asked(found, steps=None, notes=None, stretch=None):
    """Return what *found* is told with: rows and notes by the number of their step."""
    size = range(len(found.lane.steps))
    told = [tuple((steps or {}).get(number, ())) for number in size]
    noted = [tuple((notes or {}).get(number, ())) for number in size]
    return Asked(tuple(told), tuple(noted), (), (), (), stretch=stretch)


def wrote(found, rows=(), *, between=(), steps=None, notes=None, book=None, render=None, roles_of=None, **known):
    """Return the case of *found*; every row is a line of one log, and *between* are the lines of a stretch."""
    lines = {number: Evidence("x.log", 10 * number + 10, None, "", "") for number in range(len(rows))}
    stretch = "a stretch" if between else None
    made = book or EvidenceBook(lines, {}, {}, {stretch: tuple(between)})
    questions = Questions((asked(found, steps, notes, stretch),), SideNotes((), ()), ())
    pen = Pen(ground(rows, **known), made, render or (lambda name, _: name), roles_of or (lambda _: ()))
    return write([found], questions, [Explanation((), ())], pen).cases[0]
