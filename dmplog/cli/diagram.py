"""`dmplog diagram`: the flowchart with the progress on it, as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dmplog.cli.errors import plain_errors
from dmplog.cli.options import DayFirst, Encoding, Knowledge, Paths, Quiet, UtcOffset, parse_moment
from dmplog.cli.streams import say
from dmplog.data import own_knowledge


def diagram(
    paths: Paths,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="FILE.svg, .png, .pdf, .dot or .mmd.")],
    update: Annotated[str | None, typer.Option("--update", metavar="GUID|VERSION", help="Only this update.")] = None,
    site: Annotated[str | None, typer.Option("--site", metavar="CODE", help="Only this site.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIME|now", help="The logs are complete up to this time.")
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Light ink on a dark page.")] = False,
    flowchart: Annotated[
        list[str] | None,
        typer.Option("--flowchart", metavar="NAME|FILE", help="Use only this flowchart; may be repeated."),
    ] = None,
    knowledge: Knowledge = None,
    encoding: Encoding = None,
    day_first: DayFirst = None,
    utc_offset: UtcOffset = None,
    quiet: Quiet = False,
) -> None:
    """Draw how far the worst case in PATH... got."""
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.framing.options import ReadOptions
        from dmplog.options import DiagnoseOptions
        from dmplog.pipeline import run
        from dmplog.views.diagram import report_diagram

        options = DiagnoseOptions(
            as_of=parse_moment(as_of) if as_of is not None else None,
            update=update,
            site=site,
            flowcharts=tuple(flowchart or ()),
            read=ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset),
        )
        report = run(paths, options)
        report_diagram(report.to_dict(), dark=dark).save(output)
        if not quiet:
            say(f"{report.headline} Drawn in {output}.")
