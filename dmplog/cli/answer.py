"""What `dmplog diagnose` does once it is known what is asked for: diagnose, show, write, and end with the code of the contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dmplog.cli.choices import one_of
from dmplog.cli.errors import EXIT_INCONCLUSIVE, EXIT_INTERNAL, EXIT_STUCK, EXIT_UNREADABLE, plain_errors, say_fault
from dmplog.cli.moments import parse_moment
from dmplog.cli.streams import progress_bar, say, say_problems, screen, show
from dmplog.cli.targets import is_same_file, refuse_added, target_of
from dmplog.data import own_knowledge
from dmplog.errors import DmplogError, UsageError, is_own_fault
from dmplog.isolation import KIND, internal_problem

if TYPE_CHECKING:
    from dmplog.problem import Problem
    from dmplog.report import Report
    from dmplog.target import Target
    from dmplog.views.moments import Clock


FORMATS = {
    "text": None,
    "concise": "concise",
    "ticket": None,
    "json": None,
    "markdown": None,
    "html": None,
    "junit": "junit",
    "github": "annotations",
}
"""What can be printed, each with its module in `dmplog/views/` where that takes nothing but the report; one that asks for more is printed below."""

NOT_READ = ("damaged", "empty", "unreadable", "unsupported")
"""Kinds of problems with a file that leave nothing of it to judge."""

TIMES = ("utc", "server")
"""Whose clock the text shows."""


class Asked(NamedTuple):
    """What is asked for, as the options of the command say it."""

    paths: Sequence[str]
    form: str | None = None
    verbose: bool = False
    as_json: bool = False
    html: Path | None = None
    markdown: Path | None = None
    update: str | None = None
    site: str | None = None
    as_of: str | None = None
    clock: str = "utc"
    flowchart: Sequence[str] | None = None
    knowledge: Path | None = None
    encoding: str | None = None
    day_first: bool | None = None
    utc_offset: int | None = None
    context: int = 0
    force: bool = False
    redact: bool = False
    map_file: Path | None = None
    sites: bool = False
    quiet: bool = False
    exit_zero: bool = False


def answer(asked: Asked) -> None:
    """Diagnose what is *asked* for, and leave the program.

    Raises:
        SystemExit: With the exit code of the contract.
    """
    with plain_errors(), own_knowledge(asked.knowledge):
        from dmplog.assembly import empty_report
        from dmplog.errors import BundleError
        from dmplog.framing.options import ReadOptions
        from dmplog.options import DiagnoseOptions
        from dmplog.pipeline import run

        map_file = _map_of(asked)
        form, clock = form_of(asked), one_of("--time", asked.clock, TIMES)
        refuse_added(asked.paths)
        places = {
            kind: target_of(path, asked.paths, flowcharts=asked.flowchart, knowledge=asked.knowledge, force=asked.force)
            for kind, path in _files(html=asked.html, markdown=asked.markdown).items()
        }
        wanted = DiagnoseOptions(
            as_of=parse_moment(asked.as_of) if asked.as_of is not None else None,
            update=asked.update,
            site=asked.site,
            flowcharts=tuple(asked.flowchart or ()),
            context=asked.context,
            hashes=asked.html is not None or form == "html",
            read=ReadOptions(encoding=asked.encoding, day_first=asked.day_first, utc_offset=asked.utc_offset),
        )
        try:
            with progress_bar(quiet=asked.quiet) as progress:
                report = run(asked.paths, wanted, progress=progress)
            report = _as_asked(report, map_file, asked)
        except BundleError as error:
            _show_nothing(form, empty_report(str(error)))
            raise
        except BaseException as error:
            if is_own_fault(error):
                problem = internal_problem("Nothing could be judged", error)
                _show_nothing(form, empty_report(problem.message, problem))
            raise
        # The answer is printed first, so that it is not lost where a file cannot be written.
        views: list[Callable[[], None]] = [
            lambda: _print(report, form, clock, asked),
            lambda: _save(places.get("html"), "html", report.to_html, asked),
            lambda: _save(places.get("markdown"), "md", lambda: report.to_markdown(clock=_by(clock)), asked),
        ]
        # Each view is tried: where the screen takes no more, the page is written all the same.
        failed = [fault for view in views if (fault := _error_of(view)) is not None]
        broken = [fault for fault in failed if is_own_fault(fault)]
        say_problems(_untold(report, asked, form))
        if not asked.quiet:
            _hints(report)
            if asked.context and form == "text" and not asked.verbose:
                say("hint: the lines around each quoted line are shown with -v")
        for problem in report.problems:
            if problem.kind == KIND:
                say(f"dmplog: {problem.message}. Please report it; what is said of everything else stands.")
        if broken:
            say_fault(broken[0])
            raise SystemExit(EXIT_INTERNAL)
        if failed:
            raise failed[0]
        code = exit_code(report)
        raise SystemExit(0 if asked.exit_zero and code in (EXIT_STUCK, EXIT_INCONCLUSIVE) else code)


def _map_of(asked: Asked) -> Path | None:
    """Return the map of names where the report is to be redacted.

    Raises:
        UsageError: There is none, or it is asked for without a use.
    """
    if asked.redact != (asked.map_file is not None):
        raise UsageError("--redact and --map FILE go together: the map gives the names back, and stays with you")
    if asked.sites and not asked.redact:
        raise UsageError("--sites replaces site codes in a report without names; give --redact --map FILE, too")
    return asked.map_file


def _as_asked(report: Report, map_file: Path | None, asked: Asked) -> Report:
    """Return *report*, with tokens for names where there is a map for them."""
    if map_file is None:
        return report
    from dmplog.cli.redacting import redacted

    return redacted(report, asked.paths, map_file, asked.encoding, sites=asked.sites)


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


def form_of(asked: Asked) -> str:
    """Return what is to be printed: a file named `-` is a short form of --format, as --json is.

    Raises:
        UsageError: There is no such format, or two of them are asked for.
    """
    wanted = {
        *([one_of("--format", asked.form, [*FORMATS])] if asked.form is not None else ()),
        *(["json"] if asked.as_json else ()),
        *(kind for kind, path in (("html", asked.html), ("markdown", asked.markdown)) if str(path) == "-"),
    }
    if len(wanted) > 1:
        raise UsageError(
            f"{' and '.join(sorted(wanted))} cannot be printed at once; name a file for one of them, as in --html report.html"
        )
    return next(iter(wanted), "text")


def _files(*, html: Path | None, markdown: Path | None) -> dict[str, Path]:
    """Return the files that are asked for, by their kind; what is named `-` is printed instead."""
    files = {
        kind: path for kind, path in (("html", html), ("markdown", markdown)) if path is not None and str(path) != "-"
    }
    if len(files) > 1 and is_same_file(*files.values()):
        raise UsageError("--html and --markdown name the same file; give each its own")
    return files


def _save(target: Target | None, kind: str, text: Callable[[], str], asked: Asked) -> None:
    if target is not None:
        from dmplog.target import sealed

        target.write(sealed(text().encode(), kind))
        if not asked.quiet:
            say(f"Written: {target.path}")


def _print(report: Report, form: str, clock: str, asked: Asked) -> None:
    if form == "json":
        show(_json(report))
    elif form == "markdown":
        show(report.to_markdown(clock=_by(clock)))
    elif form == "html":
        show(report.to_html())
    elif (module := FORMATS[form]) is not None:
        import importlib

        view = importlib.import_module(f"dmplog.views.{module}")
        show(view.render(report.to_dict()))
    elif form == "ticket":
        from dmplog.views.text import ticket

        show(ticket(report.to_dict(), ascii_only=bool(screen()["ascii_only"]), clock=_by(clock)))
    else:
        from dmplog.views.text import render

        by: Clock = "server" if clock == "server" else "utc"
        made = _files(html=asked.html, markdown=asked.markdown).keys()
        show(render(report.to_dict(), **screen(), verbose=asked.verbose, clock=by, quiet=asked.quiet, made=made))


def _by(clock: str) -> Clock:
    """Return by which clock somebody else reads: by both, unless that of the server was asked for."""
    return "server" if clock == "server" else "both"


def _show_nothing(form: str, report: Report) -> None:
    """Print a report of nothing where a program reads what is printed: it would take an empty file for a broken one."""
    if form in ("json", "junit"):
        _print(report, form, "utc", Asked(()))


def _json(report: Report) -> str:
    from dmplog.views.json import in_ascii

    text = report.to_json()
    return in_ascii(text) if screen()["ascii_only"] else text


def _untold(report: Report, asked: Asked, form: str) -> list[Problem]:
    """Return what must be known of the input and is not printed, and in any case which of what was named could not be read: a confident answer hides that."""
    if asked.quiet or FORMATS[form] is not None:
        return [problem for problem in report.problems if problem.kind != KIND]
    named = {*asked.paths, *(path.replace("\\", "/") for path in asked.paths)}
    return [
        problem
        for problem in report.problems
        if problem.kind == "missing" or (problem.kind in NOT_READ and problem.file in named)
    ]


def _hints(report: Report) -> None:
    if report.verdict == "unknown":
        missing = (case.next for case in report.cases if case.verdict == "unknown" and case.next is not None)
        # Several cases may wait for lines of one log.
        for note in dict.fromkeys(sign.note for sign in missing if not sign.supplied and sign.note):
            say(f"hint: {note}")
