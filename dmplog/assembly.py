"""The report put together: cases in their order, what the logs cover, what was read, and what must be known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from dmplog.bundle import Bundle
from dmplog.case import Case, Need
from dmplog.collected import Collected
from dmplog.earning import UNKNOWN_ROLE
from dmplog.flowchart import Flowchart, Lane
from dmplog.framing.census import BiasSpan
from dmplog.intake import Intake
from dmplog.options import DiagnoseOptions
from dmplog.problem import Problem
from dmplog.report import ClockOffset, InputFile, LogCoverage, Report, Unexplained
from dmplog.servers import Place
from dmplog.verdicts import WORST_FIRST
from dmplog.version import VERSION
from dmplog.witness import Witness
from dmplog.writing import Written, collect_command, headline, logs_to_begin_with, unmatched

_BEHIND_ALL = 1_000
"""More than the order of any lane."""


class Inputs(NamedTuple):
    """What was read, for the parts of the report that tell of it."""

    bundle: Bundle
    intake: Intake
    places: Sequence[Place]
    witness: Witness
    internal: tuple[Problem, ...] = ()
    collected: Collected = Collected()
    unrelated: tuple[Problem, ...] = ()


def assemble(written: Written, inputs: Inputs, flowcharts: Sequence[Flowchart], options: DiagnoseOptions) -> Report:
    """Return the report of what was *written*: the cases that are asked for, worst first."""
    cases = written.cases
    lanes = {(chart.id, lane.id): lane for chart in flowcharts for lane in chart.lanes}
    places = sorted(
        (place for place, case in enumerate(cases) if _wanted(case, options)),
        key=lambda place: _order(cases[place], lanes),
    )
    unexplained = _unexplained(written.unexplained, places)
    shown = [
        replace(cases[place], unexplained=tuple(n for n, line in enumerate(unexplained) if line.case == number))
        for number, place in enumerate(places)
    ]
    recognised = any(read.role != UNKNOWN_ROLE and not read.is_manifest for read in inputs.intake.logs)
    as_of = inputs.witness.as_of
    needs = _needs(shown) if cases else logs_to_begin_with(flowcharts)
    return Report(
        version=VERSION,
        as_of=as_of.replace(tzinfo=UTC) if as_of is not None else None,
        as_of_source=_source(inputs),
        verdict=shown[0].verdict if shown else "unknown",
        headline=headline(shown, lanes, unexplained, recognised=recognised)
        if shown or not cases
        else unmatched(cases, options),
        cases=tuple(shown),
        coverage=_coverage(inputs),
        inputs=_inputs(inputs, options),
        prerequisites=written.prerequisites,
        also_seen=written.also_seen,
        unexplained=unexplained,
        problems=tuple(
            dict.fromkeys(
                (
                    *inputs.internal,
                    *inputs.unrelated,
                    *inputs.bundle.problems,
                    *inputs.intake.problems,
                    *inputs.collected.problems,
                    *_left_out(inputs),
                )
            )
        ),
        needs=needs,
        collect=collect_command(read.log.name for read in inputs.intake.logs) if needs else None,
    )


def _needs(cases: Sequence[Case]) -> tuple[Need, ...]:
    """Return the logs that *cases* ask for, each once, with the reason of the first that does."""
    found: dict[tuple[str, str | None], Need] = {}
    for need in (need for case in cases for need in case.needs):
        found.setdefault((need.log, need.server), need)
    return tuple(found.values())


def _left_out(inputs: Inputs) -> Iterator[Problem]:
    """Yield which files hold records that were left out, because they are later than what the user said the logs reach to."""
    as_of = inputs.witness.as_of
    if not inputs.witness.asserted or as_of is None:
        return
    for read in inputs.intake.logs:
        if read.census.last is not None and read.census.last > as_of.replace(tzinfo=UTC):
            said = f"Records later than {as_of:%Y-%m-%d %H:%M:%S} UTC (--as-of) are left out."
            yield Problem(read.log.name, None, "later-than-as-of", said)


def _wanted(case: Case, options: DiagnoseOptions) -> bool:
    subject = case.subject
    if options.site and (subject.site or "").upper() != options.site.upper():
        return False
    if not options.update:
        return True
    wanted = " ".join(options.update.strip().strip("{}").lower().split())
    name, guid = (subject.update or "").lower(), (subject.package_guid or "").lower()
    if guid and wanted.replace("-", "") == guid.replace("-", ""):
        return True
    # "CM2409" and "Configuration Manager 2409" are one.
    return wanted == name or wanted.removeprefix("cm").lstrip() in name.split()


def _order(case: Case, lanes: Mapping[tuple[str, str], Lane]) -> tuple[int, int, bool, str]:
    """Return where *case* stands among the others; equal ones keep the order in which the logs first speak of them."""
    order = lanes[case.flowchart, case.lane].traits.order
    if case.verdict == "unknown" and case.last_sign is None:
        # A case of which no line speaks is no news beside one that is under way.
        return WORST_FIRST.index("in_progress"), _BEHIND_ALL + order, False, ""
    # Nor is what a newer update went past beside the same of that update.
    passed = any(proof.kind == "superseded" for proof in case.proofs)
    return WORST_FIRST.index(case.verdict), order, passed, case.since.isoformat() if case.since else ""


def _unexplained(lines: Sequence[Unexplained], places: Sequence[int]) -> tuple[Unexplained, ...]:
    """Return *lines* with the numbers their cases have in the report; those of cases that are not asked for are left out."""
    numbers = {place: number for number, place in enumerate(places)}
    told = [line for line in lines if line.case is None or line.case in numbers]
    return tuple(line if line.case is None else replace(line, case=numbers[line.case]) for line in told)


def _coverage(inputs: Inputs) -> tuple[LogCoverage, ...]:
    return tuple(
        LogCoverage(
            file=read.log.name,
            role=read.role,
            server=place.server,
            site=place.site,
            framing=read.census.framing,
            encoding=read.census.encoding,
            bytes=read.census.bytes,
            lines=read.census.lines,
            records=read.census.records,
            record_lines=read.census.record_lines,
            unparsed_lines=read.census.unparsed_lines,
            marker_lines=read.census.marker_lines,
            events=read.events,
            first=read.census.first,
            last=read.census.last,
            gaps=tuple(read.census.gaps),
            offsets=tuple(map(_offset, read.census.biases)),
            copied=_aware(inputs.collected.files.get(number)),
        )
        for number, (read, place) in enumerate(zip(inputs.intake.logs, inputs.places, strict=True))
        # What tells when logs were copied is none itself.
        if not read.is_manifest
    )


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def _source(inputs: Inputs) -> Literal["argument", "collection", "records"]:
    """Return where the clock of the report is from: what the user said, when a log was copied, or the latest record."""
    witness = inputs.witness
    if witness.asserted:
        return "argument"
    copied = max(witness.collected.values(), default=None)
    is_copy = copied is not None and copied == witness.as_of and all(span.last != copied for span in witness.spans)
    return "collection" if is_copy else "records"


def _offset(span: BiasSpan) -> ClockOffset:
    # A bias is what is added to local time to get UTC.
    return ClockOffset((span.since + timedelta(minutes=span.bias)).replace(tzinfo=UTC), -span.bias)


def _inputs(inputs: Inputs, options: DiagnoseOptions) -> tuple[InputFile, ...]:
    names = [read.log.name for read in inputs.intake.logs]
    hashes = inputs.bundle.hashes(names) if options.hashes else {}
    return tuple(InputFile(read.log.name, read.census.bytes, hashes.get(read.log.name)) for read in inputs.intake.logs)


def empty_report(message: str, problem: Problem | None = None) -> Report:
    """Return the report on a bundle nothing could be read of, or judged because of *problem*."""
    return Report(
        version=VERSION,
        as_of=None,
        as_of_source="records",
        verdict="unknown",
        headline=message,
        problems=(problem or Problem(file=None, line=None, kind="unreadable", message=message),),
    )
