"""Where the names that advice speaks of were read: whoever is sent to an address wants to see the line it is from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dmplog.case import NamedIn
from dmplog.evidence import Asked, EvidenceBook, rows_naming

_TICKED = re.compile(r"`([^`]+)`")


def names_in(texts: Iterable[str], asked: Asked, book: EvidenceBook) -> tuple[NamedIn, ...]:
    """Return what the lines that were *asked* for name in *texts*, in the order it is told in, each with the last line that names it."""
    rows = rows_naming(asked.named, book.told)
    told = dict.fromkeys(name for text in texts for name in _TICKED.findall(text) if name in rows)
    lines = {name: book.cite(rows[name]) for name in told}
    return tuple(NamedIn(name, line.file, line.line) for name, line in lines.items())
