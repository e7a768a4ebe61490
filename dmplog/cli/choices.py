"""Options whose value is one of a few words."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.errors import UsageError


def one_of(option: str, value: str, known: Sequence[str]) -> str:
    """Return the word of *known* that *value* is.

    >>> one_of("--format", " JSON", ["text", "json"])
    'json'

    Raises:
        UsageError: It is none; the message names the nearest one, or all.
    """
    found = value.strip().lower()
    if found not in known:
        from dmplog.nearest import did_you_mean

        hint = did_you_mean(found, known) or f"write {', '.join(known[:-1])} or {known[-1]}"
        raise UsageError(f"{option} cannot be '{value}'; {hint}")
    return found
