"""The cases of `installation`: one update at one installing site, CMUpdate's lines and those of the components beside it."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from dmplog.cases.context import members
from dmplog.cases.easysetup import known_values
from dmplog.cases.hierarchy import Hierarchy
from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.flowchart import Flowchart, Lane
from dmplog.report import Subject


def installation_cases(
    rows: pl.DataFrame, manager: pl.DataFrame, hierarchy: Hierarchy, chart: Flowchart, lane: Lane
) -> LaneCases:
    """Return one case per update and installing site: CMUpdate works on one update at a time, so its lines belong to the last named."""
    worker = rows.filter("of_worker").with_columns(update=pl.col("package_guid"))
    noted = manager.filter("notes_installation").select(worker.columns)
    together = pl.concat([worker, noted]).sort("row")
    filled = together.with_columns(
        update=pl.coalesce(
            "update", pl.col("update").forward_fill().over("server"), pl.col("update").backward_fill().over("server")
        )
    ).filter(~pl.col("of_manager"))
    columns = ["row", "server", "installs", "update"]
    beside = pl.concat([manager.drop("update"), rows.filter("of_beside_worker")])
    others = _beside_the_worker(beside, filled, chart.correlator.keyless_reach)
    own = pl.concat([filled.select(columns), others.select(columns)]).drop_nulls("update").sort("row")
    begun = (
        own.filter(pl.col("row").is_in(filled["row"].implode()) | pl.col("installs"))
        .select("update", "server")
        .unique(maintain_order=True)
    )
    subjects, pieces = [], []
    for number, (update, server) in enumerate(begun.iter_rows()):
        site = hierarchy.sites.get(server)
        subjects.append(
            CaseSubject(
                subject=Subject(update, None, None, site),
                server=server or None,
                places={"installing_site": server or None, "top_level_site": hierarchy.top or None},
                values=known_values(update, None, site),
            )
        )
        mine = own.filter((pl.col("update") == update) & pl.col("server").eq_missing(pl.lit(server, dtype=pl.String)))
        pieces.append(mine.select("row", pl.lit(number, dtype=pl.UInt32).alias("subject")))
    return LaneCases(chart, lane, tuple(subjects), members(pieces))


def _beside_the_worker(rows: pl.DataFrame, worker: pl.DataFrame, reach: timedelta | None) -> pl.DataFrame:
    """Add `update` to lines of Hierarchy Manager and Site Component Manager: their own, else the last one CMUpdate worked on."""
    named = worker.drop_nulls("update").select("row", "server", found="update", worked="clock").sort("row")
    timed = rows.sort("row").join_asof(named, on="row", by="server", strategy="backward", check_sortedness=False)
    near = pl.col("reports") | (True if reach is None else pl.col("clock") - pl.col("worked") <= reach)
    return timed.with_columns(update=pl.coalesce("package_guid", pl.when(near).then("found"))).drop("found", "worked")
