"""`dmplog flowchart`: the flowcharts themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dmplog.cli.errors import EXIT_USAGE, plain_errors
from dmplog.cli.options import Quiet
from dmplog.cli.streams import say

app = typer.Typer(help="Look at the flowcharts, or check one of your own.", no_args_is_help=True, rich_markup_mode=None)

NameOrFile = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped flowchart, or the file of your own.")]


@app.command("list")
def list_flowcharts() -> None:
    """List the flowcharts that come with dmplog, with their lanes."""
    from dmplog.flowchart import load_flowchart, shipped_flowcharts

    with plain_errors():
        for name in shipped_flowcharts():
            flowchart = load_flowchart(name)
            lanes = ", ".join(f"{lane.id} ({len(lane.steps)} steps)" for lane in flowchart.lanes)
            typer.echo(f"{name:<12} {flowchart.title}: {lanes}")


@app.command()
def show(name: NameOrFile) -> None:
    """Show a flowchart: its charts, its steps, what happens in them, and where that is logged."""
    from dmplog.flowchart import load_flowchart
    from dmplog.flowchart.drawing import describe_flowchart

    with plain_errors():
        typer.echo("\n".join(describe_flowchart(load_flowchart(name))))


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME|FILE]...", help="Flowcharts to check; all that are shipped by default."),
    ] = None,
) -> None:
    """Check flowcharts: every step placed and reachable, every event known, no hidden circle.

    Exit code 0: all are sound; 2: at least one is not.
    """
    from dmplog.flowchart import shipped_flowcharts

    with plain_errors():
        sound = [_check_one(name) for name in names or shipped_flowcharts()]
    if not all(sound):
        raise typer.Exit(EXIT_USAGE)


@app.command()
def render(
    name: NameOrFile,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="FILE.svg, .png, .pdf, .dot or .mmd.")],
    lane: Annotated[str | None, typer.Option("--lane", metavar="ID", help="Only this lane.")] = None,
    lines: Annotated[
        bool, typer.Option("--lines/--no-lines", help="Quote the log lines that show a step beside it.")
    ] = True,
    dark: Annotated[bool, typer.Option("--dark", help="Light ink on a dark page.")] = False,
    quiet: Quiet = False,
) -> None:
    """Draw a flowchart without progress, with the log lines that show each step."""
    from dmplog.flowchart import load_flowchart

    with plain_errors():
        from dmplog.grammar import Grammars
        from dmplog.views.diagram import flowchart_diagram

        message_of = Grammars.load().render if lines else None
        flowchart_diagram(load_flowchart(name), lane=lane, dark=dark, render=message_of).save(output)
        if not quiet:
            say(f"{name} drawn in {output}.")


def _check_one(name: str) -> bool:
    """Tell what is wrong with one flowchart, one sentence per finding, and return whether it is sound."""
    from dmplog.errors import FlowchartError
    from dmplog.flowchart import check_flowchart
    from dmplog.flowchart.load import flowchart_path

    try:
        findings = check_flowchart(name)
        path = str(flowchart_path(name))
    except FlowchartError as error:
        say(f"dmplog: {error}")
        return False
    for finding in findings:
        say(finding.sentence(path))
    errors = len(findings)
    typer.echo(f"{name}: {'sound' if not errors else '1 error' if errors == 1 else f'{errors} errors'}")
    return not errors
