"""How often a diagnosis may be made, so that a watch costs next to nothing: what it took is spread over a long time.

Every change of a log asks for a diagnosis of everything, and the logs of a busy server change all the time. What was not used is saved
up to a bound, so that the first changes behind a quiet time are told at once.
"""

from __future__ import annotations

SHARE = 0.02
"""Of one core, in the long run."""

SAVED = 5.0
"""At most so many seconds are saved."""


class Thrift:
    """An allowance of processor time.

    >>> thrift = Thrift(0.0)
    >>> thrift.spend(6.0)
    >>> [thrift.allows(passed) for passed in (0.0, 49.0, 51.0)]
    [False, False, True]
    """

    def __init__(self, passed: float) -> None:
        self._left = SAVED
        self._at = passed

    def allows(self, passed: float) -> bool:
        """Return whether something is left, when so many seconds have *passed*."""
        self._left = min(SAVED, self._left + SHARE * (passed - self._at))
        self._at = passed
        return self._left > 0

    def spend(self, seconds: float) -> None:
        """Note that a diagnosis took so many *seconds*."""
        self._left -= seconds
