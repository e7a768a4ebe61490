"""The command line as a whole."""

from __future__ import annotations

from typing import Annotated

import typer

from dmplog.cli.diagnose import diagnose
from dmplog.cli.diagram import diagram
from dmplog.cli.explain import explain
from dmplog.cli.flowchart import app as flowchart_app
from dmplog.cli.streams import put
from dmplog.cli.tables import events, records
from dmplog.version import VERSION

app = typer.Typer(
    name="dmplog",
    help="Find the step a stalled Configuration Manager update is stuck on.",
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
    """Find the step a stalled Configuration Manager update is stuck on."""


app.command()(diagnose)
app.command()(records)
app.command()(events)
app.command()(diagram)
# "-2146233079" is a number, not an option.
# A pasted line may begin with a bullet: "- Failed to reach the host" holds no option, least of all -h.
app.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})(explain)
app.add_typer(flowchart_app, name="flowchart")
