"""A fleet judged: the bundles that were not yet, handed to a cluster, and the client, which alone writes, puts down what comes back."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from dmplog.errors import UsageError
from dmplog.fleet.files import held
from dmplog.fleet.knowledge import identity
from dmplog.fleet.outcome import Job, Outcome
from dmplog.fleet.parts import Gathered
from dmplog.fleet.results import MARK, Results, Segment
from dmplog.fleet.sources import Found, bundle_id
from dmplog.frozen import frozen

Progress = Callable[[Job, Outcome], None]
"""Called with each bundle as it is done."""


@frozen
class Allowance:
    """What a bundle may take, and where bundles are read.

    Attributes:
        scheduler: The address of a cluster; None starts one on this machine.
        workers: How many workers that one has; None is one for each processor.
        timeout: Seconds for one bundle.
        memory: Bytes for one bundle.
    """

    scheduler: str | None
    workers: int | None
    timeout: float
    memory: int


@frozen
class Plan:
    """What a run would do.

    Attributes:
        jobs: Every bundle, in the order of the sources.
        skipped: The ids of those that were judged before.
    """

    jobs: tuple[Job, ...]
    skipped: frozenset[str]

    @property
    def todo(self) -> tuple[Job, ...]:
        """The bundles to be judged."""
        return tuple(job for job in self.jobs if job.bundle not in self.skipped)


@frozen
class FleetRun:
    """What came of a run.

    Attributes:
        folder: Where the results are.
        counts: How many of the bundles have which status, those included that were judged before.
        judged: How many were judged by this run.
        skipped: How many had been before.
        interrupted: Whether it ended before all were; the same call goes on from there.
    """

    folder: Path
    counts: Mapping[str, int]
    judged: int
    skipped: int
    interrupted: bool


def plan(found: Found, results: Results, allowance: Allowance, *, knowledge: str | None, retry: str | None) -> Plan:
    """Return what there is to do for the bundles *found*; with *retry*, "failed" or "all", they are judged again."""
    same = identity(knowledge)
    jobs = tuple(
        Job(bundle_id(source, *same), source, allowance.timeout, allowance.memory, knowledge)
        for source in found.sources
    )
    known = index_of(results.segments())
    done = {
        bundle
        for bundle, status in zip(known["bundle"], known["status"], strict=True)
        if retry is None or (retry == "failed" and status == "ok")
    }
    return Plan(jobs, frozenset(job.bundle for job in jobs if job.bundle in done))


def run(
    found: Found,
    folder: Path,
    allowance: Allowance,
    *,
    knowledge: str | None = None,
    retry: str | None = None,
    progress: Progress | None = None,
    stop: Sequence[bool] = (),
) -> FleetRun:
    """Judge the bundles *found*, and write what they say into *folder*; where *stop* comes to hold anything, no further one is begun.

    Raises:
        UsageError: It cannot be written there, or there is no such cluster.
    """
    refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with held(folder / MARK):
        results = Results(folder)
        results.tidy()
        planned = plan(found, results, allowance, knowledge=knowledge, retry=retry)
        started = time.time()
        judged = _judge(planned, results, allowance, knowledge, progress, stop)
        interrupted = judged < len(planned.todo)
        chosen = choose(results.segments(), [job.bundle for job in planned.jobs])
        counts = _counts(planned, results)
        if results.has_parts() and not interrupted:
            results.finish(chosen, _said(knowledge, allowance, started, counts))
    return FleetRun(folder, counts, judged, len(planned.skipped), interrupted)


def refuse_foreign(folder: Path) -> None:
    """Refuse a *folder* that holds something else than results.

    Raises:
        UsageError: It does, or it is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the results")
    if folder.is_dir() and not (folder / MARK).exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} holds something else than results; name a new folder")


def _judge(
    planned: Plan,
    results: Results,
    allowance: Allowance,
    knowledge: str | None,
    progress: Progress | None,
    stop: Sequence[bool],
) -> int:
    """Judge what there is to do, and return how many bundles were."""
    if not planned.todo or stop:
        return 0
    from dmplog.fleet.cluster import connected, judged, refuse_others

    mine = identity(knowledge)
    gathered = Gathered(results.add_part, {"dmplog": mine[0], "knowledge": mine[1]})
    count = 0
    with connected(allowance.scheduler, allowance.workers) as client:
        refuse_others(client, knowledge, mine)
        with _kept(gathered):
            for job, outcome in judged(client, iter(planned.todo), stop):
                gathered.add(job, outcome)
                count += 1
                if progress is not None:
                    progress(job, outcome)
    return count


@contextlib.contextmanager
def _kept(gathered: Gathered) -> Iterator[None]:
    """Write what was judged however the body ends."""
    try:
        yield
    finally:
        gathered.flush()


def index_of(segments: Sequence[Segment]) -> pl.DataFrame:
    """Return `bundle, source, status, segment` of everything judged, the newest row of each bundle, in the order they were judged."""
    frames = [
        segment.frame("bundles").select("bundle", "source", "status", segment=pl.lit(number, pl.Int64))
        for number, segment in enumerate(segments)
    ]
    nothing = pl.DataFrame(schema={"bundle": pl.String, "source": pl.String, "status": pl.String, "segment": pl.Int64})
    return (pl.concat(frames) if frames else nothing).unique("bundle", keep="last", maintain_order=True)


def choose(segments: Sequence[Segment], wanted: Sequence[str]) -> list[tuple[str, Segment]]:
    """Return which bundles count, with the segment each is in, in the order of their sources.

    Of one source, that counts which is *wanted*, else what was judged last: it has been changed since, or judged by other knowledge.
    """
    known = index_of(segments).with_columns(wanted=pl.col("bundle").is_in(wanted))
    each = known.sort("wanted", maintain_order=True).unique("source", keep="last", maintain_order=True).sort("source")
    return [(bundle, segments[place]) for bundle, place in zip(each["bundle"], each["segment"], strict=True)]


def _counts(planned: Plan, results: Results) -> dict[str, int]:
    wanted = [job.bundle for job in planned.jobs]
    known = index_of(results.segments()).filter(pl.col("bundle").is_in(wanted))
    return dict(sorted(Counter(known["status"].cast(pl.String)).items()))


def _said(knowledge: str | None, allowance: Allowance, started: float, counts: Mapping[str, int]) -> dict[str, Any]:
    version, digest = identity(knowledge)
    return {
        "dmplog": version,
        "knowledge": digest,
        "options": {"timeout_seconds": allowance.timeout, "memory_bytes": allowance.memory, "own_knowledge": knowledge},
        "statuses": counts,
        "started": _moment(started),
        "finished": _moment(time.time()),
    }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
