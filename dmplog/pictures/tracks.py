"""The tracks that arrows run on which do not lead to the next shape of a row or a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dmplog.frozen import frozen
from dmplog.looks.picture import Edge


@frozen
class Track:
    """An arrow, and the number of its track; 0 is the nearest."""

    edge: Edge
    number: int


def on_tracks(edges: Sequence[Edge], places: Mapping[str, int]) -> list[Track]:
    """Put the shortest of *edges* on the nearest track, and none over another one; *places* numbers the shapes."""
    tracks: list[list[tuple[int, int]]] = []
    found = []
    for edge in sorted(edges, key=lambda one: abs(places[one.source] - places[one.target])):
        first, last = sorted((places[edge.source], places[edge.target]))
        free = (number for number, used in enumerate(tracks) if all(last < one or other < first for one, other in used))
        track = next(free, len(tracks))
        if track == len(tracks):
            tracks.append([])
        tracks[track].append((first, last))
        found.append(Track(edge, track))
    return found
