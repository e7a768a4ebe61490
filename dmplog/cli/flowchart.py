"""`dmplog flowchart`: the flowcharts themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dmplog.cli import options
from dmplog.cli.errors import EXIT_USAGE, plain_errors
from dmplog.cli.streams import put, say
from dmplog.cli.targets import target_of
from dmplog.data import own_knowledge

if TYPE_CHECKING:
    from dmplog.flowchart.findings import Finding

app = typer.Typer(help="Look at the flowcharts, or check one of your own.", no_args_is_help=True, rich_markup_mode=None)

NameOrFile = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped flowchart, or the file of your own.")]


@app.command("list")
def list_flowcharts(*, knowledge: options.Knowledge = None) -> None:
    """List the flowcharts that come with dmplog, with their lanes."""
    from dmplog.flowchart import known_flowcharts, load_flowchart

    with plain_errors(), own_knowledge(knowledge):
        for name in known_flowcharts():
            flowchart = load_flowchart(name)
            put(f"{name:<12} {flowchart.title}")
            for lane in flowchart.lanes:
                put(f"{'':<12}   {lane.id} ({len(lane.steps)} steps)")


@app.command(short_help="Show a flowchart: its steps, and where they are logged.")
def show(name: NameOrFile, *, knowledge: options.Knowledge = None) -> None:
    """Show a flowchart: its charts, its steps, what happens in them, and where that is logged."""
    from dmplog.flowchart import load_flowchart
    from dmplog.flowchart.drawing import describe_flowchart

    with plain_errors(), own_knowledge(knowledge):
        put("\n".join(describe_flowchart(load_flowchart(name))))


@app.command(short_help="Check flowcharts and causes, shipped or your own.")
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME|FILE|FOLDER]...",
            help="Flowcharts, or folders of causes, to check; by default all that is shipped, tables and grammars included,"
            " and all of the folder of your own.",
        ),
    ] = None,
    *,
    knowledge: options.Knowledge = None,
) -> None:
    """Check flowcharts: every step placed and reachable, every event known, no hidden circle; and causes: all can be proved.

    Exit code 0: all are sound; 2: at least one is not.
    """
    from dmplog.flowchart import shipped_flowcharts
    from dmplog.validator.grammars import read_grammars
    from dmplog.validator.own import mistakes_of_own
    from dmplog.validator.shipped import shipped_mistakes

    with plain_errors():
        if names:
            with own_knowledge(knowledge):
                # What every flowchart is checked against is told wrong once.
                grammars, wrong = read_grammars()
                sound = [_tell("grammars", wrong)] if wrong else []
                sound += [_check_one(name, [], lines=grammars is not None) for name in names]
        else:
            grammars, _ = read_grammars()
            told: list[tuple[str, Finding]] = []
            sound = [_check_one(name, told, lines=grammars is not None) for name in shipped_flowcharts()]
            sound.append(_tell("causes, tables and readers", [each for each in shipped_mistakes() if each not in told]))
            if knowledge is not None:
                with own_knowledge(knowledge):
                    sound.append(_tell(str(knowledge), mistakes_of_own()))
    if not all(sound):
        raise SystemExit(EXIT_USAGE)


@app.command(short_help="Print the JSON Schema of a kind of knowledge file.")
def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="flowchart, causes, or the name of a table.")],
) -> None:
    """Print the JSON Schema of a kind of knowledge file, for editors that check TOML while it is written."""
    from dmplog.validator.schema import json_schema

    with plain_errors():
        put(json_schema(kind))


@app.command(short_help="Draw a flowchart with the lines that show each step.")
def render(
    name: NameOrFile,
    *,
    output: options.PictureFile,
    lane: Annotated[str | None, typer.Option("--lane", metavar="ID", help="Only this lane.")] = None,
    lines: Annotated[
        bool, typer.Option("--lines/--no-lines", help="Quote the log lines that show a step beside it.")
    ] = True,
    dark: options.Dark = False,
    knowledge: options.Knowledge = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
) -> None:
    """Draw a flowchart without progress, with the log lines that show each step."""
    from dmplog.flowchart import load_flowchart

    with plain_errors(), own_knowledge(knowledge):
        from dmplog.flowchart.load import flowchart_path
        from dmplog.grammar import Grammars
        from dmplog.views.diagram import flowchart_diagram

        target_of(output, [str(flowchart_path(name))], knowledge=knowledge, force=force)
        message_of = Grammars.load().render if lines else None
        flowchart_diagram(load_flowchart(name), lane=lane, dark=dark, render=message_of).save(output, force=True)
        if not quiet:
            say(f"{name} drawn in {output}.")


def _check_one(name: str, told: list[tuple[str, Finding]], *, lines: bool) -> bool:
    """Tell what is wrong with one flowchart or folder of causes, and return whether it is sound.

    Args:
        name: The flowchart, its file, or the folder.
        told: What is wrong is added here, so that it is told once.
        lines: Whether events can be looked up.
    """
    from dmplog.errors import KnowledgeError
    from dmplog.flowchart import check_flowchart
    from dmplog.flowchart.findings import mistake_of
    from dmplog.flowchart.load import flowchart_path
    from dmplog.validator.cautions import contradictions
    from dmplog.validator.own_causes import mistakes_of_causes

    try:
        if Path(name).is_dir():
            own = sorted(Path(name).rglob("*.toml"))
            return _tell(name, (*mistakes_of_causes(Path(name)), *contradictions(own, "warning")))
        path = flowchart_path(name)
        found = tuple((str(path), finding) for finding in check_flowchart(name, lines=lines))
        told += found
        return _tell(name, (*found, *contradictions([path], "warning")))
    except KnowledgeError as error:
        told.append(mistake_of(error))
        say(f"dmplog: {error}")
        return False


def _tell(name: str, mistakes: Sequence[tuple[str, Finding]]) -> bool:
    for path, finding in mistakes:
        say(finding.sentence(path))
    errors = sum(finding.severity == "error" for _, finding in mistakes)
    put(f"{name}: {'sound' if not errors else '1 error' if errors == 1 else f'{errors} errors'}")
    return not errors
