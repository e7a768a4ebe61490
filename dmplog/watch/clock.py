"""The wall clock: whoever watches has to know what time it is, and nobody else in the program does."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a watch needs of time; a test brings its own."""

    def time_of_day(self) -> datetime:
        """Return the time of day, in UTC."""

    def passed(self) -> float:
        """Return seconds that only go forward, whatever somebody sets the clock to."""

    def spent(self) -> float:
        """Return the seconds of processor time that this program took."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class WallClock:
    """The clock of this computer."""

    def time_of_day(self) -> datetime:
        """Return the time of day, in UTC."""
        return datetime.now(UTC)

    def passed(self) -> float:
        """Return seconds that only go forward, whatever somebody sets the clock to."""
        return time.monotonic()

    def spent(self) -> float:
        """Return the seconds of processor time that this program took."""
        return time.process_time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
