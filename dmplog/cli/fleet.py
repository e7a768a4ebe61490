"""`dmplog fleet`: many bundles judged at once, and what they say together."""

from __future__ import annotations

import contextlib
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dmplog.cli import options
from dmplog.cli.choices import one_of
from dmplog.cli.errors import EXIT_INTERRUPTED, EXIT_STUCK, plain_errors
from dmplog.cli.streams import bundles_bar, put, say, screen, show
from dmplog.cli.targets import target_of
from dmplog.data import own_knowledge
from dmplog.errors import UsageError

if TYPE_CHECKING:
    from dmplog.fleet.outcome import Job, Outcome
    from dmplog.fleet.running import FleetRun, Plan

app = typer.Typer(
    help="Judge many bundles, and see what they have in common.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

RETRIES = ("failed", "all")
WAYS = ("step", "cause", "update", "site", "template")
_SECONDS = {"s": 1, "m": 60, "h": 3_600}
_BYTES = {"mib": 1024**2, "gib": 1024**3, "mb": 10**6, "gb": 10**9}


@app.command(short_help="Judge every bundle, and write what they say as tables.")
def run(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Archives, folders with archives, patterns, @list.txt, or addresses such as s3://…",
        ),
    ],
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Write the results here; with a folder of results, go on."
        ),
    ],
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Judge so many at once. [default: one for each processor]")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Use a Dask cluster of yours: tcp://HOST:8786.")
    ] = None,
    timeout: Annotated[
        str, typer.Option("--timeout", metavar="TIME", help="Stop a bundle after this time: 90s, 10m, 1h.")
    ] = "10m",
    memory: Annotated[
        str, typer.Option("--memory", metavar="SIZE", help="Stop a bundle that takes more memory: 512MiB, 2GiB.")
    ] = "2GiB",
    retry: Annotated[
        str | None, typer.Option("--retry", metavar="|".join(RETRIES), help="Judge again what was judged before.")
    ] = None,
    hashes: Annotated[
        bool, typer.Option("--hash", help="Recognise a bundle by its bytes, not by size and time alone.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be judged, and judge nothing.")] = False,
    knowledge: options.Knowledge = None,
    quiet: options.Quiet = False,
) -> None:
    """Judge every bundle of SOURCE..., and write what they say as tables into a folder.

    Exit codes: 0 every bundle was judged, 1 some could not be, 2 bad usage, 130 interrupted. They speak of the run, not of the verdicts.
    """
    with plain_errors(), own_knowledge(knowledge):
        from dmplog.fleet import refuse_without_dask

        refuse_without_dask()
        from dmplog.fleet.results import Results
        from dmplog.fleet.running import Allowance, plan, refuse_foreign
        from dmplog.fleet.sources import find_sources

        allowance = Allowance(
            _scheduler(scheduler, workers),
            workers,
            float(_amount("--timeout", timeout, _SECONDS, "90s, 10m or 1h")),
            int(_amount("--memory", memory, _BYTES, "512MiB or 2GiB")),
        )
        again = one_of("--retry", retry, RETRIES) if retry is not None else None
        refuse_foreign(output)
        found = find_sources(sources, hashes=hashes)
        if not quiet:
            for remark in found.remarks:
                say(remark)
        own = None if knowledge is None else str(knowledge.resolve())
        planned = plan(found, Results(output), allowance, knowledge=own, retry=again)
        if dry_run:
            _show_plan(planned)
            return
        from dmplog.fleet.running import run as run_fleet

        with _stopped_by_interrupt() as stop, bundles_bar(*_size(planned), quiet=quiet) as bar:
            done = run_fleet(
                found, output, allowance, knowledge=own, retry=again, progress=_told(bar, quiet=quiet), stop=stop
            )
    raise SystemExit(_end(done))


