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

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from dmplog.cases.context import carried, latest, members, texts
from dmplog.cases.subject import CaseSubject, LaneCases, Link
from dmplog.clocks import Clocks
from dmplog.flowchart import Flowchart
from dmplog.report import Subject

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
PACKAGE_NAMED = (
    "easy_setup_package_created",
    "easy_setup_package_updated",
    "easy_setup_package_update_requested",
    "easy_setup_settings_updating",
    "package_snapshot_started",
)
"""Lines that tell which package id carries the update."""


ROLES = ("distmgr", "scheduler", "sender", "despool", "smsdbmon", "cmupdate", "configmgrprereq")
REQUESTS = ("install_request_found", "easy_setup_source_found", "notification_created", *PACKAGE_NAMED[:4])
"""Without one of these logs or of these lines of Hierarchy Manager, nothing was replicated or installed."""

ENABLED = "2"
"""State of an update somebody chose to install or to check: its file is 2.ESC (servicing-logs.md 3.3)."""

UNNAMED = ""
"""Stands for the update of a request that nothing names yet, and for the server of a folder that nothing names."""

KEYLESS_REACH = timedelta(days=2)
"""So long behind an installation a line that names no update may still be about it; reports of sub-stages always are."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The servers of a bundle: the top-level site's, and the site each server belongs to."""

    top: str | None
    top_site: str | None
    sites: dict[str | None, str]
    has_top: bool

    def servers(self, site: str) -> list[str | None]:
        """Return the servers of *site*."""
        return [server for server, code in self.sites.items() if code == site]


def replication_cases(events: pl.DataFrame, flowchart: Flowchart, _clocks: Clocks) -> list[LaneCases]:
    """Return the cases of the three lanes of the replication flowchart."""
    telling = pl.col("role").is_in(ROLES) | pl.col("event").is_in(REQUESTS)
    if not events.select(telling.any()).item():
        return []
    rows = events.select(
        "row",
        pl.col("role").cast(pl.String),
        # The one unnamed server of a folder must equal itself, which null does not.
        pl.col("server").cast(pl.String).fill_null(UNNAMED),
        pl.col("site").cast(pl.String).str.to_uppercase(),
        "thread",
        "clock",
        pl.col("event").cast(pl.String),
        *texts(events, FIELDS),
    ).filter(pl.col("role") != "dmpdownloader")
    hierarchy = _hierarchy(rows)
    manager = _manager_context(rows.filter(pl.col("role") == "hman"))
    distribution = rows.filter(pl.col("role") == "distmgr")
    bindings = _bindings(manager, distribution, hierarchy)
    distribution = _with_update(distribution, bindings)
    requests = _requests(rows.filter(pl.col("role") == "smsdbmon"), manager)
    top = _top_level(manager, distribution, requests, bindings, hierarchy, flowchart)
    transfers = _transfers(rows, distribution, bindings, hierarchy, flowchart)
    installations = _installations(rows, manager, hierarchy, flowchart)
    return [top, transfers, installations]


def _hierarchy(rows: pl.DataFrame) -> Hierarchy:
    """Return who is who: the top-level site drops the request and takes the snapshot; children despool."""
    sites = _sites(rows)
    asked = rows.filter(
        pl.col("event").is_in(
            ["easy_setup_source_found", "package_snapshot_started", "minijob_created", *PACKAGE_NAMED[:4]]
        )
    )
    if asked.is_empty():
        asked = rows.filter(
            (pl.col("event") == "install_request_found")
            | ((pl.col("event") == "notification_dropped") & (pl.col("state") == ENABLED))
        )
    counts = asked.group_by("server").len().sort("len", "server", descending=[True, False])
    if counts.is_empty():
        return Hierarchy(None, None, sites, has_top=False)
    top = counts["server"][0]
    code = sites.get(top) or _package_site(asked)
    if code is not None:
        sites[top] = code
    return Hierarchy(top, code, sites, has_top=True)


