"""The command line as a whole."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from dmplog.cli.called import as_called
from dmplog.cli.codes import codes
from dmplog.cli.collect import collect
from dmplog.cli.contribute import contribute
from dmplog.cli.diagnose import diagnose
from dmplog.cli.diagram import diagram
from dmplog.cli.explain import explain
from dmplog.cli.fleet import app as fleet_app
from dmplog.cli.flowchart import app as flowchart_app
from dmplog.cli.redact import redact
from dmplog.cli.streams import put
from dmplog.cli.tables import events, records
from dmplog.cli.watch import watch
from dmplog.version import VERSION


class _Commands(TyperGroup):
    """The commands; what is called without one is diagnosed."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, as_called(args))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            # An option that no name here is near to may be one of another command.
            asked, owners = getattr(error, "option_name", None), []
            if asked and getattr(error, "possibilities", None) is not None:
                owners = [name for name, one in self.commands.items() if any(asked in each.opts for each in one.params)]
            if owners:
                error.possibilities = []  # type: ignore[attr-defined]
                error.message = f"No such option: {asked} (it is one of dmplog {', '.join(owners)})"  # type: ignore[attr-defined]
            raise


app = typer.Typer(
    name="dmplog",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        put(f"dmplog {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find the step a stalled Configuration Manager update is stuck on.

    dmplog PATH is dmplog diagnose PATH: logs, folders, .zip or .tar archives.
    """


# The parser would cut the first sentence of each in the middle.
app.command(short_help="Say which step each update in PATH... is stuck on, and why.")(diagnose)
app.command(short_help="List the log records in PATH... with their UTC times.")(records)
app.command(short_help="List the known messages in PATH... with their fields.")(events)
app.command(short_help="Draw how far every update in PATH... got.")(diagram)
app.command(short_help="Write the logs in PATH... with tokens for names.")(redact)
app.command(short_help="Follow updates while they run.")(watch)
app.command(short_help="Write a script that copies the logs that are missing.")(collect)
app.command(short_help="Make a scenario of the logs in PATH..., without names.")(contribute)
# "-2146233079" is a number, not an option.
# A pasted line may begin with a bullet: "- Failed to reach the host" holds no option, least of all -h.
app.command(
    short_help="Explain a log line, a step, a cause, a number or a word.",
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)(explain)
# "-2147012894" is a number here, too.
app.command(
    short_help="Search error numbers, states and status messages by words.",
    context_settings={"ignore_unknown_options": True},
)(codes)
app.add_typer(flowchart_app, name="flowchart")
app.add_typer(fleet_app, name="fleet")
