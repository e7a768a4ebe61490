"""Where every file stands: the server and site its own lines name, and an order that no name decides."""

from __future__ import annotations

from datetime import datetime, timedelta

import light_rows
import polars as pl
import pytest

from dmplog.bundle import LogFile
from dmplog.flowchart import known_flowcharts, load_flowchart
from dmplog.framing.census import Census
from dmplog.intake import Intake, ReadLog
from dmplog.servers import Place
from dmplog.standing import find_places, stand

NOON = datetime(2025, 1, 14, 12)
FIELDS = dict.fromkeys(("status_system", "status_site", "site_code", "substage_id"), pl.String)
SCHEMA = {**light_rows.SCHEMA, **FIELDS}


def intake(*lines, roles=("cmupdate", "cmupdate"), names=("a.log", "b.log"), schema=SCHEMA, bytes_of=(100, 100)):
    """Two files outside every server's folder, and *lines*: what differs from a plain line of the first."""
    told = [
        {"file": 0, "line": number, "role": "cmupdate", "thread": 1, "event": "status_reported", "digest": number}
        | {"utc": NOON + timedelta(minutes=number), "local": NOON + timedelta(minutes=number)}
        | line
        for number, line in enumerate(lines)
    ]
    events = pl.DataFrame([{key: row.get(key) for key in schema} for row in told], schema=schema)
    logs = tuple(
        ReadLog(LogFile(name, 0, None, (), role, role, None), role, Census(bytes=size), 0)
        for name, role, size in zip(names, roles, bytes_of, strict=True)
    )
    return Intake(logs, events, events.select("file", "thread", "event", "utc", "local"), ())


def places(*lines, **more):
    return [
        (place.server, place.site)
        for place in find_places(intake(*lines, **more), [load_flowchart(name) for name in known_flowcharts()])
    ]


def test_a_file_joins_the_server_and_the_site_that_its_status_messages_name():
    found = places(
        {"file": 0, "status_system": "PS1SRV", "status_site": "PS1"},
        {"file": 1, "status_system": "CASSRV", "status_site": "CAS"},
    )

    assert [("PS1SRV", "PS1"), ("CASSRV", "CAS")] == found


@pytest.mark.parametrize("site", ["", None])
def test_a_message_that_names_a_server_alone_gives_no_site(site):
    others = [{"file": 1, "status_system": "CASSRV", "status_site": known} for known in ("CAS", "PS2")]

    assert ("PS1SRV", None) == places({"file": 0, "status_system": "PS1SRV", "status_site": site}, *others)[0]


def test_a_message_that_names_a_site_alone_gives_no_server():
    found = places(
        {"file": 0, "status_system": "", "status_site": "PS1"},
        {"file": 1, "status_system": "CASSRV", "status_site": "CAS"},
    )

    assert "PS1" == found[0][1]


@pytest.mark.parametrize(
    ("role", "substage", "server"), [("cmupdate", "0xd0005", "PS1SRV"), ("statesys", "0xe0007", None)]
)
def test_a_file_that_names_nobody_joins_the_server_of_the_site_it_reports_for_itself(role, substage, server):
    placed = {"file": 0, "role": "hman", "site_code": "PS1", "substage_id": "0xb0001", "status_system": "PS1SRV"}
    elsewhere = {"file": 2, "role": "hman", "site_code": "CAS", "substage_id": "0xb0001", "status_system": "CASSRV"}
    asked = {"file": 1, "role": role, "site_code": "ps1", "substage_id": substage}

    three = {"roles": ("hman", role, "hman"), "names": ("a.log", "b.log", "c.log"), "bytes_of": (1, 1, 1)}

    assert server == places(placed, asked, elsewhere, **three)[1][0]


def test_where_no_grammar_has_a_site_no_report_tells_one():
    without = {name: kind for name, kind in SCHEMA.items() if name != "site_code"}

    assert [None, None] == [site for _, site in places({"file": 0}, {"file": 1}, schema=without)]


def test_a_file_with_a_record_of_a_placed_one_stands_where_that_stands():
    placed = {"file": 0, "status_system": "PS1SRV", "status_site": "PS1", "digest": 7, "utc": NOON}
    copy = {"file": 1, "digest": 7, "utc": NOON, "local": NOON + timedelta(minutes=0)}

    assert [("PS1SRV", "PS1")] * 2 == places(placed, copy)


def test_files_stand_by_role_and_not_by_the_names_of_servers():
    read = intake(roles=("hman", "cmupdate"), names=("A/hman.log", "B/cmupdate.log"))

    found, placed = stand(read, [Place("ASRV", None), Place("BSRV", None)])

    assert (["B/cmupdate.log", "A/hman.log"], ["BSRV", "ASRV"]) == (
        [each.log.name for each in found.logs],
        [place.server for place in placed],
    )


@pytest.mark.parametrize(("more", "first"), [("A", "ASRV"), ("B", "BSRV")])
def test_of_two_logs_that_nothing_else_tells_apart_that_of_the_server_with_more_stands_first(more, first):
    names = ("A/cmupdate.log", "B/cmupdate.log", f"{more}/hman.log")
    read = intake(roles=("cmupdate", "cmupdate", "hman"), names=names, bytes_of=(100, 100, 300))

    _, placed = stand(read, [Place(f"{name[0]}SRV", None) for name in names])

    assert first == placed[0].server


def test_the_rows_go_with_their_files():
    read = intake({"file": 0}, {"file": 1}, roles=("hman", "cmupdate"))

    found, _ = stand(read, [Place("ASRV", None), Place("BSRV", None)])

    assert [1, 0] == found.events["file"].to_list()
