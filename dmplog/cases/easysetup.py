"""Which update a package id stands for: one hidden Easy Setup package serves every update, and its versions tell them apart.

A binding holds from its line on, at the top-level site that wrote it, until the next line says otherwise
(the Easy Setup package, [@update-article]).
"""

from __future__ import annotations

import polars as pl

from dmplog.cases.context import latest
from dmplog.cases.hierarchy import UNNAMED, Hierarchy
from dmplog.cases.subject import Link
from dmplog.frozen import frozen


@frozen
class EasySetup:
    """The bindings of a bundle.

    Attributes:
        bindings: Which update a package id stands for from which row on: `row, package_id, package_version, update, exact`; exact
            where the line writes both.
        versions: Which update each version of a package carried, as far as a line tells: `package_id, package_version, update`.
    """

    bindings: pl.DataFrame
    versions: pl.DataFrame

    @classmethod
    def of(cls, manager: pl.DataFrame, distribution: pl.DataFrame, hierarchy: Hierarchy) -> EasySetup:
        """Return what the lines of Hierarchy Manager and Distribution Manager at the top-level site bind."""
        columns = ("row", "package_id", "package_version", pl.col("package_guid").is_not_null().alias("exact"))
        told = manager.filter(hierarchy.here & (pl.col("names_package") | pl.col("snapshots")))
        taken = distribution.filter(hierarchy.here & pl.col("snapshots"))
        both = pl.concat([told.select(*columns, "update"), taken.select(*columns, update="package_guid")])
        # Which update an unnamed request is about is not known, and a package is bound to none by it.
        bindings = both.drop_nulls(["package_id", "update"]).filter(pl.col("update") != UNNAMED).sort("row")
        # "Taking package snapshot" names no version; its thread tells it when it hands the package over.
        sent = distribution.with_columns(update=pl.col("package_guid").forward_fill().over("server", "thread"))
        sent = sent.filter(hierarchy.here & pl.col("tells_version"))
        known = pl.concat([each.select("row", "package_id", "package_version", "update") for each in (bindings, sent)])
        return cls(bindings, known.drop_nulls().sort("row").drop("row"))

    def package_id(self, update: str) -> str | None:
        """Return the package id that stood for *update* last, as the product writes it."""
        ids = self.bindings.filter(pl.col("update") == update)["package_id"]
        return None if ids.is_empty() else str(ids[-1]).upper()

    def links(self, update: str) -> tuple[Link, ...]:
        """Return the line that ties *update* to its package id, the last one where several do."""
        mine = self.bindings.filter(pl.col("update") == update).tail(1)
        return tuple(
            Link(
                f"update {update}",
                f"package {package.upper()}" + (f" version {version}" if version else ""),
                row,
                exact,
            )
            for row, package, version, exact in mine.select("row", "package_id", "package_version", "exact").iter_rows()
        )

    def values(self, update: str, site: str | None) -> dict[str, str]:
        """Return what is known for the blanks of expected messages."""
        known = {"package_guid": update, "package_id": self.package_id(update), "site_code": site}
        return {name: value for name, value in known.items() if value}

    def with_update(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add `update`, for lines that name a package id: by its version where one is written, else by what holds at that time."""
        tells_version = ~pl.col("of_distribution") | pl.col("tells_version")
        known = rows.with_columns(
            package_id=pl.col("package_id").forward_fill().over("server", "role", "thread"),
            package_version=pl.when(tells_version).then("package_version"),
            update=pl.col("package_guid"),
        )
        by_version = self.versions.unique(["package_id", "package_version"], keep="last")
        versioned = _filled(known, by_version, ["package_id", "package_version"])
        timed = latest(versioned, self.bindings, "package_id", "update")
        # Lines in front of the first binding belong to the first update: "Found package properties updated notification".
        return self.not_older(_filled(timed, self.bindings.unique("package_id", keep="first"), ["package_id"]))

    def not_older(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Take `update` from lines about a version that is older than the first one that carried it: an earlier update's content."""
        number = pl.col("package_version").cast(pl.Int64, strict=False)
        carried = self.versions.group_by("package_id", "update").agg(carried_from=number.min())
        known = rows.join(carried, on=["package_id", "update"], how="left", maintain_order="left")
        older = (number < pl.col("carried_from")).fill_null(value=False)
        return known.with_columns(update=pl.when(~older).then("update")).drop("carried_from")


def _filled(rows: pl.DataFrame, known: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Fill `update` of *rows* with what *known* says of the same *keys*."""
    joined = rows.join(known.select(*keys, known="update"), on=keys, how="left", maintain_order="left")
    return joined.with_columns(update=pl.coalesce("update", "known")).drop("known")


def manager_context(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `update`: the package GUID the thread works on; the request in front of it (`2.ESC file was found`) belongs to it too.

    A request that no name follows is of an update that nobody knows, and so is what its thread does behind it.
    """
    thread = ["server", "thread"]
    begun = rows.with_columns(named=pl.when("names_update").then("package_guid"))
    asked = pl.when("backward").then(pl.col("named").backward_fill().over(thread).fill_null(UNNAMED))
    known = begun.with_columns(update=pl.coalesce("package_guid", asked, "named"))
    return known.with_columns(update=pl.col("update").forward_fill().over(thread)).drop("named")


def installation_requests(monitor: pl.DataFrame, manager: pl.DataFrame, easy_setup: EasySetup) -> pl.DataFrame:
    """Return the requests the notification monitor dropped for Hierarchy Manager (`2.ESC`), with the update that answers them next."""
    dropped = monitor.filter("dropped").drop("package_guid").sort("row")
    named = manager.filter("takes_package").select("row", "server", "update").sort("row")
    followed = dropped.join_asof(named, on="row", by="server", strategy="forward", check_sortedness=False)
    # Without hman.log the snapshot that follows tells what was asked for.
    taken = easy_setup.bindings.select("row", taken="update")
    return (
        followed.join_asof(taken, on="row", strategy="forward", check_sortedness=False)
        .with_columns(update=pl.coalesce("update", "taken"))
        .drop("taken")
    )
