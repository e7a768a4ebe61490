"""What is told of one case field by field, in a full page and in a brief one alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import takewhile

from dmplog import layout
from dmplog.frozen import frozen
from dmplog.layout import code
from dmplog.looks import document as reading
from dmplog.looks.awaited import (
    attempts_said,
    begins_first,
    begins_of,
    behind_said,
    by_file,
    due_said,
    ends_of,
    file_of_sign,
    why_missing,
)
from dmplog.looks.document import VERDICTS, Document
from dmplog.looks.evidence import is_error, last_evidence, place_of
from dmplog.looks.times import last_sign_said, lasting
from dmplog.views.moments import Moments
from dmplog.views.room import cut

MOST_EXPECTED = 2
"""So many texts of the next line are told, the same in every view."""

MOST_SEARCHED = 200
"""So many characters of the line that is to be looked for are shown in any room."""

BEHIND = 16
"""So many characters are shown behind where two lines part."""


@frozen
class Fields:
    """The fields of the cases of one report, told by one clock; of a log line so many characters are *quoted*, by default all."""

    document: Document
    moments: Moments
    quoted: int | None = None

    def headline(self, first: Document | None) -> str:
        """Return the headline of the report, whose *first* case it tells of."""
        return self.moments.within(self.document["headline"], first["server"] if first else None)

    def since(self, case: Document) -> str | None:
        """Return since when *case* is where it is, and for how long."""
        if not case["since"]:
            return None
        ago = lasting(case, self.document["as_of"])
        return self.moments.text(case["since"], server=case["server"]) + (f", for {ago}" if ago else "")

    def last_sign(self, case: Document) -> str:
        """Return when *case* gave its last sign, where that was later than its beginning; to be told behind `since`."""
        return last_sign_said(case, partial(self.moments.beside, server=case["server"]))

    def attempts(self, case: Document) -> str:
        """Return how often *case* was tried, and when the next attempt is to be expected where the logs show that."""
        return attempts_said(case, partial(self.moments.minute, server=case["server"]))

    def hour_of(self, case: Document) -> Callable[[str], str]:
        """Return what says the time of day of a moment of *case*, by its clock."""
        return lambda moment: self.moments.minute(moment, server=case["server"])[11:16]

    def last_line(self, case: Document) -> Iterator[layout.Field]:
        """Yield the last line of *case*, or where none is quoted the time of its last sign."""
        evidence = last_evidence(case)
        if evidence is not None:
            yield layout.Field("Last line", (self.quote(evidence),))
        elif case["last_sign"]:
            yield from field("Last sign", self.moments.text(case["last_sign"], server=case["server"]))

    def next_line(self, case: Document, note: bool = True) -> Iterator[layout.Field]:
        """Yield where the line that comes next would stand and when it was due, the texts of it, and its *note*."""
        sign = case["next"]
        if sign is None:
            return
        server = f" on {sign['server']}" if sign["server"] else ""
        tell = partial(self.moments.text, server=sign["server"])
        due = due_said(case, self.document["as_of"], tell, partial(self.moments.beside, server=sign["server"]))
        due = f", {due}" if due else ""
        missing = "" if sign["supplied"] else f"; {why_missing(sign)}"
        # The line that ends a step that failed is told first: those that begin to try it again prove nothing.
        ends = ends_of(sign) if sign["supplied"] else []
        again = f"; {begins_first(case, partial(self.moments.minute, server=sign['server']))}" if ends else ""
        where = layout.Paragraph(("in ", code(file_of_sign(sign)), f"{server}{due}{missing}{again}"))
        # A log that was not given is asked for elsewhere.
        noted = sign["note"] and not ends and (note or sign["supplied"])
        told: list[layout.Paragraph | layout.Quote] = [layout.Paragraph((sign["note"],))] if noted else []
        shown = ends[:1] or sign["expected"][:MOST_EXPECTED]
        begins = begins_of(sign)[:MOST_EXPECTED] if ends and note else []
        if begins:
            told += [layout.Paragraph(("The next attempt begins with",)), *self._alternatives(sign, begins)]
        yield layout.Field("Next line", (where, *self._alternatives(sign, shown), *self._behind(sign, shown), *told))

    def _behind(self, sign: Document, shown: Sequence[str]) -> Iterator[layout.Paragraph]:
        """Yield where those of the texts *shown* count that name nothing of their case."""
        counts = behind_said(sign, shown)
        if counts:
            yield layout.Paragraph(layout.advice(counts))

    def _alternatives(self, sign: Document, shown: Sequence[str]) -> Iterator[layout.Paragraph | layout.Quote]:
        """Yield the texts *shown* of the next line, together where they stand in one log, and each other log with its own."""
        # Two lines that part late are shown up to where they do.
        least = _parting(shown) + BEHIND if len(shown) > 1 else 0
        for number, (file, texts) in enumerate(by_file(sign, shown)):
            if file:
                yield layout.Paragraph(("or in " if number else "in ", code(file)))
            # What is cut cannot be searched for: the first one is told whole in any room.
            yield layout.Quote(tuple(self._text(text, MOST_SEARCHED if text == shown[0] else least) for text in texts))

    def quote(self, evidence: Document) -> layout.Quote:
        """Return a line of a log with its place and its time."""
        time = self.moments.text(evidence["time"], file=evidence["file"])
        around = tuple(evidence.get("context") or ())
        return layout.Quote((self._text(evidence["text"]),), place_of(evidence), time, around, is_error(evidence))

    def _text(self, text: str, least: int = 0) -> str:
        return text if self.quoted is None else cut(text, max(self.quoted, least))


def _parting(texts: Sequence[str]) -> int:
    """Return after how many characters *texts* part.

    >>> _parting(["is applicable", "is not applicable"])
    3
    """
    return sum(1 for _ in takewhile(lambda row: len(set(row)) == 1, zip(*texts, strict=False)))


def field(label: str, *words: str | layout.Span | None) -> Iterator[layout.Field]:
    """Yield a field of one sentence, if there is anything to say."""
    said = tuple(part for part in words if part)
    if said:
        yield layout.Field(label, (layout.Paragraph(said),))


def heading_of(case: Document) -> str:
    """Return what stands above *case*: its verdict and what it is about."""
    return f"{VERDICTS[case['verdict']].upper()} – {reading.case_title(case)}"  # noqa: RUF001 - a dash is meant


def error_name(error: Document) -> str:
    """Return what the tables know of the code of *error*."""
    return ": ".join(part for part in (error["name"], error["meaning"]) if part) or "no table knows this code"
