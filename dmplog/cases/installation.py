"""The cases of `installation`: one update at one installing site, CMUpdate's lines and those of the components beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from dmplog.case import Subject
from dmplog.cases.chain import Chain
from dmplog.cases.context import members
from dmplog.cases.hierarchy import UNNAMED
from dmplog.cases.strangers import strangers
from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.flowchart import Flowchart, Lane


def installation_cases(chain: Chain, chart: Flowchart, lane: Lane) -> LaneCases:
    """Return one case per update and installing site: CMUpdate works on one update at a time, so its lines belong to the last named."""
    worker = _of_its_site(chain.rows.filter("of_worker"), chain.hierarchy.sites)
    worker = worker.with_columns(update=pl.col("package_guid"))
    noted = chain.manager.filter("notes_installation").select(worker.columns)
    update, work = pl.col("update"), ["server", "work"]
    filled = (
        pl.concat([worker, noted])
        .sort("row")
        # "Content replication succeeded. Start extracting…" begins the work on an update that is named only later.
        .with_columns(work=pl.col("begins_work").cum_sum().over("server"))
        .with_columns(pl.coalesce(update, update.forward_fill().over(work), update.backward_fill().over(work)))
        .with_columns(pl.coalesce(update, update.forward_fill().over("server"), update.backward_fill().over("server")))
        .filter(~pl.col("of_manager"))
        .drop("work")
        # Reports name their site and no update: in a log that is cut off nobody tells which one it is.
        .with_columns(
            update=pl.when(pl.col("reports").any().over("server")).then(update.fill_null(UNNAMED)).otherwise(update)
        )
    )
    beside = pl.concat([chain.manager.drop("update"), chain.rows.filter("of_beside_worker")])
    # Where CMUpdate.log is not at hand, the notification says what the site installs.
    told = pl.concat([filled, noted.with_columns(pl.coalesce("package_guid", update).alias("update"))])
    unnamed, reach = pl.col("tells_installation") & pl.col("package_guid").is_null(), chart.correlator.keyless_reach
    states = _beside_the_worker(beside.filter(unnamed), pl.concat([told, _asked(chain, told.columns)]), reach)
    others = pl.concat([_beside_the_worker(beside.filter(~unnamed), told, reach), states])
    columns = ("row", "update", "server")
    # A state may be the only line that is left: nobody sets one of a site that installs nothing.
    named = pl.concat([part.drop_nulls("update")["server"] for part in (told, others)]).unique()
    nobodys = pl.col("tells_installation") & ~pl.col("server").is_in(named.implode())
    others = others.with_columns(update=pl.when(nobodys).then(pl.lit(UNNAMED)).otherwise(update))
    tells = pl.any_horizontal("installs", "tells_installation")
    begun = pl.concat([filled.select(*columns), others.filter(tells).select(*columns)])
    strange = strangers(filled, others)
    own = pl.concat([filled.select(*columns), others.select(*columns)]).drop_nulls("update").sort("row")
    own = own.filter(~pl.col("row").is_in(strange.implode()))
    sites = begun.drop_nulls("update").sort("row").select("update", "server").unique(maintain_order=True)
    subjects = tuple(_subject(update, server, chain) for update, server in sites.iter_rows())
    numbered = own.join(sites.with_row_index("subject"), on=["update", "server"])
    return LaneCases(chart, lane, subjects, members([numbered]), strange)


def _asked(chain: Chain, columns: list[str]) -> pl.DataFrame:
    r"""Return the *columns* of the lines with which an update is asked for, each with its `update`.

    A state that failed and names none is about the one that was asked for last, although the update service knows nothing of it yet:
    "SND: Dropped E:\ConfigMgr\inboxes\hman.box\CFD\262143.ESC"
    """
    manager = chain.manager.filter(pl.any_horizontal("asks", "takes_package", "names_package"))
    requests = chain.requests.with_columns(package_guid="update")
    asked = pl.concat([lines.select(columns) for lines in (manager, requests)])
    return asked.with_columns(pl.col("update").fill_null(UNNAMED))


def _of_its_site(worker: pl.DataFrame, sites: Mapping[str | None, str]) -> pl.DataFrame:
    """Return the lines of *worker* without those of logs that report for another site than the one whose server they lie under.

    Successfully reported ConfigMgr update status (SiteCode=PS2, SubStageID=0xd0005, IsComplete=2, Progress=100, Applicable=1)
    """
    stands = pl.col("server").cast(pl.String).replace_strict(dict(sites), default=None, return_dtype=pl.String)
    said = worker.filter("reports").drop_nulls("site_code").with_columns(stands=stands).drop_nulls("stands")
    strange = pl.col("site_code").cast(pl.String).str.to_uppercase() != pl.col("stands").str.to_uppercase()
    astray = said.filter(strange.all().over("server", "role")).select("server", "role").unique()
    return worker.join(astray, on=["server", "role"], how="anti", maintain_order="left")


def _subject(update: str, server: str, chain: Chain) -> CaseSubject:
    site = chain.hierarchy.sites.get(server)
    # "Failed to extract the content of package PS100005" in CMUpdate.log is about the update that Distribution Manager copied as PS100005.
    package = chain.easy_setup.package_id(update)
    values = chain.easy_setup.values(update, site)
    places = chain.hierarchy.places | {"installing_site": server or None}
    return CaseSubject(Subject(update or None, None, package, site), server or None, places, values=values)


def _beside_the_worker(rows: pl.DataFrame, worker: pl.DataFrame, reach: timedelta | None) -> pl.DataFrame:
    """Add `update` to lines of Hierarchy Manager and Site Component Manager: their own, else the last one CMUpdate worked on."""
    named = worker.drop_nulls("update").select("row", "server", found="update", worked="clock").sort("row")
    timed = rows.sort("row").join_asof(named, on="row", by="server", strategy="backward", check_sortedness=False)
    near = pl.col("reports") | (True if reach is None else pl.col("clock") - pl.col("worked") <= reach)
    return timed.with_columns(update=pl.coalesce("package_guid", pl.when(near).then("found"))).drop("found", "worked")
