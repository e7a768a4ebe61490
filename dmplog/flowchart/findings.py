"""What is wrong with a knowledge file: findings with a place and a mend, so that one reading tells them all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from dmplog.errors import FlowchartError, KnowledgeError
from dmplog.flowchart.positions import KeyPath, Place
from dmplog.frozen import frozen

Mistake = tuple[str, "Finding"]
"""A file, and one thing that is wrong with it."""

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


def mistake_of(error: KnowledgeError) -> Mistake:
    """Return what *error* says as a mistake of its file."""
    return error.path, Finding("error", error.said, error.line, error.column, error.hint)


def until_unread(mistakes: Iterator[Mistake]) -> Iterator[Mistake]:
    """Yield *mistakes* until a file cannot be read, which is the last of them."""
    try:
        yield from mistakes
    except KnowledgeError as error:
        yield mistake_of(error)


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


def each_once(findings: Iterable[tuple[Hashable, Finding]]) -> tuple[Finding, ...]:
    """Return the findings of one file in its order; of those that tell the same the first one, which names the lines of the others.

    Args:
        findings: What each finding tells, and the finding.

    >>> wrong = [("x", Finding("error", "no grammar has the event 'x'", line, 1)) for line in (3, 9, 12)]
    >>> [found.message for found in each_once(wrong)]
    ["no grammar has the event 'x'; so it is in lines 9 and 12"]
    """
    told: dict[Hashable, list[Finding]] = {}
    for what, finding in sorted(findings, key=lambda pair: (pair[1].line or 0, pair[1].column or 0, pair[1].message)):
        told.setdefault(what, []).append(finding)
    return in_file_order(_with_lines(*same) for same in told.values())


def _with_lines(first: Finding, *others: Finding) -> Finding:
    lines = [str(line) for line in dict.fromkeys(other.line for other in others) if line not in (None, first.line)]
    if not lines:
        return first
    *front, last = lines
    where = f"lines {', '.join(front)} and {last}" if front else f"line {last}"
    return replace(first, message=f"{first.message}; so it is in {where}")


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
