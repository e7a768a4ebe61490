"""Each moment is told by the clock of its own server, however many zones the servers stand in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache

import pytest

import dmplog
from dmplog.views import markdown, text
from dmplog.views.moments import moments_of, zone_name

ZONES = {"CASSRV": -300, "PS1SRV": 540, "PS2SRV": 330}
STAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d)(?::(\d\d))? \(UTC([-+])(\d+)(?::(\d\d))?\)")


@cache
def report():
    return dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle").to_dict()


def in_zones():
    """The report of a hierarchy over three zones."""
    document = report()
    since = "2025-01-01T00:00:00.000Z"
    rows = [{**row, "offsets": [{"since": since, "minutes": ZONES[row["server"]]}]} for row in document["coverage"]]
    return {**document, "coverage": rows}


def moments(document):
    """Every moment of *document* whose server is known, to the minute, with the name of its zone."""
    servers = {row["file"]: row["server"] for row in document["coverage"]}
    told = [(row[key], servers[row["file"]]) for row in document["coverage"] for key in ("first", "last")]
    for case in document["cases"]:
        told += [(case[key], case["server"]) for key in ("since", "last_sign")]
        told += [(case["next"]["deadline"], case["next"]["server"])] if case["next"] else []
        lines = [line for step in case["steps"] for line in step["evidence"]]
        told += [(line["time"], servers[line["file"]]) for line in lines]
    return {(moment[:16].replace("T", " "), zone_name(ZONES[server])) for moment, server in told if moment and server}


def found(written):
    """Every moment of *written* that names a zone, in UTC."""
    for stamp, _, sign, hours, minutes in STAMP.findall(written):
        east = (-1 if sign == "-" else 1) * (60 * int(hours) + int(minutes or 0))
        yield f"{datetime.fromisoformat(stamp) - timedelta(minutes=east):%Y-%m-%d %H:%M}", zone_name(east)


@pytest.mark.parametrize("verbose", [False, True])
def test_each_moment_has_the_offset_of_its_own_server(verbose):
    document = in_zones()
    written = text.render(document, width=1000, verbose=verbose, clock="server")
    told = set(found(written))

    assert set() == told - moments(document)
    assert {zone_name(minutes) for minutes in ZONES.values()} == {zone for _, zone in told} | {"UTC+9"}
    assert "Clocks differ: CASSRV UTC-5, " in written


def test_the_clock_of_the_report_is_that_of_the_server_the_answer_is_about():
    """In a text of server times one in UTC is read as one more server time."""
    assert re.search(
        r"s of 2025-01-14 05:21:43 \(UTC-5\), the latest record\.", text.render(in_zones(), clock="server")
    )


@pytest.mark.parametrize("render", [text.ticket, markdown.render])
def test_a_ticket_tells_both_clocks_unless_that_of_the_server_is_asked_for(render):
    both, server = render(in_zones()), render(in_zones(), clock="server")

    assert ("06:06:54 UTC" in both, "06:06:54 UTC" in server) == (True, False)
    assert "01:06:54 (UTC-5)" in server.replace("\\", "")


def test_both_clocks_stand_in_a_ticket():
    written = text.ticket(in_zones(), width=1000)

    assert "Since       2025-01-14 02:04:54 UTC (2025-01-13 21:04:54 at UTC-5)" in written
    assert "2025-01-14 02:17 UTC (07:47 at UTC+5:30)" in written


def test_a_moment_behind_another_one_is_told_by_its_clock_without_their_day():
    """Behind two clocks it says whose it is."""
    document = in_zones()
    sign, due = "2025-01-14T02:06:54.000Z", "2025-01-14T06:06:54.000Z"
    said = [moments_of(document, clock).beside(sign, due, server="CASSRV") for clock in ("utc", "server", "both")]

    assert ["02:06:54", "2025-01-13 21:06:54", "02:06:54 UTC"] == said
