"""Who is who in a hierarchy: the top-level site's server, and the site of every server.

The top-level site asks for the installation and takes the snapshot; its children despool. A child is known by its status
messages, by its own reports, by the share the Sender writes to, or by a folder that carries its site code.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from dmplog.cases.context import busiest, latest
from dmplog.frozen import frozen

UNNAMED = ""
"""Stands for the update of a request that nothing names yet, and for the server of a folder that nothing names."""


@frozen
class Hierarchy:
    """The servers of a bundle.

    Attributes:
        top: The server of the top-level site, None where no line shows it.
        top_site: Its site code.
        sites: The site of every server.
        present: The servers that have logs.
    """

    top: str | None
    top_site: str | None
    sites: dict[str | None, str]
    present: frozenset[str]

    @property
    def here(self) -> pl.Expr:
        """Whether a row was written at the top-level site."""
        return pl.col("server").eq_missing(pl.lit(self.top, dtype=pl.String))

    @property
    def places(self) -> dict[str, str | None]:
        """The server of the top-level site by the name of its place, none where it is not known."""
        return {} if self.top is None else {"top_level_site": self.top or None}

    def server(self, site: str) -> str | None:
        """Return the server of *site*; the Sender knows it by its DNS name, a folder by another one: the one with logs counts."""
        found = (server for server, code in self.sites.items() if code == site)
        return min(found, key=lambda server: server not in self.present, default=None)


def find_hierarchy(rows: pl.DataFrame) -> Hierarchy:
    """Return who is who: the top-level site drops the request and takes the snapshot; children despool."""
    sites, present = _sites(rows), frozenset(rows["server"].unique())
    # Every site takes snapshots of packages and sends them: only lines about an update tell the top-level site.
    asked = rows.filter(
        pl.col("takes_package") | pl.col("names_package") | (pl.col("snapshots") & pl.col("package_guid").is_not_null())
    )
    if asked.is_empty():
        asked = rows.filter(pl.any_horizontal("asks", "dropped"))
    if asked.is_empty():
        return Hierarchy(None, None, sites, present)
    top = busiest(asked)
    code = sites.get(top) or _package_site(asked, rows.filter(pl.col("server") == top))
    if code is not None:
        sites[top] = code
    return Hierarchy(top, code, sites, present)


def _sites(rows: pl.DataFrame) -> dict[str | None, str]:
    """Return the site of every server: its place, else the site of the sender's target that it is, else what its own reports name."""
    found: dict[str | None, str] = dict(
        rows.drop_nulls("site").group_by("server", maintain_order=True).agg(pl.col("site").first()).iter_rows()
    )
    named = rows.filter("reaches").with_columns(site_code=pl.lit(None, dtype=pl.String))
    targets = latest(named, rows.filter("requests"), "request_id", "site_code", by=["server"])
    for name, code in _last_said(targets.drop_nulls(["server_name", "site_code"]), "server_name"):
        found.setdefault(name.split(".")[0].upper(), code.upper())
    # A log that lies with a server may be another one's; what the sender writes to is the server itself.
    for server, code in _last_said(rows.filter("own_report").drop_nulls("site_code"), "server"):
        found.setdefault(server, code.upper())
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
