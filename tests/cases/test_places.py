"""Which server speaks for a place that its own workers do not run at."""

from __future__ import annotations

import polars as pl
import pytest
from builders import BEGIN

from dmplog.cases.places import server_of_place
from dmplog.witness import LogSpan, Witness

OWN, OTHERS = ("downloader",), ("manager",)
NOBODY = pl.DataFrame(schema={"role": pl.String, "server": pl.String, "tells_place": pl.Boolean})


def span(server, site, role):
    return LogSpan(server, site, role, BEGIN, BEGIN, (f"{role}.log",))


@pytest.mark.parametrize(
    ("managers", "server", "supplied"),
    [
        ([span("PS1SRV", "PS1", "manager"), span("CASSRV", "CAS", "manager")], "CASSRV", True),
        ([span("SCP", "CAS", "manager"), span("CASSRV", "CAS", "manager")], "SCP", True),
        ([span("PS1SRV", "PS1", "manager")], None, False),
        ([], None, False),
    ],
)
def test_the_workers_own_server_comes_first_then_one_of_its_site(managers, server, supplied):
    witness = Witness((span("SCP", "CAS", "downloader"), *managers), None, asserted=False)

    found = server_of_place(NOBODY, OWN, OTHERS, witness)

    assert (server, supplied) == (found.server, found.supplied)


def place(rows, *spans):
    events = [{"role": role, "server": server, "tells_place": tells} for role, server, tells in rows]
    frame = pl.DataFrame(events, NOBODY.schema)
    return server_of_place(frame, OWN, OTHERS, Witness(spans, None, asserted=False))


WORKER, TOLD, SILENT = ("downloader", "SCP", False), "manager", False


@pytest.mark.parametrize(
    ("rows", "spans", "server", "supplied"),
    [
        # One server writes both.
        ([], [("CASSRV", "CAS", "manager"), ("SCP", None, "manager"), ("SCP", None, "downloader")], "SCP", True),
        ([WORKER, (TOLD, "CASSRV", True), (TOLD, "SCP", SILENT)], [], "SCP", True),
        ([WORKER], [("CASSRV", "CAS", "manager"), ("SCP", "CAS", "manager")], "SCP", True),
        # Else the one that speaks of the place, and most often.
        ([WORKER, (TOLD, "PS1SRV", SILENT), (TOLD, "CASSRV", True)], [], "CASSRV", True),
        ([WORKER, (TOLD, "PS1SRV", True), (TOLD, "CASSRV", True), (TOLD, "CASSRV", True)], [], "CASSRV", True),
        ([WORKER, ("downloader", "SCP", True), (TOLD, "PS1SRV", SILENT)], [], None, False),
        (
            [(TOLD, "PS1SRV", True)],
            [("SCP", "CAS", "downloader"), ("CASSRV", "CAS", "manager"), ("PS1SRV", "PS1", "manager")],
            "PS1SRV",
            True,
        ),
        # Else one of the site of the workers, of those whose log shows the place.
        ([], [("SCP", "CAS", "downloader"), ("DP", "CAS", "status"), ("CASSRV", "CAS", "manager")], "CASSRV", True),
        ([], [("SCP", "CAS", "downloader"), ("DP", "CAS", "status")], None, False),
        ([], [("DP", "PS1", "status"), ("SCP", "CAS", "downloader"), ("PS1SRV", "PS1", "manager")], None, False),
        ([], [("SCP", None, "downloader"), ("PS1SRV", None, "manager")], None, False),
        # A server of an unknown site proves nothing beside workers; without them, it is the only one there is.
        ([], [("PS1SRV", None, "manager"), ("DP", "PS1", "status")], "PS1SRV", True),
        ([], [("DP", "PS1", "status"), ("ONE", "PS1", "manager"), ("TWO", "PS2", "manager")], "ONE", True),
        ([(TOLD, "PS1SRV", SILENT)], [], "PS1SRV", False),
        ([], [("DP", "PS1", "status")], None, False),
    ],
)
def test_a_place_is_the_workers_own_server_or_who_tells_it_or_who_is_of_its_site(rows, spans, server, supplied):
    found = place(rows, *(span(*each) for each in spans))

    assert (server, OTHERS, supplied) == (found.server, found.logs, found.supplied)
