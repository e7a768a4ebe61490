"""Which server speaks for a place of a chart that is not the one its own workers run at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from dmplog.cases.context import busiest
from dmplog.witness import Witness


class ServerOfPlace(NamedTuple):
    """The server whose *logs* show a place; `supplied` tells whether a log of it is there, with events or not.

    `beside` are the servers whose own workers stand beside such logs: where a service connection point moved, each speaks for its time.
    """

    server: str | None
    logs: tuple[str, ...]
    supplied: bool
    beside: tuple[str, ...] = ()

    def of(self, worker: str | None) -> str | None:
        """Return the server that shows the place to a *worker* on that server."""
        return worker if worker in self.beside else self.server


def server_of_place(rows: pl.DataFrame, own: Sequence[str], others: tuple[str, ...], witness: Witness) -> ServerOfPlace:
    """Return the server of a place: the worker's own, who shows it, one of the worker's site, or the only one there is.

    *rows* have the columns `role`, `server` and `tells_place`; the workers write the logs *own*, and *others* show the place.
    """
    there = rows.filter(pl.col("role").is_in(others))
    here = rows.filter(pl.col("role").is_in(own))
    supplied = [span.server for span in witness.spans if span.role in others]
    servers = list(dict.fromkeys((*supplied, *there["server"].to_list())))
    working = {span.server for span in witness.spans if span.role in own} | set(here["server"])
    if shared := [server for server in servers if server in working]:
        return ServerOfPlace(shared[0], others, supplied=True, beside=tuple(filter(None, shared)))
    telling = there.filter("tells_place")
    if not telling.is_empty():
        return ServerOfPlace(busiest(telling), others, supplied=True)
    sites = {span.site for span in witness.spans if span.role in own and span.site is not None}
    if same := [span.server for span in witness.spans if span.role in others and span.site in sites]:
        return ServerOfPlace(same[0], others, supplied=True)
    if working:
        # A log of another server may be another site's: it proves nothing here.
        return ServerOfPlace(None, others, supplied=False)
    return ServerOfPlace(servers[0] if servers else None, others, supplied=bool(supplied))
