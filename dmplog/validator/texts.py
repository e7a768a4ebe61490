"""The texts of a knowledge file, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Place = tuple[str | int, ...]
"""The way from the file to a text: keys, and numbers in lists."""

ADVISING = ("check", "meanwhile", "actions", "line_actions", "action")
"""The keys whose texts tell somebody what to do."""


def texts_below(value: Any, wanted: Callable[[Place], bool], place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield the texts below *value* whose place is *wanted*.

    >>> list(texts_below({"cause": [{"id": "x", "actions": ["Wait."]}]}, advises))
    [(('cause', 0, 'actions', 0), 'Wait.')]
    """
    if isinstance(value, str):
        if wanted(place):
            yield place, value
    elif isinstance(value, (dict, list)):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            yield from texts_below(part, wanted, (*place, key))


def key_of(place: Place) -> str:
    """Return the key of the text at *place*, or of the list it stands in.

    >>> key_of(("cause", 0, "actions", 3))
    'actions'
    """
    return next((key for key in reversed(place) if isinstance(key, str)), "")


def advises(place: Place) -> bool:
    """Return whether the text at *place* tells somebody what to do."""
    # The `meanwhile` of sub-stages are ids.
    return key_of(place) in ADVISING and "sub_stages" not in place
