"""What is wrong with a knowledge file: findings with a place and a mend, so that one reading tells them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from dmplog.errors import FlowchartError, KnowledgeError
from dmplog.flowchart.positions import KeyPath, Place
from dmplog.frozen import frozen

Severity = Literal["error", "warning"]

_SHOWN_BESIDE = 3


@frozen
class Finding:
    """One thing that is wrong, where it stands, and what to do about it."""

    severity: Severity
    message: str
    line: int | None = None
    column: int | None = None
    hint: str | None = None

    def sentence(self, path: str) -> str:
        """Return the finding as one line for a person.

        >>> Finding("error", "the chart names no step 'x'", 12, 4, "declare it").sentence("mine.toml")
        "mine.toml:12:4: error: the chart names no step 'x' (declare it)"
        """
        place = ":".join(str(part) for part in (path, self.line, self.column) if part is not None)
        return f"{place}: {self.severity}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class Fault(NamedTuple):
    """Something wrong in a file whose form is right, before anybody has looked up its place.

    Attributes:
        said: What is wrong.
        hint: What to do about it.
        at: The way to the value that is wrong.
        offset: Line and column inside a text, both from 1; (0, 0) means the value as a whole.
    """

    said: str
    hint: str
    at: KeyPath
    offset: Place = (0, 0)


def in_file_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings* in the order of the file, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda each: (each.line or 0, each.column or 0, each.message)))


def raise_first(findings: Sequence[Finding], path: str, kind: type[KnowledgeError] = FlowchartError) -> None:
    """Raise the first of *findings* as *kind*, with the others named behind it.

    Raises:
        KnowledgeError: There is one.
    """
    if not findings:
        return
    first, *others = findings
    beside = "".join(f"; line {other.line or '?'}: {other.message}" for other in others[:_SHOWN_BESIDE])
    more = f"; and {len(others) - _SHOWN_BESIDE} more" if len(others) > _SHOWN_BESIDE else ""
    raise kind(first.message + beside + more, path=path, line=first.line, column=first.column, hint=first.hint)