def _sites(rows: pl.DataFrame) -> dict[str | None, str]:
    """Return the site of every server: its place, else the site its own reports and the sender's targets name."""
    found: dict[str | None, str] = dict(
        rows.drop_nulls("site").group_by("server").agg(pl.col("site").first()).sort("server").iter_rows()
    )
    reported = rows.filter((pl.col("event") == "status_reported") & (pl.col("role") == "cmupdate")).drop_nulls(
        "site_code"
    )
    for server, code in reported.group_by("server").agg(pl.col("site_code").last()).sort("server").iter_rows():
        found.setdefault(server, code.upper())
    asked = rows.filter(pl.col("event") == "send_request_found")
    named = rows.filter(
        pl.col("event").is_in(["remote_file_checking", "remote_file_opening", "remote_file_opened", "sending_wrote"])
    )
    targets = latest(
        named.select("row", "server", "request_id", "server_name", site_code=pl.lit(None, dtype=pl.String)),
        asked.select("row", "server", "request_id", "site_code"),
        "request_id",
        "site_code",
        by=["server"],
    ).drop_nulls(["server_name", "site_code"])
    for name, code in targets.group_by("server_name").agg(pl.col("site_code").last()).sort("server_name").iter_rows():
        found.setdefault(name.split(".")[0].upper(), code.upper())
    # A folder may carry the code of a site instead of the name of its server.
    codes = {code.upper() for code in rows["site_code"].drop_nulls().unique()}
    for server in rows["server"].drop_nulls().unique().sort():
        if server.upper() in codes:
            found.setdefault(server, server.upper())
    return found


def _package_site(rows: pl.DataFrame) -> str | None:
    """Return the site code a package id of the hierarchy begins with: package ids carry the code of the site that made them."""
    ids = rows["package_id"].drop_nulls()
    return str(ids[0])[:3].upper() if len(ids) else None


