"""How the values of a report stand in its JSON document: times as text, values as objects, tuples as lists."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType
from typing import Any

from dmplog.data import own_knowledge
from dmplog.errors import DmplogError


class Timed:
    """Holds times as precise as the document writes them, so that a report read back is the report that was written."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name in _moments(type(self)):
            value = getattr(self, name)
            if value is not None and (exact := _to_the_millisecond(value)) is not value:
                object.__setattr__(self, name, exact)


class Remembering(Timed):
    """Remembers the folder of knowledge it was made with, for pictures of it; that is no part of what it says."""

    __slots__ = ("_folder",)

    @contextmanager
    def as_made(self) -> Iterator[None]:
        """Let the knowledge it was made with be in use for a while; none where its folder is not there any more, or is another by now."""
        with ExitStack() as stack:
            with suppress(DmplogError):
                stack.enter_context(own_knowledge(getattr(self, "_folder", None)))
            yield


def remember(made: Iterable[Remembering], folder: str | Path | None) -> None:
    """Let each of *made* remember *folder*."""
    for each in made:
        object.__setattr__(each, "_folder", folder)


def utc_text(moment: datetime) -> str:
    """Return *moment* as the contract writes it.

    >>> utc_text(datetime(2026, 9, 18, 20, 39, 6, 598000, tzinfo=UTC))
    '2026-09-18T20:39:06.598Z'
    """
    known = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    # It ends in `+00:00`.
    return f"{known.isoformat(timespec='milliseconds')[:-6]}Z"


ATOMS = frozenset({str, int, float, bool, NoneType})
"""What stands in a document as it is; most of a report of 100,000 files is."""


def plain(value: Any) -> Any:
    """Return *value* as plain dicts, lists and strings.

    >>> plain((datetime(2026, 9, 18, tzinfo=UTC), None))
    ['2026-09-18T00:00:00.000Z', None]
    """
    if type(value) in ATOMS:
        return value
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, (tuple, list)):
        return [item if type(item) in ATOMS else plain(item) for item in value]
    names = _names(type(value))
    if names is None:
        return value
    return {name: one if type(one := getattr(value, name)) in ATOMS else plain(one) for name in names}


_NAMES: dict[type, tuple[str, ...] | None] = {}
"""What values of a class are made of: asked once, because a bundle may hold 100,000 files."""


def _names(kind: type) -> tuple[str, ...] | None:
    """Return what values of *kind* are made of, or None where it is no dataclass."""
    if kind not in _NAMES:
        _NAMES[kind] = (
            tuple(entry.name for entry in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else None
        )
    return _NAMES[kind]


_MOMENTS: dict[type, tuple[str, ...]] = {}
"""The fields of a class that hold times: asked once, because a bundle may hold thousands of cases."""


def _moments(kind: type) -> tuple[str, ...]:
    """Return the fields of the dataclass *kind* that hold times, as their annotations say."""
    if kind not in _MOMENTS:
        _MOMENTS[kind] = tuple(field.name for field in dataclasses.fields(kind) if "datetime" in str(field.type))
    return _MOMENTS[kind]


def _to_the_millisecond(value: Any) -> Any:
    if isinstance(value, datetime):
        # Most of them are, and a new one takes ten times as long as to ask.
        return value.replace(microsecond=value.microsecond // 1000 * 1000) if value.microsecond % 1000 else value
    return tuple(map(_to_the_millisecond, value)) if isinstance(value, tuple) else value
