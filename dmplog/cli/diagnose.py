"""`dmplog diagnose`: which step each update is stuck on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dmplog.cli import options
from dmplog.cli.errors import EXIT_INCONCLUSIVE, EXIT_INTERNAL, EXIT_STUCK, EXIT_UNREADABLE, plain_errors, say_fault
from dmplog.cli.streams import progress_bar, say, screen, show
from dmplog.cli.targets import target_of
from dmplog.data import own_knowledge
from dmplog.errors import DmplogError, UsageError, is_own_fault
from dmplog.isolation import KIND, internal_problem
from dmplog.limits import MOST_CONTEXT

if TYPE_CHECKING:
    from dmplog.report import Report
    from dmplog.target import Target


def diagnose(
    paths: options.Paths,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON document.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained HTML page.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write the report for a ticket; - prints it.")
    ] = None,
    update: options.Update = None,
    site: options.Site = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="TIME|now", help="The logs are complete up to this time (UTC unless an offset is given)."
        ),
    ] = None,
    flowchart: options.Flowcharts = None,
    knowledge: options.Knowledge = None,
    encoding: options.Encoding = None,
    day_first: options.DayFirst = None,
    utc_offset: options.UtcOffset = None,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, max=MOST_CONTEXT, help="Lines shown around each cited line.")
    ] = 0,
    force: options.Force = False,
    quiet: options.Quiet = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even where something is stuck.")] = False,
) -> None:
    """Say which step of Microsoft's flowcharts each update in PATH... is stuck on.

    Exit codes: 0 nothing stuck, 1 stalled or failed, 2 bad usage, 3 the logs cannot tell, 4 nothing could be read, 5 an error in dmplog itself.
    """
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.assembly import empty_report
        from dmplog.errors import BundleError
        from dmplog.framing.options import ReadOptions
        from dmplog.options import DiagnoseOptions
        from dmplog.pipeline import run

        places = {
            kind: target_of(path, paths, flowcharts=flowchart, knowledge=knowledge, force=force)
            for kind, path in _files(html=html, markdown=markdown).items()
        }
        wanted = DiagnoseOptions(
            as_of=options.parse_moment(as_of) if as_of is not None else None,
            update=update,
            site=site,
            flowcharts=tuple(flowchart or ()),
            context=context,
            hashes=html is not None,
            read=ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset),
        )
        try:
            with progress_bar(quiet=quiet) as progress:
                report = run(paths, wanted, progress=progress)
        except BundleError as error:
            if as_json:
                show(empty_report(str(error)).to_json())
            raise
        except BaseException as error:
            if as_json and is_own_fault(error):
                problem = internal_problem("Nothing could be judged", error)
                show(empty_report(problem.message, problem).to_json())
            raise
        # The answer is printed first, so that it is not lost where a file cannot be written.
        views: list[Callable[[], None]] = [
            lambda: _print(report, as_json=as_json, markdown=markdown),
            lambda: _save(places.get("html"), "html", report.to_html),
            lambda: _save(places.get("md"), "md", report.to_markdown),
        ]
        # Each view is tried: where the screen takes no more, the page is written all the same.
        failed = [fault for view in views if (fault := _error_of(view)) is not None]
        broken = [fault for fault in failed if is_own_fault(fault)]
        if not quiet:
            _hints(report)
        for problem in report.problems:
            if problem.kind == KIND:
                say(f"dmplog: {problem.message}. Please report it; what is said of everything else stands.")
        if broken:
            say_fault(broken[0])
            raise typer.Exit(EXIT_INTERNAL)
        if failed:
            raise failed[0]
        code = exit_code(report)
        raise typer.Exit(0 if exit_zero and code in (EXIT_STUCK, EXIT_INCONCLUSIVE) else code)


def _error_of(view: Callable[[], None]) -> BaseException | None:
    """Show one view, and return what it failed of, a fault of ours or that it cannot be written."""
    try:
        view()
    except BaseException as error:
        if isinstance(error, (DmplogError, BrokenPipeError)) or is_own_fault(error):
            return error
        raise
    return None


def exit_code(report: Report) -> int:
    """Return the exit code of the contract for *report*."""
    if any(problem.kind == KIND for problem in report.problems):
        return EXIT_INTERNAL
    if not any(log.role != "other" for log in report.coverage):
        return EXIT_UNREADABLE
    if any(case.verdict in ("stalled", "failed") for case in report.cases):
        return EXIT_STUCK
    return EXIT_INCONCLUSIVE if report.verdict == "unknown" else 0


def _files(*, html: Path | None, markdown: Path | None) -> dict[str, Path]:
    """Return the files that are asked for, by their kind; a Markdown report may be printed instead."""
    if html is not None and str(html) == "-":
        raise UsageError("--html writes a file; give it a name such as report.html")
    files = {kind: path for kind, path in (("html", html), ("md", markdown)) if path is not None and str(path) != "-"}
    if len({path.resolve() for path in files.values()}) < len(files):
        raise UsageError("--html and --markdown name the same file; give each its own")
    return files


def _save(target: Target | None, kind: str, text: Callable[[], str]) -> None:
    if target is not None:
        from dmplog.target import sealed

        target.write(sealed(text().encode(), kind))


def _print(report: Report, *, as_json: bool, markdown: Path | None) -> None:
    if as_json:
        show(report.to_json())
    elif markdown is not None and str(markdown) == "-":
        show(report.to_markdown())
    else:
        from dmplog.views.text import render

        show(render(report.to_dict(), **screen()))


def _hints(report: Report) -> None:
    if report.verdict == "unknown":
        for case in report.cases:
            if case.verdict == "unknown" and case.next is not None and not case.next.supplied and case.next.note:
                say(f"hint: {case.next.note}")
