"""A line that means something, and the places whose logs show steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from dmplog.frozen import frozen

Place = Literal[
    "service_connection_point", "site_server", "top_level_site", "child_site", "installing_site", "tool_computer"
]
"""Whose log would show a step; the service connection tool runs on a computer of its own."""


@frozen
class Signal:
    """A line that means something: an event, and the values some of its fields must have.

    Values compare without regard to case; a `*` at either end of a value stands for anything. Beside the fields of its
    event, a signal may ask for the `role` of the log, where one event speaks in several logs.

    >>> Signal("state_message_generated", (("state_message", ("2", "3")),)).matches({"state_message": "3"})
    True
    """

    event: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def matches(self, fields: Mapping[str, str | None]) -> bool:
        """Return whether an event of this name with these *fields* is meant."""
        return all(
            any(_fits((fields.get(name) or "").lower(), value.lower()) for value in values)
            for name, values in self.where
        )

    def __str__(self) -> str:
        """Return the signal as a person writes it down."""
        wanted = " and ".join(f"{name} {' or '.join(values)}" for name, values in self.where)
        return f"{self.event} with {wanted}" if wanted else self.event


def _fits(text: str, value: str) -> bool:
    wanted = value.strip("*")
    if value.startswith("*"):
        return wanted in text if value.endswith("*") else text.endswith(wanted)
    return text.startswith(wanted) if value.endswith("*") else text == wanted
