"""`dmplog collect`: a PowerShell script that copies the logs a report lacks, or those that answer a question."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dmplog.cli import options
from dmplog.cli.choices import one_of
from dmplog.cli.errors import plain_errors
from dmplog.cli.streams import put, say
from dmplog.errors import UsageError

if TYPE_CHECKING:
    from dmplog.collect import Plan
    from dmplog.report import Report

QUESTIONS = ("downloading", "replicating", "installing")
_SHOWN = 5
_WIDTH = 98


def collect(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH...]", help="The logs, or a report that --json wrote; the script copies what they lack."
        ),
    ] = None,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE.ps1", help="Write the script here, for example to Copy-CMUpdateLog.ps1."
        ),
    ],
    question: Annotated[
        str | None,
        typer.Option(
            "--question",
            metavar="|".join(QUESTIONS),
            help="Without logs: what the console says for too long.",
            autocompletion=lambda: list(QUESTIONS),
        ),
    ] = None,
    knowledge: options.Knowledge = None,
    force: options.Force = False,
) -> None:
    """Write a script for Windows PowerShell 5.1 that copies what is missing into one archive, which is then diagnosed.

    dmplog copies nothing itself. Read the script, try it with -WhatIf, and run it where you may read the logs.
    """
    from dmplog.data import own_knowledge

    with plain_errors(), own_knowledge(knowledge):
        from dmplog.cli.targets import target_of
        from dmplog.collect import plan_of_question, plan_of_report, render

        asked = None if question is None else one_of("--question", question, QUESTIONS)
        if (asked is None) == (not paths):
            raise UsageError("give a report, the logs, or --question " + "|".join(QUESTIONS))
        target = target_of(output, paths or (), knowledge=knowledge, force=force)
        plan = plan_of_question(asked) if asked is not None else plan_of_report(_report(paths or []))
        _say_refused(plan)
        if not plan.visits:
            put("Nothing is to be fetched: no log is missing that would change the answer. No script was written.")
            return
        target.write(render(plan, output.name))
        put(_summary(plan, output, asked=asked is not None))


def _report(paths: list[str]) -> Report:
    from dmplog.api import diagnose
    from dmplog.errors import ReportError
    from dmplog.report import Report

    if len(paths) == 1 and paths[0].lower().endswith(".json"):
        try:
            text = Path(paths[0]).read_bytes()
        except OSError as error:
            raise ReportError(f"{paths[0]} cannot be read: {error.strerror}; check the spelling") from None
        return Report.from_json(_plain(text))
    return diagnose(*paths)


def _plain(text: bytes) -> str:
    """Return the text of a report; PowerShell writes UTF-16 where it is not told otherwise."""
    from dmplog.encoding import sniff

    decoder = sniff(text[:4096])
    return decoder.text(text[decoder.mark :])


def _say_refused(plan: Plan) -> None:
    if plan.refused:
        shown = ", ".join(repr(name) for name in plan.refused[:_SHOWN])
        more = f" and {len(plan.refused) - _SHOWN} more" if len(plan.refused) > _SHOWN else ""
        say(f"dmplog: left out, because no server and no log can be called so: {shown}{more}")


def _summary(plan: Plan, output: Path, *, asked: bool) -> str:
    # A question is asked before anybody knows what is missing.
    lines = [
        f"{output} copies {'what answers a question' if asked else 'what is missing'}.",
        *textwrap.wrap(plan.reason, _WIDTH),
        "",
    ]
    for visit in plan.visits:
        site = f" (site {visit.site})" if visit.site else ""
        lines.append(f"  {visit.said}{site}: {', '.join(visit.logs)}")
    parameters = "".join(f" -{place} \\\\server\\SMS_ABC" for place in plan.places)
    lines += [
        "",
        "Read it, then run it where you may read the logs, first with -WhatIf, which only lists:",
        f"  .\\{output.name}{parameters} -WhatIf",
    ]
    return "\n".join(lines)
