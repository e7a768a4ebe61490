"""Every line the report quotes, once and in the order of time, with an address of its own in the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dmplog.frozen import frozen
from dmplog.looks.document import STUCK, Document, lane_name, slug
from dmplog.looks.evidence import last_evidence, place_of

MOST_LINES = 600
"""So many quoted lines stand in the page; those beyond are in the JSON report."""


@frozen
class Line:
    """A quoted line: its address in the page, whose it is, and what it is quoted for."""

    anchor: str
    entry: Document
    told: tuple[tuple[int | None, str, str], ...]
    """By case: its number, whose row it is, and the step."""
    kind: str
    """"decides" where a stuck case stands at it, "unexplained", "also" seen, or nothing."""


@frozen
class Book:
    """The lines of a page, and where each of them stands."""

    lines: tuple[Line, ...]
    left_out: int
    anchors: Mapping[str, str]

    def anchor(self, entry: Document) -> str | None:
        """Return the address of the line *entry* quotes, None where it is not in the page."""
        return self.anchors.get(place_of(entry))


def book_of(document: Document, cases: Sequence[tuple[int, Document]]) -> Book:
    """Return the lines of *cases*, each with its number, of errors no step explains, and of what was also seen."""
    found: dict[str, tuple[Document, list[tuple[int | None, str, str]], list[str]]] = {}
    for kind, number, owner, step, entry in _quoted(document, cases):
        told = found.setdefault(place_of(entry), (entry, [], []))
        if owner and (number, owner, step) not in told[1]:
            told[1].append((number, owner, step))
        told[2].append(kind)
    kept = dict(list(found.items())[:MOST_LINES])
    anchors = _addresses(kept)
    lines = [
        Line(anchors[place], entry, _once(told), min(kinds, key=_KINDS.index))
        for place, (entry, told, kinds) in kept.items()
    ]
    ordered = sorted(lines, key=lambda line: (line.entry["time"] or "~", line.entry["file"], line.entry["line"]))
    return Book(tuple(ordered), len(found) - len(kept), anchors)


def _once(told: Sequence[tuple[int | None, str, str]]) -> tuple[tuple[int | None, str, str], ...]:
    """Return *told* without a case that is named again with its step.

    >>> _once([(1, "Download", ""), (1, "Download", "Ask for it"), (2, "Transfer", "")])
    ((1, 'Download', 'Ask for it'), (2, 'Transfer', ''))
    """
    with_step = {(number, owner) for number, owner, step in told if step}
    return tuple(row for row in told if row[2] or row[:2] not in with_step)


_KINDS = ("decides", "unexplained", "also", "")
_Quoted = tuple[str, int | None, str, str, Document]


def _quoted(document: Document, cases: Sequence[tuple[int, Document]]) -> Iterator[_Quoted]:
    """Yield every quoted line, those first that must not be left out."""
    for number, case in cases:
        last = last_evidence(case)
        if case["verdict"] in STUCK and last is not None:
            yield "decides", number, lane_name(case), "", last
    for row in document["unexplained"]:
        yield "unexplained", None, "", "", row["evidence"]
    for number, case in cases:
        yield from _of_case(number, case)
    for row in document["also_seen"]:
        yield "also", None, "", "", row["evidence"]


def _of_case(number: int, case: Document) -> Iterator[_Quoted]:
    owner = lane_name(case)
    for step in case["steps"]:
        for entry in step["evidence"]:
            yield "", number, owner, step["title"], entry
    for cause in (case["cause"], *case["other_causes"]):
        for entry in cause["evidence"] if cause else ():
            yield "", number, owner, "", entry
    for link in (case["decision"] or {"links": ()})["links"]:
        yield "", number, owner, "", link["evidence"]


def _addresses(places: Iterable[str]) -> dict[str, str]:
    """Return for each of *places* an address that is no other's."""
    taken: dict[str, int] = {}
    found = {}
    for place in places:
        # The end of a long name tells more than its beginning.
        name = slug(place[-70:])
        taken[name] = taken.get(name, 0) + 1
        found[place] = f"line-{name}" + (f"-{taken[name]}" if taken[name] > 1 else "")
    return found
