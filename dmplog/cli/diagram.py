"""`dmplog diagram`: the flowchart with the progress on it, as a picture."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from dmplog.cli import options
from dmplog.cli.choices import one_of
from dmplog.cli.errors import EXIT_INTERNAL, plain_errors
from dmplog.cli.moments import parse_moment
from dmplog.cli.streams import say, say_problems
from dmplog.cli.targets import target_of
from dmplog.data import own_knowledge
from dmplog.isolation import KIND

PICTURES = ("flowchart", "lanes", "time")


def diagram(
    paths: options.Paths,
    *,
    output: options.PictureFile,
    picture: Annotated[
        str,
        typer.Option(
            "--picture",
            metavar="|".join(PICTURES),
            help="flowchart: the worst case of each update on its lane; lanes: every lane and site; time: how long each step took.",
            autocompletion=lambda: list(PICTURES),
        ),
    ] = "flowchart",
    update: options.Update = None,
    site: options.Site = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="TIME|now", help="Judge as of this time, up to which the logs are complete."),
    ] = None,
    dark: options.Dark = False,
    flowchart: options.Flowcharts = None,
    knowledge: options.Knowledge = None,
    encoding: options.Encoding = None,
    day_first: options.DayFirst = None,
    utc_offset: options.UtcOffset = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
) -> None:
    """Draw how far every update in PATH... got, worst first."""
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.framing.options import ReadOptions
        from dmplog.options import DiagnoseOptions
        from dmplog.pipeline import run
        from dmplog.views.diagram import report_diagram

        kind: Any = one_of("--picture", picture, PICTURES)
        target_of(output, paths, flowcharts=flowchart, knowledge=knowledge, force=force)
        wanted = DiagnoseOptions(
            as_of=parse_moment(as_of) if as_of is not None else None,
            update=update,
            site=site,
            flowcharts=tuple(flowchart or ()),
            read=ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset),
        )
        report = run(paths, wanted)
        if not quiet:
            say_problems(report.problems)
        report_diagram(report.to_dict(), kind, dark=dark).save(output, force=True)
        if not quiet:
            say(f"{report.headline} Drawn in {output}.")
        if any(problem.kind == KIND for problem in report.problems):
            # What was drawn stands, and is not all there is.
            raise SystemExit(EXIT_INTERNAL)
