"""`dmplog diagnose`: how its options are declared; `dmplog.cli.quick` reads the plain ones too, without what declares them here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dmplog.cli import options
from dmplog.cli.answer import FORMATS, Asked, answer
from dmplog.limits import MOST_CONTEXT


def diagnose(
    paths: options.Paths,
    *,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help="Print this; concise is a line for each stuck case, ticket the whole answer in plain text. [default: text]",
            autocompletion=lambda: list(FORMATS),
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print everything: every case, every step, every log.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document: --format json.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained HTML page; - prints it.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write the report for a ticket; - prints it.")
    ] = None,
    update: options.Update = None,
    site: options.Site = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="TIME|now",
            help="Judge as of this time, up to which the logs are complete (UTC unless an offset is given).",
        ),
    ] = None,
    clock: Annotated[
        str,
        typer.Option(
            "--time",
            metavar="utc|server",
            help="Show times in UTC, or by the clock of each server, where its logs tell.",
            autocompletion=lambda: ["utc", "server"],
        ),
    ] = "utc",
    flowchart: options.Flowcharts = None,
    knowledge: options.Knowledge = None,
    encoding: options.Encoding = None,
    day_first: options.DayFirst = None,
    utc_offset: options.UtcOffset = None,
    context: Annotated[
        int,
        typer.Option(
            "--context",
            metavar="N",
            min=0,
            max=MOST_CONTEXT,
            help="Show N lines around each quoted line: with -v, and in every format but the short text and concise.",
        ),
    ] = 0,
    force: options.Force = False,
    redact: Annotated[
        bool,
        typer.Option(
            "--redact", help="Put tokens such as SERVER07 in place of names, as dmplog redact does; needs --map."
        ),
    ] = False,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="Write the map that gives the names back; for --redact."),
    ] = None,
    sites: options.Sites = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print the answer alone, without progress bar and hints.")
    ] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even where something is stuck.")] = False,
) -> None:
    """Say which step of Microsoft's flowcharts each update in PATH... is stuck on; dmplog PATH does the same.

    Exit codes: 0 nothing stuck, 1 stalled or failed, 2 bad usage, 3 the logs cannot tell, 4 nothing could be read, 5 an error in dmplog itself.
    """
    answer(
        Asked(
            paths,
            form=form,
            verbose=verbose,
            as_json=as_json,
            html=html,
            markdown=markdown,
            update=update,
            site=site,
            as_of=as_of,
            clock=clock,
            flowchart=flowchart,
            knowledge=knowledge,
            encoding=encoding,
            day_first=day_first,
            utc_offset=utc_offset,
            context=context,
            force=force,
            redact=redact,
            map_file=map_file,
            sites=sites,
            quiet=quiet,
            exit_zero=exit_zero,
        )
    )
