"""When a component last synchronized, as the registry of its server said: what that tells of the log that was given.

A log that ends before is not all of it. A component that runs, and did not synchronize for several of its intervals, has nothing in a log
that was not given. Both are told with the line of the manifest; neither settles a case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from dmplog.bundle import Bundle
from dmplog.bundle.manifest import Component
from dmplog.frozen import frozen
from dmplog.intake import Intake
from dmplog.problem import Problem
from dmplog.roles import known_roles
from dmplog.servers import Place

KIND = "registry"
LATER = timedelta(hours=1)
"""A log may be written behind the value; a difference so large is none of that."""

MANY = 2
"""So many intervals without a synchronization are no delay."""

RUNS = "running"


@frozen
class Synchronized:
    """What the registry tells of the logs: files that went on behind what was given of them, and what to say."""

    unfinished: frozenset[str]
    problems: tuple[Problem, ...]


def find_synchronized(bundle: Bundle, intake: Intake, places: Sequence[Place]) -> Synchronized:
    """Return what the manifests of *bundle* tell of the logs that *intake* holds."""
    unfinished: set[str] = set()
    problems: list[Problem] = []
    for read, place in zip(intake.logs, places, strict=True):
        for component in bundle.registry.get(read.log.name, ()):
            held = _parts(component, intake, places, place.server)
            problems += [Problem(read.log.name, component.line, KIND, said) for said in _told(component, held, bundle)]
            if _goes_on(component, held, bundle):
                unfinished.update(held)
    return Synchronized(frozenset(unfinished), tuple(problems))


def _parts(
    component: Component, intake: Intake, places: Sequence[Place], server: str | None
) -> dict[str, datetime | None]:
    """Return the parts of the log of *component* that were given of *server*, each with the time of its last record."""
    role = known_roles().components.get(component.name)
    return {
        read.log.name: read.census.last
        for read, place in zip(intake.logs, places, strict=True)
        if read.role == role and place.server == server
    }


def _goes_on(component: Component, held: dict[str, datetime | None], bundle: Bundle) -> bool:
    """Return whether *component* synchronized behind everything *held* of its log, and before that was copied."""
    last = max((last for last in held.values() if last is not None), default=None)
    copied = max((bundle.copied[name] for name in held if name in bundle.copied), default=None)
    if component.synced is None or last is None or copied is None:
        return False
    return last + LATER < component.synced <= copied


def _told(component: Component, held: dict[str, datetime | None], bundle: Bundle) -> Iterator[str]:
    synced = component.synced
    if synced is None:
        return
    said = f"The registry says that {component.name} last synchronized on {synced:%Y-%m-%d %H:%M:%S} UTC"
    if _goes_on(component, held, bundle):
        _, name = max((last, name) for name, last in held.items() if last is not None)
        yield f"{said}. {name} ends before that: what was given of this log is not its newest part."
    elif (
        (component.state or "").lower() == RUNS
        and component.interval is not None
        and component.read - synced > MANY * component.interval
    ):
        minutes = component.interval // timedelta(minutes=1)
        days = (component.read - synced) / timedelta(days=1)
        yield f"{said}, {days:.1f} days before that was read, that it is to do so every {minutes:,} minutes, and that its thread runs."
