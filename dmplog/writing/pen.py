"""What every case is written with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from dmplog.diagnosis import Ground
from dmplog.evidence import EvidenceBook

Render = Callable[[str, Mapping[str, str]], str]
"""Gives the message text of an event with the known fields filled in."""


class Pen(NamedTuple):
    """What every case is written with."""

    ground: Ground
    book: EvidenceBook
    render: Render
    roles_of: Callable[[str], Sequence[str]] = lambda _: ()
    """Gives the logs that have an event."""
