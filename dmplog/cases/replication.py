r"""Whose event is it: the cases of the replication flowchart.

The identifiers form a chain, and each link is a line:

    package GUID ── (package id, version)   Taking package snapshot for package CAS10001 from source \\…\EasySetupPayLoad\<GUID>
                                            sp_UpdateEasySetupSettings N'CAS10001','2',…
    package id ──── child site              Created minijob to send compressed copy of package CAS10001 to site PS1.
    package id ──── job id                  <Updating JOB 00000391> […, Package ID = CAS10001]
    job id ──────── send request id         Send Request 202SQCS1 JobID: 00000391; on the thread of the job otherwise
    send request ── child site              Found send request.  ID: 202SQCS1, Dest Site: PS1

One hidden Easy Setup package serves every update, and job and request ids are reused: each link holds from its line on, at the
server that wrote it, until the next line says otherwise.

Sources: servicing-logs.md 1.1 to 1.7; design section 2 (Easy Setup package).
"""

from __future__ import annotations

import polars as pl

from dmplog.cases.context import members, texts
from dmplog.cases.easysetup import (
    find_bindings,
    installation_requests,
    known_values,
    manager_context,
    package_links,
    upper,
    with_update,
)
from dmplog.cases.hierarchy import UNNAMED, Hierarchy, find_hierarchy
from dmplog.cases.installation import installation_cases
from dmplog.cases.parts import logs, plays
from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.cases.transfer import transfer_cases
from dmplog.flowchart import Flowchart, Lane
from dmplog.report import Subject
from dmplog.witness import Witness

FIELDS = (
    "package_guid",
    "package_id",
    "package_version",
    "site_code",
    "job_id",
    "request_id",
    "substage_id",
    "server_name",
    "state",
)
_PARTS = (
    *("asks", "dropped", "backward", "takes_package", "names_package", "snapshots", "names_update", "installs"),
    *("notes_installation", "sends_off", "sends_to", "requests", "reaches", "begins_part", "begins_turn"),
    *("tells_version", "reports", "own_report"),
)
_LOGS = ("manager", "distribution", "sending", "receiving", "monitor", "worker", "beside_worker", "left_out")


def hierarchy_cases(events: pl.DataFrame, chart: Flowchart, _witness: Witness) -> list[LaneCases]:
    """Return the cases of every lane of *chart* that says which part of a hierarchy it is."""
    # Without one of these logs or of these lines of Hierarchy Manager, nothing was replicated or installed.
    about = [role for part in _LOGS[1:6] for role in logs(chart, part)]
    telling = pl.col("role").is_in(about)
    for part in ("asks", "names_update", "names_package"):
        telling |= plays(chart, part)
    if not events.select(telling.any()).item():
        return []
    rows = events.select(
        "row",
        # The one unnamed server of a folder must equal itself, which null does not.
        pl.col("server").cast(pl.String).fill_null(UNNAMED),
        pl.col("site").cast(pl.String).str.to_uppercase(),
        pl.col("role").cast(pl.String),
        "thread",
        "clock",
        *texts(events, FIELDS),
        **{part: plays(chart, part) for part in _PARTS},
        **{f"of_{part}": pl.col("role").is_in(logs(chart, part)) for part in _LOGS},
    ).filter(~pl.col("of_left_out"))
    hierarchy = find_hierarchy(rows)
    manager = manager_context(rows.filter("of_manager"))
    distribution = rows.filter("of_distribution")
    bindings = find_bindings(manager, distribution, hierarchy)
    distribution = with_update(distribution, bindings)
    requests = installation_requests(rows.filter("of_monitor"), manager, bindings)
    found = []
    for lane in chart.lanes:
        match lane.traits.part:
            case "request":
                found.append(_requested(manager, distribution, requests, bindings, hierarchy, chart, lane))
            case "transfer":
                found.append(transfer_cases(rows, distribution, bindings, hierarchy, chart, lane))
            case "installation":
                found.append(installation_cases(rows, manager, hierarchy, chart, lane))
            case None:
                pass
    return found


def _requested(
    manager: pl.DataFrame,
    distribution: pl.DataFrame,
    requests: pl.DataFrame,
    bindings: pl.DataFrame,
    hierarchy: Hierarchy,
    chart: Flowchart,
    lane: Lane,
) -> LaneCases:
    """Return one case per update that the top-level site was asked for."""
    here = pl.col("server").eq_missing(pl.lit(hierarchy.top, dtype=pl.String))
    columns = ["row", "update", "asks", "dropped", "takes_package", "names_package", "snapshots"]
    own = (
        pl.concat([part.filter(here).select(columns) for part in (manager, distribution, requests)])
        if hierarchy.has_top
        else (manager.select(columns).clear())
    )
    begins = pl.col("asks") | pl.col("dropped")
    own = own.with_columns(update=pl.when(begins).then(pl.col("update").fill_null(UNNAMED)).otherwise(pl.col("update")))
    # hman also answers downloads and notes installations of the same update: only what asks for an installation makes a case.
    asked = own.filter(begins | pl.any_horizontal("takes_package", "names_package", "snapshots"))
    updates = asked["update"].drop_nulls().unique(maintain_order=True).to_list()
    ids = dict(bindings.group_by("update").agg(pl.col("package_id").last()).iter_rows())
    subjects = tuple(
        CaseSubject(
            subject=Subject(update or None, None, upper(ids.get(update)), hierarchy.top_site),
            server=hierarchy.top or None,
            places={"top_level_site": hierarchy.top or None, "site_server": hierarchy.top or None},
            links=package_links(bindings, update),
            values=known_values(update, ids.get(update), hierarchy.top_site),
        )
        for update in updates
    )
    return LaneCases(chart, lane, subjects, _numbered(own, updates))


def _numbered(own: pl.DataFrame, updates: list[str]) -> pl.DataFrame:
    numbers = {update: number for number, update in enumerate(updates)}
    if not numbers:
        return members([])
    mine = own.filter(pl.col("update").is_in(updates))
    return members([mine.with_columns(subject=pl.col("update").replace_strict(numbers, return_dtype=pl.UInt32))])
