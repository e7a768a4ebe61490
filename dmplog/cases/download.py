"""Whose event is it: the cases of the download flowchart.

Two workers share Dmpdownloader.log and some texts, so a line without a package belongs to what its thread was doing: the
context of a thread changes at a line that names a package, at the beginning of a cycle, and at a line of another worker.
Where the text names its worker, the text wins over the thread id.

    Generating state message: 8 for package 3b7d84fa-…~~        thread 4700   package 3b7d84fa-…
    Download large file with BITs~~                              thread 4700   the same package
    Failed to call AdminUIContentDownload. error = …~            thread 5120   another worker
    Download manifest.cab~~                                      thread 5120   still that worker's, no new cycle

Sources: dmp-logs.md 1.0 and 1.3; design section 3 (runs, error lines).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dmplog.cases.modes import modes_of
from dmplog.cases.setupdl import TOOL, setupdl_rows
from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.flowchart import Flowchart
from dmplog.report import Subject
from dmplog.witness import Witness

NO_PACKAGE = "00000000-0000-0000-0000-000000000000"
"""State messages of the cycle itself carry this instead of a package."""

SYNCHRONIZATION = "synchronization"
IMPORTER = "serviceconnectiontool"
"""The service connection tool writes state message 4 into its own log when it imports a manifest (dmp-logs.md 1.9)."""
FOREIGN = "another worker"

CYCLE_EVENTS = (
    "download_thread_started",
    "synchronization_due",
    "waiting_for_interval",
    "preview_check_started",
    "preview_site_reported",
    "fast_channel_reported",
    "manifest_link_reported",
    "easy_setup_download_started",
    "manifest_url_requested",
    "manifest_source_chosen",
    "branch_reported",
    "flighting_requested",
    "flighting_not_configured",
    "manifest_received",
    "manifest_verified",
    "manifest_forwarded",
    "package_ids_requested",
    "update_found",
    "redownload_check_started",
    "initialization_failed",
)
"""Events of the update worker that are never about one package."""

FOREIGN_EVENTS = (
    "adminui_download_failed",
    "adminui_call_failed",
    "adminui_thread_exited",
    "analytics_download_finished",
    "analytics_interval_reported",
    "analytics_time_updated",
)
"""Events of the workers for Admin UI content and Upgrade Readiness: never a blocker."""

CLOSING_EVENTS = ("package_download_finished", "retry_announced")
"""After these the thread is no longer busy with the package."""

PACKAGE_WORKER_EVENTS = ("payload_download_failed",)
"""Failures whose text names the update worker; they find their package across threads where their own thread says nothing."""


TELLING_EVENTS = (
    "manifest_processing",
    "update_applicable",
    "update_not_applicable",
    "notification_validated",
    "package_state_updated",
)
"""Lines only the Hierarchy Manager of the top-level site writes."""

CONTEXT_EVENTS = frozenset(
    {
        *CYCLE_EVENTS,
        *FOREIGN_EVENTS,
        *CLOSING_EVENTS,
        *PACKAGE_WORKER_EVENTS,
        "package_download_started",
        "payload_download_requested",
        "package_metadata_written",
        "redist_download_started",
        "redirected",
    }
)
"""Events this module asks for, whether or not a step does."""


def download_cases(events: pl.DataFrame, flowchart: Flowchart, witness: Witness) -> list[LaneCases]:
    """Return the cases of both lanes of the download flowchart."""
    own = events.filter(pl.col("role").is_in(["dmpdownloader", "hman", "configmgrsetup", IMPORTER])).select(
        "row",
        "utc_known",
        pl.col("role").cast(pl.String),
        pl.col("server").cast(pl.String),
        "thread",
        worker=pl.struct("server", "thread").rank("dense").cast(pl.UInt32)
        if _several_workers(events)
        else pl.lit(1, pl.UInt32),
        event=pl.col("event"),
        package_guid=pl.col("package_guid").cast(pl.String).str.to_lowercase(),
        state=pl.col("state").cast(pl.String),
        foreign=pl.col("url").cast(pl.String).str.contains("(?i)adminuicontent").fill_null(value=False),
    )
    downloader = _downloader_context(own.filter(pl.col("role") == "dmpdownloader"))
    manager = own.filter(pl.col("role") == "hman").with_columns(context=pl.col("package_guid"))
    setup = _setup_context(own.filter(pl.col("role") == "configmgrsetup"), downloader, setupdl_rows(events))
    imports = own.filter(
        (pl.col("role") == IMPORTER)
        & (pl.col("event") == "state_message_generated")
        & (pl.col("package_guid") == NO_PACKAGE)
    ).with_columns(context=pl.lit(SYNCHRONIZATION))
    columns = ["row", "utc_known", "role", "server", "event", "state", "context"]
    joined = pl.concat([part.select(columns) for part in (downloader, manager, setup, imports)]).sort("row")
    site_server = _site_server(manager, downloader, witness)
    joined = joined.filter((pl.col("role") != "hman") | pl.col("server").eq_missing(site_server.server))
    return [
        _synchronization(joined, flowchart, site_server),
        _packages(joined, flowchart, site_server),
    ]


def _several_workers(events: pl.DataFrame) -> bool:
    """Return whether more than one thread of one server wrote the events; one alone needs no telling apart."""
    return bool(events.select(pl.col("server").n_unique() * pl.col("thread").n_unique()).item() > 1)


def _downloader_context(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `context`: a package, the cycle, or another worker."""
    said = (
        # "Redirected to URL https://configmgrbits.azureedge.net/adminuicontent/ConfigMgr.AdminUIContent.cab~~"
        pl.when(pl.col("event").is_in(FOREIGN_EVENTS) | pl.col("foreign"))
        .then(pl.lit(FOREIGN))
        .when(pl.col("package_guid") == NO_PACKAGE)
        .then(pl.lit(SYNCHRONIZATION))
        .when(pl.col("package_guid").is_not_null())
        .then(pl.col("package_guid"))
        .when(pl.col("event").is_in(CYCLE_EVENTS))
        .then(pl.lit(SYNCHRONIZATION))
    )
    thread = "worker"
    closed = pl.col("event").is_in(CLOSING_EVENTS).shift(1).over(thread).fill_null(value=False)
    marked = rows.with_columns(said=said, closed=closed).with_columns(
        said=pl.when(pl.col("said").is_null() & pl.col("closed") & ~pl.col("event").is_in(CLOSING_EVENTS))
        .then(pl.lit(SYNCHRONIZATION))
        .otherwise(pl.col("said"))
    )
    by_thread = pl.col("said").forward_fill().over(thread)
    worker = pl.when(pl.col("said") != FOREIGN).then(pl.col("said")).forward_fill().over("server")
    names_worker = pl.col("event").is_in(PACKAGE_WORKER_EVENTS)
    return marked.with_columns(
        context=pl.when(names_worker & (by_thread.is_null() | (by_thread == FOREIGN)))
        .then(worker.fill_null(SYNCHRONIZATION))
        .when(by_thread.is_null() & (pl.col("event") == "manifest_downloading"))
        # A bare "Download manifest.cab" may be the Admin UI worker's: it opens nothing.
        .then(pl.lit(FOREIGN))
        .otherwise(by_thread.fill_null(SYNCHRONIZATION))
    ).drop("said", "closed")


