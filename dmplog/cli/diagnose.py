"""`dmplog diagnose`: which step each update is stuck on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dmplog.cli.errors import EXIT_INCONCLUSIVE, EXIT_STUCK, EXIT_UNREADABLE, plain_errors
from dmplog.cli.options import DayFirst, Encoding, Knowledge, Paths, Quiet, UtcOffset, parse_moment
from dmplog.cli.streams import can_draw, progress_bar, say, wants_color
from dmplog.data import own_knowledge
from dmplog.errors import UsageError

if TYPE_CHECKING:
    from dmplog.report import Report


def diagnose(
    paths: Paths,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON document.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained HTML page.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write the report for a ticket; - prints it.")
    ] = None,
    update: Annotated[str | None, typer.Option("--update", metavar="GUID|VERSION", help="Only this update.")] = None,
    site: Annotated[str | None, typer.Option("--site", metavar="CODE", help="Only this site.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="TIME|now", help="The logs are complete up to this time (UTC unless an offset is given)."
        ),
    ] = None,
    flowchart: Annotated[
        list[str] | None,
        typer.Option("--flowchart", metavar="NAME|FILE", help="Use only this flowchart; may be repeated."),
    ] = None,
    knowledge: Knowledge = None,
    encoding: Encoding = None,
    day_first: DayFirst = None,
    utc_offset: UtcOffset = None,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, help="Lines shown around each cited line.")
    ] = 0,
    quiet: Quiet = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even where something is stuck.")] = False,
) -> None:
    """Say which step of Microsoft's flowcharts each update in PATH... is stuck on.

    Exit codes: 0 nothing stuck, 1 stalled or failed, 2 bad usage, 3 the logs cannot tell, 4 nothing could be read.
    """
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.assembly import empty_report
        from dmplog.errors import BundleError
        from dmplog.framing.options import ReadOptions
        from dmplog.options import DiagnoseOptions
        from dmplog.pipeline import run

        _check_targets(paths, html, markdown)
        options = DiagnoseOptions(
            as_of=parse_moment(as_of) if as_of is not None else None,
            update=update,
            site=site,
            flowcharts=tuple(flowchart or ()),
            context=context,
            hashes=html is not None,
            read=ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset),
        )
        try:
            with progress_bar(quiet=quiet) as progress:
                report = run(paths, options, progress=progress)
        except BundleError as error:
            if as_json:
                sys.stdout.write(empty_report(str(error)).to_json())
            raise
        _write(report, as_json=as_json, html=html, markdown=markdown)
        if not quiet:
            _hints(report)
        code = exit_code(report)
        raise typer.Exit(0 if exit_zero and code in (EXIT_STUCK, EXIT_INCONCLUSIVE) else code)


def exit_code(report: Report) -> int:
    """Return the exit code of the contract for *report*."""
    if not any(log.role != "other" for log in report.coverage):
        return EXIT_UNREADABLE
    if any(case.verdict in ("stalled", "failed") for case in report.cases):
        return EXIT_STUCK
    return EXIT_INCONCLUSIVE if report.verdict == "unknown" else 0


def _check_targets(paths: list[str], html: Path | None, markdown: Path | None) -> None:
    """Refuse, before anything is read, to write where a log lies, where nothing can be written, or twice to one file."""
    files = [target for target in (html, markdown) if target is not None and str(target) != "-"]
    if html is not None and str(html) == "-":
        raise UsageError("--html writes a file; give it a name such as report.html")
    if len({target.resolve() for target in files}) < len(files):
        raise UsageError("--html and --markdown name the same file; give each its own")
    for target in files:
        if any(path != "-" and Path(path).resolve() == target.resolve() for path in paths):
            raise UsageError(f"{target} is one of the inputs and would be overwritten; choose another name")
        if target.is_dir():
            raise UsageError(f"{target} is a folder; give the name of a file in it")
        if not target.resolve().parent.is_dir():
            raise UsageError(f"{target} cannot be written: its folder does not exist; create it first")


def _save(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}; choose another place") from None


def _write(report: Report, *, as_json: bool, html: Path | None, markdown: Path | None) -> None:
    _print(report, as_json=as_json, markdown=markdown)
    # The answer is printed first, so that it is not lost where a file cannot be written.
    if html is not None:
        _save(html, report.to_html())
    if markdown is not None and str(markdown) != "-":
        _save(markdown, report.to_markdown())


def _print(report: Report, *, as_json: bool, markdown: Path | None) -> None:
    if as_json:
        sys.stdout.write(report.to_json())
    elif markdown is not None and str(markdown) == "-":
        sys.stdout.write(report.to_markdown())
    else:
        import shutil

        from dmplog.views.text import render

        width = shutil.get_terminal_size((100, 24)).columns
        text = render(report.to_dict(), width=width, color=wants_color(sys.stdout), ascii_only=not can_draw(sys.stdout))
        sys.stdout.write(text)


def _hints(report: Report) -> None:
    if report.verdict == "unknown":
        for case in report.cases:
            if case.verdict == "unknown" and case.next is not None and not case.next.supplied and case.next.note:
                say(f"hint: {case.next.note}")
