r"""Whose event is it: the cases of the offline flowchart, one per package the service connection tool brings.

The tool runs three times: prepare at the site, connect on a computer with internet access, import at the site. Its log names a
package only in some lines, so a line without one belongs to the package the same file named last, and what stands before the
first of them (the manifest) to all of that file. The runs are joined by package GUID:

    INFO:Downloading Payload 248DC1EB-… version 5.0.9058.1000      connect, ServiceConnectionTool.log
    …\ServiceConnectionTool\Update\248DC1EB-…\Redist\….msi         the same computer, ConfigMgrSetup.log
    Generating state message: 4 for package 00000000-…             import, the tool's own log: all packages it brings
    Configuration Manager Update (PackageGuid=248DC1EB-…) is …     the site, hman.log

Sources: [@missing-files; @jpmem-20250207; @kb4561945; @tool-docs].
"""

from __future__ import annotations

import polars as pl

from dmplog.case import Subject
from dmplog.cases.context import members, texts
from dmplog.cases.modes import modes_of
from dmplog.cases.parts import logs, plays
from dmplog.cases.setupdl import call_rows
from dmplog.cases.subject import CaseSubject, LaneCases, Mode
from dmplog.flowchart import Flowchart
from dmplog.witness import Witness

NO_GUID = "No line of the log of the tool names a package. So this case is about the whole run of the tool."

_UNKNOWN = ""
"""Stands for the run of the tool where no package is known."""


def tool_cases(events: pl.DataFrame, chart: Flowchart, witness: Witness) -> list[LaneCases]:
    """Return one case per package of the tool, or one for its run where no package is named."""
    (package,) = texts(events, ["package_guid"])
    parts = ("imports", "mode_online", "mode_restart", "names_later", "opens_call", "shows_import", "import_processed")
    rows = events.select(
        *("row", "file", "utc_known"),
        pl.col("role", "server").cast(pl.String),
        package_guid=package,
        nobody=package.is_in(chart.correlator.nobody).fill_null(value=False),
        **{part: plays(chart, part) for part in parts},
    ).sort("row")
    of_point, role = pl.col("role").is_in(logs(chart, "point")), pl.col("role")
    tool = _tool_lines(rows.filter(role.is_in(logs(chart, "tool"))))
    lines = _with_only_package(pl.concat([tool, _called_lines(call_rows(events, chart), tool)]))
    subjects = [package for package in lines["package"].drop_nulls().unique(maintain_order=True) if package]
    if not tool.is_empty():
        # A run of the tool may name no package, although another one does.
        subjects.append(_UNKNOWN)
    managers = rows.filter(role.is_in(logs(chart, "manager")))
    pieces = []
    for number, name in enumerate(subjects):
        own = _own(lines, name)
        pieces.append(
            pl.concat([own.select("row"), _site_lines(managers, own, name)]).with_columns(subject=pl.lit(number))
        )
    places = _places(lines, rows.filter(of_point), chart, witness)
    # The tool is made for offline mode, unless the point fetches for itself.
    mode, notes = modes_of(rows.filter(of_point | (pl.col("imports") & pl.col("nobody"))))
    mode = mode or (None if notes else "offline")
    found = tuple(_subject(name, places, mode, notes) for name in subjects)
    return [LaneCases(chart, lane, found, members(pieces)) for lane in chart.lanes[:1]]


