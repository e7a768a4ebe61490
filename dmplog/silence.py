"""The hours in which no log of a server wrote: the server, or its services, were off, and no step had that time (truth rule T2).

What is idle writes nothing either. So a silence counts only where another log than that of the step had written hour by hour until then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

RHYTHM = 3
"""A log that wrote in so many hours in a row writes all the time."""

SHORTEST = 2
"""So many whole hours without a line are a silence."""

_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)

Hours = Mapping[tuple[str | None, str], Collection[int]]
"""The hours since 1970 in which each log wrote, by its server and role."""


class Silence(NamedTuple):
    """Hours in which no log of a server wrote, naive UTC, and the roles that had written hour by hour until then."""

    server: str | None
    first: datetime
    last: datetime
    lively: frozenset[str]


def silences(hours: Hours) -> tuple[Silence, ...]:
    """Return every silence of every server, in order.

    >>> written = {("A", "hman"): [5, 6, 7, 12], ("A", "distmgr"): [7, 12]}
    >>> [(silence.first.hour, silence.last.hour, *silence.lively) for silence in silences(written)]
    [(8, 12, 'hman')]
    """
    servers: dict[str | None, dict[str, frozenset[int]]] = {}
    for (server, role), written in hours.items():
        servers.setdefault(server, {})[role] = frozenset(written)
    return tuple(silence for server, roles in servers.items() for silence in _of_server(server, roles))


def _of_server(server: str | None, roles: Mapping[str, frozenset[int]]) -> Iterable[Silence]:
    for last, following in pairwise(sorted(frozenset[int]().union(*roles.values()))):
        if following - last > SHORTEST:
            lively = frozenset(
                role for role, written in roles.items() if written.issuperset(range(last - RHYTHM + 1, last + 1))
            )
            if lively:
                yield Silence(server, _EPOCH + (last + 1) * _HOUR, _EPOCH + following * _HOUR, lively)


def extended(deadline: datetime, since: datetime, about: Iterable[Silence], role: str) -> datetime:
    """Return *deadline* later by all the time since *since* that the silences *about* its server took from a step that *role* tells."""
    for silence in about:
        begun = max(silence.first, since)
        if silence.lively - {role} and begun < min(deadline, silence.last):
            deadline += silence.last - begun
    return deadline


def hours_between(first: datetime, last: datetime) -> range:
    """Return the hours since 1970 from *first* to *last*, both naive UTC."""
    return range(_hour(first), _hour(last) + 1)


def _hour(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp()) // 3600
