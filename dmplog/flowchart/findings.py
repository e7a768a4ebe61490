"""What is wrong with a flowchart file: findings with a place and a mend, collected so that one reading tells them all."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dmplog.errors import FlowchartError

_SHOWN_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where it stands, and what to do about it."""

    message: str
    line: int | None = None
    column: int | None = None
    hint: str | None = None

    def sentence(self, path: str) -> str:
        """Return the finding as one line for a person.

        >>> Finding("the chart names no step 'x'", 12, 4, "declare it").sentence("mine.toml")
        "mine.toml:12:4: error: the chart names no step 'x' (declare it)"
        """
        place = ":".join(str(part) for part in (path, self.line, self.column) if part is not None)
        return f"{place}: error: {self.message}" + (f" ({self.hint})" if self.hint else "")


@dataclass(slots=True)
class Findings:
    """Findings as they are collected."""

    found: list[Finding] = field(default_factory=list)

    def error(self, message: str, place: tuple[int, int] | None = None, hint: str | None = None) -> None:
        """Note something that must be mended."""
        line, column = place or (None, None)
        self.found.append(Finding(message, line, column, hint))

    def sorted(self) -> tuple[Finding, ...]:
        """Return the findings in the order of the file, each once."""
        return tuple(
            sorted(dict.fromkeys(self.found), key=lambda found: (found.line or 0, found.column or 0, found.message))
        )


def raise_first(findings: Sequence[Finding], path: str) -> None:
    """Raise the first error among *findings*, with the others named behind it.

    Raises:
        FlowchartError: There is an error.
    """
    if not findings:
        return
    first, *others = findings
    beside = "".join(f"; line {other.line or '?'}: {other.message}" for other in others[:_SHOWN_BESIDE])
    more = f"; and {len(others) - _SHOWN_BESIDE} more" if len(others) > _SHOWN_BESIDE else ""
    raise FlowchartError(
        first.message + beside + more, path=path, line=first.line, column=first.column, hint=first.hint
    )


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return a hint with the known name nearest to *name*, if one is near.

    >>> did_you_mean("begin", ["begins", "ends"])
    "did you mean 'begins'?"
    """
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else None