def _tool_lines(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of the tool's log as `row, file, server, imports, opens_call, package, shared`; shared ones belong to all.

    The import is one line for all packages it brings, whichever file tells which they are.
    """
    package = pl.when(~pl.col("nobody")).then(pl.col("package_guid"))
    named = rows.with_columns(named=package, imports=pl.col("imports") & package.is_null())
    behind = pl.when("names_later").then(pl.col("named").backward_fill().over("file"))
    return named.with_columns(
        package=pl.when(~pl.col("imports")).then(pl.coalesce(pl.col("named").forward_fill().over("file"), behind)),
        silent=pl.col("named").is_null().all().over("file"),
    ).select("row", "file", "server", "imports", "opens_call", "package", shared=pl.col("imports") | ~pl.col("silent"))


def _called_lines(calls: pl.DataFrame, tool: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of setupdl.exe that the tool started, in the columns of `_tool_lines`.

    What setupdl.exe writes behind its failure makes nothing good: the tool goes on with the next package or ends, silently.
    """
    asked = tool.filter("opens_call").select("row", "server", asked="package").sort("row")
    timed = calls.sort("row").join_asof(asked, on="row", by="server", strategy="backward", check_sortedness=False)
    broken = pl.col("failed").cum_sum().over("call") > 0
    of_tool = pl.coalesce("of_tool", pl.col("asked").is_not_null())
    own = timed.filter(of_tool & (pl.col("failed") | ~broken)).with_columns(
        package=pl.coalesce("target", "asked"),
        file=pl.lit(None),
        **dict.fromkeys(("shared", "imports", "opens_call"), pl.lit(value=False)),
    )
    return own.select(pl.col(name).cast(tool.schema[name]) for name in tool.columns)


def _with_only_package(lines: pl.DataFrame) -> pl.DataFrame:
    """Give lines without a package the only one there is, where the tool's log names none and the folder of setupdl.exe does."""
    packages = lines["package"].drop_nulls().unique().to_list()
    if len(packages) != 1 or not lines.filter(pl.col("file").is_not_null())["package"].is_null().all():
        return lines
    return lines.with_columns(pl.col("package").fill_null(packages[0]))


def _own(lines: pl.DataFrame, package: str) -> pl.DataFrame:
    """Return the lines of *package*: its own, and those that belong to every package of the same file or of the import."""
    if package == _UNKNOWN:
        alone = pl.col("package").is_null() & (~pl.col("shared") | pl.col("package").is_null().all())
        return lines.filter(alone)
    mine = pl.col("package") == package
    files = lines.filter(mine)["file"].drop_nulls().unique()
    everybody = pl.col("package").is_null() & pl.col("shared")
    return lines.filter(mine | (everybody & (pl.col("file").is_in(files.implode()) | pl.col("imports"))))


def _site_lines(managers: pl.DataFrame, own: pl.DataFrame, package: str) -> pl.DataFrame:
    """Return the rows by which the site shows that the import arrived.

    The manifest counts only behind an import: without one it may be any other.
    """
    row, first, imported = pl.col("row"), pl.lit(own["row"].min()), pl.lit(own.filter("imports")["row"].min())
    told = pl.col("shows_import") & (pl.col("package_guid") == package) & (row > first)
    processed = pl.col("import_processed") & (row > imported)
    return managers.filter(pl.any_horizontal(told, processed)).select("row")


def _places(lines: pl.DataFrame, point: pl.DataFrame, chart: Flowchart, witness: Witness) -> dict[str, str | None]:
    """Return where the tool ran, and whose Hierarchy Manager shows what became of the import."""
    ran = [*lines.filter(~pl.col("imports"))["server"], *lines["server"]]
    managers = list(dict.fromkeys(span.server for span in witness.spans if span.role in logs(chart, "manager")))
    points = point["server"].unique(maintain_order=True).to_list()
    importers = lines.filter("imports")["server"].unique(maintain_order=True).to_list()
    here = [server for server in managers if server in (*importers, *points)]
    speaking = {"tool_computer": ran, "service_connection_point": here or managers or importers or points}
    return {place: servers[0] for place, servers in speaking.items() if servers}


def _subject(package: str, places: dict[str, str | None], mode: Mode | None, notes: tuple[str, ...]) -> CaseSubject:
    values, notes = ({"package_guid": package}, notes) if package else ({}, (NO_GUID, *notes))
    return CaseSubject(
        Subject(package or None), places.get("tool_computer"), places, (), values, mode=mode, notes=notes
    )