@app.command(short_help="Say which steps block most, and why.")
def summary(
    results: Annotated[Path, typer.Argument(metavar="FOLDER", help="What `dmplog fleet run` wrote.")],
    *,
    by: Annotated[str | None, typer.Option("--by", metavar="|".join(WAYS), help="Only this part.")] = None,
    new_since: Annotated[
        str | None,
        typer.Option(
            "--new-since", metavar="RUN", help="Only errors that an earlier run had not: its number, or its folder."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document, with every bundle of every row.")
    ] = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write one page; - prints it.")] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write it for a ticket; - prints it.")
    ] = None,
    force: options.Force = False,
) -> None:
    """Say which step blocks most, why, since which version, what is missing, and what nobody could explain."""
    with plain_errors():
        from dmplog.fleet.reading import earlier, read
        from dmplog.fleet.shapes import ALL
        from dmplog.fleet.summary import BY, summarise

        wanted = ALL if by is None else (BY[one_of("--by", by, WAYS)],)
        printed = [
            name
            for name, asked in (
                ("--json", as_json),
                ("--html -", str(html) == "-"),
                ("--markdown -", str(markdown) == "-"),
            )
            if asked
        ]
        if len(printed) > 1:
            raise UsageError(f"{' and '.join(printed)} cannot be printed at once; name a file for one of them")
        places = {
            kind: target_of(path, [str(results)], force=force)
            for kind, path in (("html", html), ("md", markdown))
            if path is not None and str(path) != "-"
        }
        fleet = read(results)
        document = summarise(fleet, earlier(fleet), earlier(fleet, new_since) if new_since is not None else None)
        forms = _forms(document, wanted)
        show(forms[{"--json": "json", "--html -": "html", "--markdown -": "md"}[printed[0]] if printed else "text"]())
        for kind, target in places.items():
            from dmplog.target import sealed

            target.write(sealed(forms[kind]().encode(), kind))


def _forms(document: dict[str, Any], wanted: tuple[str, ...]) -> dict[str, Callable[[], str]]:
    """Return what writes the summary, by the form that is asked for."""
    from dmplog.fleet.page import render as page
    from dmplog.fleet.told import told
    from dmplog.views.json import in_ascii
    from dmplog.views.json import render as render_json
    from dmplog.views.markdown import write as write_markdown
    from dmplog.views.text import write as write_text

    def as_json() -> str:
        text = render_json(document)
        return in_ascii(text) if screen()["ascii_only"] else text

    return {
        "text": lambda: write_text(told(document, wanted), **screen()),
        "md": lambda: write_markdown(told(document, wanted, tables=True)),
        "html": lambda: page(document, wanted),
        "json": as_json,
    }


def _scheduler(scheduler: str | None, workers: int | None) -> str | None:
    if scheduler is not None and workers is not None:
        raise UsageError("--workers is for a cluster on this machine; a cluster of yours has its own workers")
    return scheduler


def _amount(option: str, text: str, units: dict[str, int], examples: str) -> float:
    """Return the number that *text*, with one of *units* behind it, means."""
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]+)", text.strip().lower())
    if found is None or found[2] not in units or float(found[1]) == 0:
        raise UsageError(f"{option} cannot be '{text}'; write {examples}")
    return float(found[1]) * units[found[2]]


def _show_plan(planned: Plan) -> None:
    todo = planned.todo
    size = sum(max(job.source.bytes, 0) for job in todo)
    put("\n".join(job.source.name for job in todo) or "nothing is left to do")
    say(f"{len(todo):,} of {len(planned.jobs):,} bundles would be judged, {size:,} bytes; the others were")


def _size(planned: Plan) -> tuple[int, int]:
    return len(planned.todo), sum(max(job.source.bytes, 0) for job in planned.todo)


def _told(bar: Callable[[int], None] | None, *, quiet: bool) -> Callable[[Job, Outcome], None]:
    """Return what is done with each bundle as it comes: the bar moves, and a failure is told in a line."""

    def tell(job: Job, outcome: Outcome) -> None:
        answer = outcome.answer
        if answer.status != "ok" and not quiet:
            name, detail = job.source.name, answer.detail or ""
            say(detail if name in detail else f"{name}: {answer.status.replace('_', ' ')}: {detail}")
        if bar is not None:
            bar(max(job.source.bytes, 0))

    return tell


@contextlib.contextmanager
def _stopped_by_interrupt() -> Iterator[list[bool]]:
    """Give a list that holds something from the first Ctrl+C on; a second one ends everything at once."""
    stop: list[bool] = []
    before = signal.getsignal(signal.SIGINT)

    def interrupt(_number: int, _frame: object) -> None:
        stop.append(True)
        signal.signal(signal.SIGINT, before)
        # Standard error may be in the middle of a line.
        with contextlib.suppress(RuntimeError):
            say("ending after the bundles that are being read; Ctrl+C once more ends at once")

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _end(done: FleetRun) -> int:
    """Say what came of a run, and return its exit code."""
    failed = sum(count for status, count in done.counts.items() if status != "ok")
    counts = ", ".join(f"{count:,} {status.replace('_', ' ')}" for status, count in done.counts.items())
    before = f" ({done.skipped:,} of them before)" if done.skipped else ""
    put(f"{done.folder}: {counts or 'nothing judged'}{before}")
    if done.interrupted:
        say("interrupted; the same command goes on from here")
        return EXIT_INTERRUPTED
    say(f"dmplog fleet summary {done.folder}")
    return EXIT_STUCK if failed else 0
