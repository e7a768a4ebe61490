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

Sources: [@package-actions; @update-article; @flowchart-replication].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from dmplog.case import Subject
from dmplog.cases.chain import Chain
from dmplog.cases.context import members, texts
from dmplog.cases.easysetup import EasySetup, installation_requests, manager_context
from dmplog.cases.hierarchy import UNNAMED, find_hierarchy
from dmplog.cases.installation import installation_cases
from dmplog.cases.parts import logs, plays
from dmplog.cases.status_names import with_status_names
from dmplog.cases.strangers import whose_signs
from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.cases.transfer import transfer_cases
from dmplog.flowchart import Flowchart, Lane
from dmplog.flowchart.attributes import LanePart
from dmplog.witness import Witness

_NAMES = (
    "package_guid",
    "package_id",
    "package_version",
    "site_code",
    "job_id",
    "request_id",
    "server_name",
    "instruction_file",
    "worker_thread_hex",
)
_PARTS = (
    *("asks", "dropped", "backward", "takes_package", "names_package", "snapshots", "names_update", "installs"),
    *(
        "tells_installation",
        "notes_installation",
        "sends_off",
        "sends_to",
        "requests",
        "reaches",
        "begins_part",
        "begins_turn",
        "opens_thread",
    ),
    *("tells_version", "stores", "begins_work", "begins_job", "reports", "own_report"),
)
_LOGS = ("manager", "distribution", "sending", "receiving", "monitor", "worker", "beside_worker", "left_out")


def hierarchy_cases(events: pl.DataFrame, chart: Flowchart, _witness: Witness) -> list[LaneCases]:
    """Return the cases of every lane of *chart* that says which part of a hierarchy it is."""
    # Without one of these logs or of these lines of Hierarchy Manager, nothing was replicated or installed.
    about = [role for part in _LOGS[1:6] for role in logs(chart, part)]
    telling = pl.col("role").is_in(about)
    for part in ("asks", "names_update", "names_package", "tells_installation"):
        telling |= plays(chart, part)
    if not events.select(telling.any()).item():
        return []
    installing = [lane for lane in chart.lanes if _cases_of(lane) is installation_cases]
    rows = (
        with_status_names(events)
        .select(
            "row",
            # The one unnamed server of a folder must equal itself, which null does not.
            pl.col("server").cast(pl.String).fill_null(UNNAMED),
            pl.col("site").cast(pl.String).str.to_uppercase(),
            pl.col("role").cast(pl.String),
            "thread",
            "clock",
            *texts(events, _NAMES),
            **{part: plays(chart, part) for part in _PARTS},
            **{f"of_{part}": pl.col("role").is_in(logs(chart, part)) for part in _LOGS},
            **whose_signs(events, chart, installing),
        )
        .filter(~pl.col("of_left_out"))
    )
    hierarchy = find_hierarchy(rows)
    manager, distribution = manager_context(rows.filter("of_manager")), rows.filter("of_distribution")
    easy_setup = EasySetup.of(manager, distribution, hierarchy)
    requests = installation_requests(rows.filter("of_monitor"), manager, easy_setup)
    chain = Chain(rows, manager, easy_setup.with_update(distribution), requests, hierarchy, easy_setup)
    return [find(chain, chart, lane) for lane in chart.lanes if (find := _cases_of(lane)) is not None]


def _cases_of(lane: Lane) -> Callable[[Chain, Flowchart, Lane], LaneCases] | None:
    """Return how the cases of *lane* are found, None where it says no part of a hierarchy."""
    return None if lane.traits.part is None else _PART_CASES[lane.traits.part]


def _request_cases(chain: Chain, chart: Flowchart, lane: Lane) -> LaneCases:
    """Return one case per update that the top-level site was asked for."""
    columns = ["row", "server", "update", "asks", "dropped", "takes_package", "names_package", "snapshots"]
    lines = pl.concat([part.select(columns) for part in (chain.manager, chain.distribution, chain.requests)])
    begins = pl.col("asks") | pl.col("dropped")
    named = pl.when(begins).then(pl.col("update").fill_null(UNNAMED)).otherwise("update")
    own = lines.filter(chain.hierarchy.here).with_columns(update=named)
    # hman also answers downloads and notes installations of the same update: only what asks for an installation makes a case.
    asked = own.filter(begins | pl.any_horizontal("takes_package", "names_package", "snapshots"))
    numbers = asked.drop_nulls("update").select("update").unique(maintain_order=True).with_row_index("subject")
    hierarchy, easy_setup = chain.hierarchy, chain.easy_setup
    subjects = tuple(
        CaseSubject(
            subject=Subject(update or None, None, easy_setup.package_id(update), hierarchy.top_site),
            server=hierarchy.top or None,
            places=hierarchy.places,
            links=easy_setup.links(update),
            values=easy_setup.values(update, hierarchy.top_site),
        )
        for update in numbers["update"]
    )
    return LaneCases(chart, lane, subjects, members([own.join(numbers, on="update")]))


_PART_CASES: Mapping[LanePart, Callable[[Chain, Flowchart, Lane], LaneCases]] = {
    "request": _request_cases,
    "transfer": transfer_cases,
    "installation": installation_cases,
}
"""How the cases of a lane are found, by the part of a hierarchy it says it is."""
