"""Which server speaks for a place that its own workers do not run at."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog.cases.places import server_of_place
from dmplog.witness import LogSpan, Witness

OWN, OTHERS = ("downloader",), ("manager",)
NOBODY = pl.DataFrame(schema={"role": pl.String, "server": pl.String, "tells_place": pl.Boolean})


def span(server, site, role):
    return LogSpan(server, site, role, None, None, (f"{role}.log",))


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
