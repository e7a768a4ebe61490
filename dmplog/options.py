"""How to diagnose a bundle: what the command line and a script may ask for."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from dmplog.framing.options import ReadOptions
from dmplog.frozen import frozen
from dmplog.limits import Limits


@frozen
class DiagnoseOptions:
    """How to diagnose a bundle.

    Attributes:
        as_of: The time up to which the logs are said to be complete; naive means UTC.
        update: Only cases of this package GUID or version.
        site: Only cases of this site.
        flowcharts: Names or paths; empty means all that are shipped.
        context: How many lines around each cited line are shown.
        hashes: Whether the inputs are hashed.
    """

    as_of: datetime | None = None
    update: str | None = None
    site: str | None = None
    flowcharts: tuple[str, ...] = ()
    context: int = 0
    hashes: bool = False
    read: ReadOptions = field(default_factory=ReadOptions)
    limits: Limits = field(default_factory=Limits)
