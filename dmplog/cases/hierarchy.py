"""Who is who in a hierarchy: the top-level site's server, and the site of every server.

The top-level site asks for the installation and takes the snapshot; its children despool. A child is known by its status
messages, by its own reports, by the share the Sender writes to, or by a folder that carries its site code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from dmplog.cases.context import latest

UNNAMED = ""
"""Stands for the update of a request that nothing names yet, and for the server of a folder that nothing names."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The servers of a bundle: the top-level site's, and the site each server belongs to."""

    top: str | None
    top_site: str | None
    sites: dict[str | None, str]
    has_top: bool
    present: frozenset[str]

    def servers(self, site: str) -> list[str | None]:
        """Return the servers of *site*."""
        found = [server for server, code in self.sites.items() if code == site]
        # The Sender knows a child by its DNS name, its folder may carry another one: the one with logs counts.
        return sorted(found, key=lambda server: server not in self.present)


def find_hierarchy(rows: pl.DataFrame) -> Hierarchy:
    """Return who is who: the top-level site drops the request and takes the snapshot; children despool."""
    sites = _sites(rows)
    # Every site takes snapshots of packages and sends them: only lines about an update tell the top-level site.
    asked = rows.filter(
        pl.col("takes_package") | pl.col("names_package") | (pl.col("snapshots") & pl.col("package_guid").is_not_null())
    )
    if asked.is_empty():
        asked = rows.filter(pl.col("asks") | pl.col("dropped"))
    # Of servers that asked equally often the first to ask counts, whatever it is called.
    counts = asked.group_by("server", maintain_order=True).len().sort("len", descending=True, maintain_order=True)
    if counts.is_empty():
        return Hierarchy(None, None, sites, has_top=False, present=frozenset(rows["server"].unique()))
    top = counts["server"][0]
    code = sites.get(top) or _package_site(asked, rows.filter(pl.col("server") == top))
    if code is not None:
        sites[top] = code
    return Hierarchy(top, code, sites, has_top=True, present=frozenset(rows["server"].unique()))


def _sites(rows: pl.DataFrame) -> dict[str | None, str]:
    """Return the site of every server: its place, else the site its own reports and the sender's targets name."""
    found: dict[str | None, str] = dict(
        rows.drop_nulls("site").group_by("server", maintain_order=True).agg(pl.col("site").first()).iter_rows()
    )
    reported = rows.filter("own_report").drop_nulls("site_code")
    for server, code in _last_said(reported, "server"):
        found.setdefault(server, code.upper())
    asked, named = rows.filter("requests"), rows.filter("reaches")
    targets = latest(
        named.select("row", "server", "request_id", "server_name", site_code=pl.lit(None, dtype=pl.String)),
        asked.select("row", "server", "request_id", "site_code"),
        "request_id",
        "site_code",
        by=["server"],
    ).drop_nulls(["server_name", "site_code"])
    for name, code in _last_said(targets, "server_name"):
        found.setdefault(name.split(".")[0].upper(), code.upper())
    # A folder may carry the code of a site instead of the name of its server.
    codes = {code.upper() for code in rows["site_code"].drop_nulls().unique()}
    for server in rows["server"].drop_nulls().unique(maintain_order=True):
        if server.upper() in codes:
            found.setdefault(server, server.upper())
    return found


def _last_said(rows: pl.DataFrame, key: str) -> Iterable[tuple[str, str]]:
    """Return the site code each *key* named last, in the order in which they appear."""
    return rows.group_by(key, maintain_order=True).agg(pl.col("site_code").last()).iter_rows()


def _package_site(rows: pl.DataFrame, own: pl.DataFrame) -> str | None:
    """Return the site code the package id begins with: ids carry the code of the site that made them.

    After a hierarchy was expanded that is a child's; a site never sends to itself, so a code among the targets is not its own.
    """
    ids = rows["package_id"].drop_nulls()
    code = str(ids[0])[:3].upper() if len(ids) else None
    targets = {target.upper() for target in own.filter("sends_to")["site_code"].drop_nulls()}
    return None if code in targets else code