def _manager_context(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `update`: the package GUID the thread works on; the request in front of it (`2.ESC file was found`) belongs to it too."""
    thread = ["server", "thread"]
    named = pl.when(
        pl.col("event").is_in(["easy_setup_source_found", "notification_created", "service_readiness_awaited"])
    ).then(pl.col("package_guid"))
    begun = rows.with_columns(update=named)
    backward = pl.when(pl.col("event") == "install_request_found").then(pl.col("update").backward_fill().over(thread))
    return begun.with_columns(
        update=pl.coalesce("package_guid", backward, pl.col("update").forward_fill().over(thread))
    )


def _requests(monitor: pl.DataFrame, manager: pl.DataFrame) -> pl.DataFrame:
    """Return the requests the notification monitor dropped for Hierarchy Manager (`2.ESC`), with the update that answers them next."""
    dropped = monitor.filter((pl.col("event") == "notification_dropped") & (pl.col("state") == ENABLED)).drop(
        "package_guid"
    )
    named = manager.filter(pl.col("event") == "easy_setup_source_found").select("row", "server", "update")
    return dropped.sort("row").join_asof(
        named.sort("row"), on="row", by="server", strategy="forward", check_sortedness=False
    )


def _bindings(manager: pl.DataFrame, distribution: pl.DataFrame, hierarchy: Hierarchy) -> pl.DataFrame:
    """Return which update a package id stands for from which row on: `row, package_id, package_version, update, exact`."""
    here = pl.col("server").eq_missing(pl.lit(hierarchy.top, dtype=pl.String))
    told = manager.filter(here & pl.col("event").is_in(PACKAGE_NAMED)).select(
        "row", "package_id", "package_version", "update", exact=pl.lit(value=True)
    )
    taken = distribution.filter(here & (pl.col("event") == "package_snapshot_started")).select(
        "row", "package_id", "package_version", update="package_guid", exact=pl.lit(value=True)
    )
    return pl.concat([told, taken]).drop_nulls(["package_id", "update"]).sort("row")


def _with_update(rows: pl.DataFrame, bindings: pl.DataFrame) -> pl.DataFrame:
    """Add `update`, for lines that name a package id: by its version where one is written, else by what holds at that time."""
    thread = ["server", "role", "thread"]
    # "Processing package CAS10001 (SourceVersion:2;StoredVersion:2)" tells the version before the update.
    tells_version = (pl.col("role") != "distmgr") | pl.col("event").str.starts_with("minijob")
    known = rows.with_columns(
        package_id=carried("package_id", over=thread),
        package_version=pl.when(tells_version).then("package_version"),
        update=pl.col("package_guid"),
    )
    versions = (
        bindings.drop_nulls("package_version")
        .unique(["package_id", "package_version"], keep="last")
        .select("package_id", "package_version", by_version="update")
    )
    joined = (
        known.join(versions, on=["package_id", "package_version"], how="left", maintain_order="left")
        .with_columns(update=pl.coalesce("update", "by_version"))
        .drop("by_version")
    )
    timed = latest(joined, bindings, "package_id", "update")
    # Lines in front of the first binding belong to the first update: "Found package properties updated notification".
    first = bindings.unique("package_id", keep="first").select("package_id", first="update")
    return (
        timed.join(first, on="package_id", how="left", maintain_order="left")
        .with_columns(update=pl.coalesce("update", "first"))
        .drop("first", "link")
    )


def _top_level(
    manager: pl.DataFrame,
    distribution: pl.DataFrame,
    requests: pl.DataFrame,
    bindings: pl.DataFrame,
    hierarchy: Hierarchy,
    flowchart: Flowchart,
) -> LaneCases:
    here = pl.col("server").eq_missing(pl.lit(hierarchy.top, dtype=pl.String))
    columns = ["row", "update", "event"]
    own = (
        pl.concat([part.filter(here).select(columns) for part in (manager, distribution, requests)])
        if hierarchy.has_top
        else (manager.select(columns).clear())
    )
    begins = pl.col("event").is_in(["install_request_found", "notification_dropped"])
    own = own.with_columns(update=pl.when(begins).then(pl.col("update").fill_null(UNNAMED)).otherwise(pl.col("update")))
    # hman also answers downloads and notes installations of the same update: only what asks for an installation makes a case.
    asked = own.filter(begins | pl.col("event").is_in(["easy_setup_source_found", *PACKAGE_NAMED]))
    updates = asked["update"].drop_nulls().unique(maintain_order=True).to_list()
    ids = dict(bindings.group_by("update").agg(pl.col("package_id").last()).iter_rows())
    subjects = tuple(
        CaseSubject(
            subject=Subject(update or None, None, _upper(ids.get(update)), hierarchy.top_site),
            server=hierarchy.top or None,
            places={"top_level_site": hierarchy.top or None, "site_server": hierarchy.top or None},
            links=_package_links(bindings, update),
            values=_values(update, ids.get(update), hierarchy.top_site),
        )
        for update in updates
    )
    return LaneCases(flowchart, flowchart.lane("top_level_site"), subjects, _numbered(own, updates))


def _transfers(
    rows: pl.DataFrame, distribution: pl.DataFrame, bindings: pl.DataFrame, hierarchy: Hierarchy, flowchart: Flowchart
) -> LaneCases:
    here = pl.col("server").eq_missing(pl.lit(hierarchy.top, dtype=pl.String))
    sending = _sending(rows.filter(here & pl.col("role").is_in(["scheduler", "sender"])), distribution, bindings)
    jobs = distribution.filter(here & pl.col("site_code").is_not_null()).select(
        "row", "update", "event", "server_name", target=pl.col("site_code").str.to_uppercase()
    )
    arrived = _arrivals(rows, distribution, bindings, hierarchy)
    own = pl.concat([part.select("row", "update", "event", "target") for part in (jobs, sending, arrived)]).sort("row")
    own = own.drop_nulls(["update", "target"]).filter(pl.col("target") != (hierarchy.top_site or ""))
    pairs = own.select("update", "target").unique().sort("update", "target")
    known = _expected_children(pairs, bindings, own, hierarchy)
    names = dict(
        sending.drop_nulls(["server_name", "target"]).group_by("target").agg(pl.col("server_name").last()).iter_rows()
    )
    ids = dict(bindings.group_by("update").agg(pl.col("package_id").last()).iter_rows())
    subjects = tuple(
        _transfer_subject(update, site, ids.get(update), names.get(site), own, bindings, hierarchy)
        for update, site in known
    )
    numbers = pl.DataFrame(
        {
            "update": [update for update, _ in known],
            "target": [site for _, site in known],
            "subject": list(range(len(known))),
        },
        schema={"update": pl.String, "target": pl.String, "subject": pl.UInt32},
    )
    return LaneCases(
        flowchart, flowchart.lane("site_transfer"), subjects, members([own.join(numbers, on=["update", "target"])])
    )


def _sending(rows: pl.DataFrame, distribution: pl.DataFrame, bindings: pl.DataFrame) -> pl.DataFrame:
    """Add `update` and `target` to the lines of scheduler and sender, along the chain of identifiers."""
    thread = ["server", "role", "thread"]
    fresh = pl.col("event").is_in(
        ["job_activated", "job_updated", "send_request_found", "send_request_reported", "send_request_checking"]
    )
    opened = rows.with_columns(part=fresh.cum_sum().over(thread)).with_columns(
        ((pl.col("event") == "package_file_named") | (pl.col("event") == "sending_address_tried"))
        .cum_sum()
        .over(thread)
        .alias("turn")
    )
    scope = [*thread, "part", "turn"]
    filled = opened.with_columns(
        (pl.col(name).forward_fill().over(scope)).alias(name)
        for name in ("job_id", "request_id", "package_id", "package_version", "site_code")
    ).with_columns(
        (pl.col(name).backward_fill().over(scope)).alias(name)
        for name in ("job_id", "request_id", "package_id", "package_version")
    )
    jobs = filled.drop_nulls(["job_id"])
    by = ["server"]
    step = latest(filled, jobs.select("row", "server", "request_id", "job_id"), "request_id", "job_id", by=by).drop(
        "link"
    )
    step = latest(step, jobs.select("row", "server", "job_id", "package_id"), "job_id", "package_id", by=by).drop(
        "link"
    )
    step = latest(
        step, jobs.select("row", "server", "job_id", "package_version"), "job_id", "package_version", by=by
    ).drop("link")
    named = filled.drop_nulls("site_code")
    step = latest(
        step, named.select("row", "server", "request_id", "site_code"), "request_id", "site_code", by=by
    ).drop("link")
    step = latest(step, named.select("row", "server", "job_id", "site_code"), "job_id", "site_code", by=by).drop("link")
    # A job that never names its site is the one of the minijob in front of it.
    minijobs = distribution.filter(pl.col("event") == "minijob_created").select(
        "row", "server", "package_id", "site_code"
    )
    step = latest(step, minijobs, "package_id", "site_code", by=by).drop("link")
    return _with_update(step, bindings).with_columns(target=pl.col("site_code").str.to_uppercase())


def _arrivals(
    rows: pl.DataFrame, distribution: pl.DataFrame, bindings: pl.DataFrame, hierarchy: Hierarchy
) -> pl.DataFrame:
    """Return the lines of the child sites' despoolers and distribution managers, with their site as `target`."""
    there = pl.col("server").ne_missing(pl.lit(hierarchy.top, dtype=pl.String))
    despooled = _with_update(rows.filter(there & (pl.col("role") == "despool")), bindings)
    registered = distribution.filter(there)
    both = pl.concat([despooled.select(registered.columns), registered]).drop_nulls("update")
    return both.with_columns(
        target=pl.col("server").replace_strict(hierarchy.sites, default=None, return_dtype=pl.String)
    ).select("row", "update", "event", "target", "server_name")


def _expected_children(
    pairs: pl.DataFrame, bindings: pl.DataFrame, own: pl.DataFrame, hierarchy: Hierarchy
) -> list[tuple[str, str]]:
    """Return every (update, child site): those seen, and for the latest update the known children distmgr said nothing of."""
    seen = [(str(update), str(site)) for update, site in pairs.iter_rows()]
    if not hierarchy.has_top or bindings.is_empty():
        return seen
    latest_update = str(bindings["update"][-1])
    children = {str(site) for site in own["target"].to_list()} | {
        code for server, code in hierarchy.sites.items() if server != hierarchy.top and code != hierarchy.top_site
    }
    missing = [(latest_update, site) for site in sorted(children) if (latest_update, site) not in seen]
    return sorted({*seen, *missing})


def _transfer_subject(
    update: str,
    site: str,
    package_id: str | None,
    server_name: str | None,
    own: pl.DataFrame,
    bindings: pl.DataFrame,
    hierarchy: Hierarchy,
) -> CaseSubject:
    servers = hierarchy.servers(site)
    child = servers[0] if servers else (server_name.split(".")[0].upper() if server_name else None)
    places: dict[str, str | None] = {}
    if hierarchy.has_top:
        places["top_level_site"] = hierarchy.top or None
    if child is not None:
        places["child_site"] = child or None
    mine = own.filter(
        (pl.col("update") == update) & (pl.col("target") == site) & (pl.col("event") == "minijob_created")
    )
    links = list(_package_links(bindings, update))
    if not mine.is_empty():
        links.append(Link(f"package {_upper(package_id)}", f"site {site}", int(mine["row"][-1]), exact=True))
    return CaseSubject(
        subject=Subject(update, None, _upper(package_id), site),
        server=hierarchy.top or None,
        places=places,
        links=tuple(links),
        values=_values(update, package_id, site),
        expected=True,
    )


def _installations(rows: pl.DataFrame, manager: pl.DataFrame, hierarchy: Hierarchy, flowchart: Flowchart) -> LaneCases:
    """Return one case per update and installing site: CMUpdate works on one update at a time, so its lines belong to the last named."""
    worker = rows.filter(pl.col("role").is_in(["cmupdate", "configmgrprereq"])).with_columns(
        update=pl.col("package_guid")
    )
    noted = manager.filter(pl.col("event").is_in(["notification_created", "service_readiness_awaited"])).select(
        worker.columns
    )
    together = pl.concat([worker, noted]).sort("row")
    filled = together.with_columns(
        update=pl.coalesce(
            "update", pl.col("update").forward_fill().over("server"), pl.col("update").backward_fill().over("server")
        )
    ).filter(pl.col("role") != "hman")
    columns = ["row", "server", "event", "update"]
    others = _beside_the_worker(pl.concat([manager.drop("update"), rows.filter(pl.col("role") == "sitecomp")]), filled)
    own = pl.concat([filled.select(columns), others.select(columns)]).drop_nulls("update").sort("row")
    begun = (
        own.filter(pl.col("row").is_in(filled["row"].implode()) | (pl.col("event") == "notification_created"))
        .select("update", "server")
        .unique()
        .sort("update", "server")
    )
    subjects, pieces = [], []
    for number, (update, server) in enumerate(begun.iter_rows()):
        site = hierarchy.sites.get(server)
        subjects.append(
            CaseSubject(
                subject=Subject(update, None, None, site),
                server=server or None,
                places={
                    "installing_site": server or None,
                    "site_server": server or None,
                    "top_level_site": hierarchy.top or None,
                },
                values=_values(update, None, site),
            )
        )
        mine = own.filter((pl.col("update") == update) & pl.col("server").eq_missing(pl.lit(server, dtype=pl.String)))
        pieces.append(mine.select("row", pl.lit(number, dtype=pl.UInt32).alias("subject")))
    return LaneCases(flowchart, flowchart.lane("installation"), tuple(subjects), members(pieces))


def _beside_the_worker(rows: pl.DataFrame, worker: pl.DataFrame) -> pl.DataFrame:
    """Add `update` to lines of Hierarchy Manager and Site Component Manager: their own, else the last one CMUpdate worked on."""
    named = worker.drop_nulls("update").select("row", "server", found="update", worked="clock").sort("row")
    timed = rows.sort("row").join_asof(named, on="row", by="server", strategy="backward", check_sortedness=False)
    near = (pl.col("event") == "status_reported") | (pl.col("clock") - pl.col("worked") <= KEYLESS_REACH)
    return timed.with_columns(update=pl.coalesce("package_guid", pl.when(near).then("found"))).drop("found", "worked")


def _package_links(bindings: pl.DataFrame, update: str) -> tuple[Link, ...]:
    """Return the line that ties *update* to its package id, the last one where several do."""
    mine = bindings.filter(pl.col("update") == update).tail(1)
    return tuple(
        Link(f"update {update}", f"package {_upper(package)}" + (f" version {version}" if version else ""), row, exact)
        for row, package, version, _, exact in mine.select(
            "row", "package_id", "package_version", "update", "exact"
        ).iter_rows()
    )


def _numbered(own: pl.DataFrame, updates: list[str]) -> pl.DataFrame:
    numbers = {update: number for number, update in enumerate(updates)}
    if not numbers:
        return members([])
    mine = own.filter(pl.col("update").is_in(updates))
    return members([mine.with_columns(subject=pl.col("update").replace_strict(numbers, return_dtype=pl.UInt32))])


def _values(update: str, package_id: str | None, site: str | None) -> dict[str, str]:
    known = {"package_guid": update, "package_id": _upper(package_id), "site_code": site}
    return {name: value for name, value in known.items() if value}


def _upper(text: str | None) -> str | None:
    return text.upper() if text is not None else None