def _setup_context(rows: pl.DataFrame, downloader: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """Add `context` to lines of ConfigMgrSetup.log: the package their folder, thread or the open redistributable step names.

    Lines whose folder is the service connection tool's are no download of the site.
    """
    if rows.is_empty():
        return rows.with_columns(context=pl.lit(None, dtype=pl.String))
    asked = downloader.filter(pl.col("event") == "redist_download_started").select("row", asked="context")
    timed = rows.sort("row").join_asof(asked.sort("row"), on="row", strategy="backward")
    by_thread = pl.col("package_guid").forward_fill().over("worker")
    behind = pl.col("package_guid").backward_fill().over("worker")
    told = timed.join(calls.select("row", "owner", "target"), on="row", how="left", maintain_order="left")
    of_site = pl.coalesce("package_guid", "target", "asked", by_thread, behind)
    return told.with_columns(context=pl.when(pl.col("owner").ne_missing(TOOL)).then(of_site)).drop(
        "asked", "owner", "target"
    )


@dataclass(frozen=True, slots=True)
class _SiteServer:
    """The server whose Hierarchy Manager handles downloads; `supplied` tells whether a log of it is there, with events or not."""

    server: str | None
    supplied: bool


def _site_server(manager: pl.DataFrame, downloader: pl.DataFrame, witness: Witness) -> _SiteServer:
    """Return the site server of the service connection point: its own, who shows it, or the only one there is."""
    supplied = [span.server for span in witness.spans if span.role == "hman"]
    servers = list(dict.fromkeys((*supplied, *manager["server"].to_list())))
    downloading = {span.server for span in witness.spans if span.role == "dmpdownloader"} | set(downloader["server"])
    shared = [server for server in servers if server in downloading]
    if shared:
        return _SiteServer(shared[0], supplied=True)
    telling = manager.filter(pl.col("event").is_in(TELLING_EVENTS))
    counts = telling.group_by("server", maintain_order=True).len().sort("len", descending=True, maintain_order=True)
    if not counts.is_empty():
        return _SiteServer(counts["server"][0], supplied=True)
    point_sites = {span.site for span in witness.spans if span.role == "dmpdownloader" and span.site is not None}
    same_site = [span.server for span in witness.spans if span.role == "hman" and span.site in point_sites]
    if same_site:
        return _SiteServer(same_site[0], supplied=True)
    if downloading:
        # A Hierarchy Manager of another server may be a child site's: it proves nothing about this download.
        return _SiteServer(None, supplied=False)
    return _SiteServer(servers[0] if servers else None, supplied=bool(supplied))


def _synchronization(rows: pl.DataFrame, flowchart: Flowchart, site_server: _SiteServer) -> LaneCases:
    rows = _with_importer(rows)
    point = rows.filter(pl.col("role").is_in(["dmpdownloader", IMPORTER]))
    servers = point["server"].unique(maintain_order=True).to_list() or (
        [site_server.server] if not rows.is_empty() else []
    )
    own = rows.filter(
        (pl.col("role").is_in(["dmpdownloader", IMPORTER]) & (pl.col("context") == SYNCHRONIZATION))
        | (pl.col("role") == "hman")
    )
    pieces, subjects = [], []
    for number, server in enumerate(servers):
        places = {"service_connection_point": server} if not point.is_empty() else {}
        if site_server.supplied:
            places["site_server"] = site_server.server
        elif server is None:
            places["site_server"] = None
        mode, notes = modes_of(
            point.filter(pl.col("server").eq_missing(server) & (pl.col("context") == SYNCHRONIZATION))
        )
        subjects.append(CaseSubject(Subject(), server, places, mode=mode, notes=notes))
        mine = own.filter((pl.col("role") == "hman") | pl.col("server").eq_missing(server))
        pieces.append(mine.select("row", pl.lit(number, dtype=pl.UInt32).alias("subject")))
    return LaneCases(flowchart, flowchart.lane("synchronization"), tuple(subjects), _members(pieces))


def _with_importer(rows: pl.DataFrame) -> pl.DataFrame:
    """Let the tool's import speak for the one service connection point there is; its log names no server."""
    points = rows.filter(pl.col("role") == "dmpdownloader")["server"].unique().to_list()
    if len(points) != 1:
        return rows
    return rows.with_columns(
        server=pl.when(pl.col("role") == IMPORTER).then(pl.lit(points[0], dtype=pl.String)).otherwise("server")
    )


def _packages(rows: pl.DataFrame, flowchart: Flowchart, site_server: _SiteServer) -> LaneCases:
    own = rows.filter(
        pl.col("context").is_not_null() & ~pl.col("context").is_in([SYNCHRONIZATION, FOREIGN, NO_PACKAGE])
    )
    own = _answers_only(own)
    packages = own["context"].unique(maintain_order=True).to_list()
    servers = dict(
        own.filter(pl.col("role") == "dmpdownloader").group_by("context").agg(pl.col("server").last()).iter_rows()
    )
    points = rows.filter(pl.col("role") == "dmpdownloader")["server"].unique().to_list()
    subjects = []
    for package in packages:
        point = servers.get(package, points[0] if len(points) == 1 else None)
        places: dict[str, str | None] = {}
        if points:
            places["service_connection_point"] = point
        if site_server.supplied or point is None:
            places["site_server"] = site_server.server
        subjects.append(
            CaseSubject(
                Subject(package_guid=package),
                point if points else site_server.server,
                places,
                values={"package_guid": package},
            )
        )
    numbers = {package: number for number, package in enumerate(packages)}
    members = own.select(
        "row", pl.col("context").replace_strict(numbers, default=None, return_dtype=pl.UInt32).alias("subject")
    )
    return LaneCases(flowchart, flowchart.lane("package"), tuple(subjects), _members([members]))


def _answers_only(rows: pl.DataFrame) -> pl.DataFrame:
    """Drop each `Validate CMU file` that answers the notification 262145, or of which nothing says what it answers."""
    notified = (
        pl.when(
            (
                pl.col("event").is_in(["package_metadata_written", "package_state_updated"])
                & (pl.col("state") == "262146")
            )
            | (pl.col("event") == "package_download_finished")
        )
        .then(1)
        .when(
            pl.col("event").is_in(
                ["package_metadata_written", "package_download_started", "payload_download_requested"]
            )
        )
        .then(0)
    )
    answered = notified.forward_fill().over("context") == 1
    confirmed = (
        pl.when(pl.col("event") == "package_state_updated").then(pl.col("state")).backward_fill().over("context")
        == "262146"
    )
    unknown = notified.forward_fill().over("context").is_null()
    keep = (pl.col("event") != "notification_validated") | answered | (unknown & confirmed)
    return rows.sort("row").filter(keep.fill_null(value=False))


def _members(pieces: list[pl.DataFrame]) -> pl.DataFrame:
    empty = pl.DataFrame(schema={"row": pl.UInt32, "subject": pl.UInt32})
    return pl.concat([empty, *pieces]).sort("subject", "row")
