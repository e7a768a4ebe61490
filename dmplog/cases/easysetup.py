"""Which update a package id stands for: one hidden Easy Setup package serves every update, and its versions tell them apart.

A binding holds from its line on, at the top-level site that wrote it, until the next line says otherwise
(design section 2, Easy Setup package).
"""

from __future__ import annotations

import polars as pl

from dmplog.cases.context import carried, latest
from dmplog.cases.hierarchy import Hierarchy
from dmplog.cases.subject import Link


def manager_context(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `update`: the package GUID the thread works on; the request in front of it (`2.ESC file was found`) belongs to it too."""
    thread = ["server", "thread"]
    named = pl.when("names_update").then(pl.col("package_guid"))
    begun = rows.with_columns(update=named)
    backward = pl.when("backward").then(pl.col("update").backward_fill().over(thread))
    return begun.with_columns(
        update=pl.coalesce("package_guid", backward, pl.col("update").forward_fill().over(thread))
    )


def installation_requests(monitor: pl.DataFrame, manager: pl.DataFrame, bindings: pl.DataFrame) -> pl.DataFrame:
    """Return the requests the notification monitor dropped for Hierarchy Manager (`2.ESC`), with the update that answers them next."""
    dropped = monitor.filter("dropped").drop("package_guid")
    named = manager.filter("takes_package").select("row", "server", "update")
    followed = dropped.sort("row").join_asof(
        named.sort("row"), on="row", by="server", strategy="forward", check_sortedness=False
    )
    # Without hman.log the snapshot that follows tells what was asked for.
    taken = bindings.select("row", taken="update").sort("row")
    return (
        followed.join_asof(taken, on="row", strategy="forward", check_sortedness=False)
        .with_columns(update=pl.coalesce("update", "taken"))
        .drop("taken")
    )


def find_bindings(manager: pl.DataFrame, distribution: pl.DataFrame, hierarchy: Hierarchy) -> pl.DataFrame:
    """Return which update a package id stands for from which row on: `row, package_id, package_version, update, exact`."""
    here = pl.col("server").eq_missing(pl.lit(hierarchy.top, dtype=pl.String))
    told = manager.filter(here & (pl.col("names_package") | pl.col("snapshots"))).select(
        "row", "package_id", "package_version", "update", exact=pl.lit(value=True)
    )
    taken = distribution.filter(here & pl.col("snapshots")).select(
        "row", "package_id", "package_version", update="package_guid", exact=pl.lit(value=True)
    )
    return pl.concat([told, taken]).drop_nulls(["package_id", "update"]).sort("row")


def with_update(rows: pl.DataFrame, bindings: pl.DataFrame) -> pl.DataFrame:
    """Add `update`, for lines that name a package id: by its version where one is written, else by what holds at that time."""
    thread = ["server", "role", "thread"]
    tells_version = ~pl.col("of_distribution") | pl.col("tells_version")
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


def package_links(bindings: pl.DataFrame, update: str) -> tuple[Link, ...]:
    """Return the line that ties *update* to its package id, the last one where several do."""
    mine = bindings.filter(pl.col("update") == update).tail(1)
    return tuple(
        Link(f"update {update}", f"package {upper(package)}" + (f" version {version}" if version else ""), row, exact)
        for row, package, version, _, exact in mine.select(
            "row", "package_id", "package_version", "update", "exact"
        ).iter_rows()
    )


def known_values(update: str, package_id: str | None, site: str | None) -> dict[str, str]:
    """Return what is known for the blanks of expected messages."""
    known = {"package_guid": update, "package_id": upper(package_id), "site_code": site}
    return {name: value for name, value in known.items() if value}


def upper(text: str | None) -> str | None:
    """Return *text* as the product writes package ids."""
    return text.upper() if text is not None else None
