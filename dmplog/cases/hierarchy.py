"""Who is who in a hierarchy: the top-level site's server, and the site of every server.

The top-level site asks for the installation and takes the snapshot; its children despool. A child is known by its status
messages, by its own reports, by the share the Sender writes to, or by a folder that carries its site code.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dmplog.cases.context import latest

UNNAMED = ""
"""Stands for the update of a request that nothing names yet, and for the server of a folder that nothing names."""

ENABLED = "2"
"""State of an update somebody chose to install or to check: its file is 2.ESC (servicing-logs.md 3.3)."""

PACKAGE_NAMED = (
    "easy_setup_package_created",
    "easy_setup_package_updated",
    "easy_setup_package_update_requested",
    "easy_setup_settings_updating",
    "package_snapshot_started",
)
"""Lines that tell which package id carries the update."""


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


def find_hierarchy(rows: pl.DataFrame) -> Hierarchy:
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
