"""Whose event is it, by the threads that wrote it: the correlator of every chart that names no other.

A line without a key belongs to what its thread was doing: the context of a thread changes at a line that names a subject, at one
that is about none, and at one of another worker.

    Generating state message: 8 for package 3b7d84fa-…~~        thread 4700   package 3b7d84fa-…
    Download large file with BITs~~                              thread 4700   the same package
    Failed to call AdminUIContentDownload. error = …~            thread 5120   another worker
    Download manifest.cab~~                                      thread 5120   still that worker's, no new cycle

A lane without a subject takes the lines about none, per server; a lane with one takes the lines of each subject.
Sources: [@oscc-blog; @C1; @S2; @kb4498259].
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from dmplog.case import Subject
from dmplog.cases.away import FOREIGN, KEYLESS, strays_of, strays_of_others, with_strays_placed
from dmplog.cases.context import members, texts
from dmplog.cases.modes import modes_of
from dmplog.cases.parts import logs, plays
from dmplog.cases.places import ServerOfPlace, server_of_place
from dmplog.cases.setupdl import call_rows
from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.cases.taken_up import taken_up
from dmplog.flowchart import Flowchart, Lane
from dmplog.frozen import frozen
from dmplog.grammar import UNRECOGNIZED
from dmplog.witness import Witness

IDENTIFIERS = ("package_guid", "package_id", "site_code")
"""Fields whose values have a spelling of their own, however a line writes them."""

ONLY_UNKNOWN = "Its log holds error lines, but none of them is known. So it cannot be told how far it came."

_PARTS = (
    *(
        "imports",
        "foreign",
        "keyless",
        "of_subject",
        "closes",
        "names_worker",
        "ambiguous",
        "opens_call",
        "tells_place",
        "mode_online",
    ),
    *("mode_restart", "answer", "answered", "unanswered", "restates", "confirms", "tries", "starts"),
    *("takes_up", "offers", "withdraws"),
)


@frozen
class _Logs:
    """The logs of a chart: those whose threads carry a context, and by the place of others the logs that show it."""

    place: str
    carries: tuple[str, ...]
    elsewhere: dict[str, tuple[str, ...]]
    calls: tuple[str, ...]

    @classmethod
    def of(cls, chart: Flowchart) -> _Logs:
        steps = [step for lane in chart.lanes for step in lane.steps]
        place, calls = steps[0].place, logs(chart, "calls")
        here = dict.fromkeys(log for step in steps if step.place == place for log in step.log)
        carries = logs(chart, "carries") or tuple(log for log in here if log not in calls)
        elsewhere: dict[str, tuple[str, ...]] = {}
        for step in steps:
            if step.place != place:
                others = [log for log in step.log if log not in (*carries, *calls)]
                elsewhere[step.place] = tuple(dict.fromkeys((*elsewhere.get(step.place, ()), *others)))
        return cls(place, carries, elsewhere, calls)

    @property
    def away(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(log for others in self.elsewhere.values() for log in others))


def thread_cases(events: pl.DataFrame, chart: Flowchart, witness: Witness) -> list[LaneCases]:
    """Return the cases of every lane of *chart*."""
    found = _Logs.of(chart)
    subjects = dict.fromkeys(lane.subject for lane in chart.lanes if lane.subject) or {(): None}
    by_subject = {subject: _joined(events, chart, found, subject) for subject in subjects}
    shared = next(iter(by_subject.values()))
    servers = {
        place: server_of_place(shared, found.carries, others, witness) for place, others in found.elsewhere.items()
    }
    return [
        (_keyed if lane.subject else _keyless)(
            _seen(by_subject.get(lane.subject, shared), servers), chart, lane, found, servers
        )
        for lane in chart.lanes
    ]


def _joined(events: pl.DataFrame, chart: Flowchart, found: _Logs, subject: Sequence[str]) -> pl.DataFrame:
    """Return the rows of the chart's logs with `context`: a key, none, or another worker."""
    roles, imports = [*found.carries, *found.away, *found.calls], plays(chart, "imports")
    named, nobody = texts(events, subject), chart.correlator.nobody
    # One thread of one server alone needs no telling apart.
    several = events.select(pl.col("server").n_unique() * pl.col("thread").n_unique()).item() > 1
    worker = pl.struct("server", "thread").rank("dense").cast(pl.UInt32) if several else pl.lit(1, pl.UInt32)
    rows = events.filter(pl.col("role").is_in(roles) | imports).select(
        *("row", "clock", "utc_known", "thread"),
        pl.col("role", "server").cast(pl.String),
        worker=worker,
        known=pl.col("event") != UNRECOGNIZED,
        stray=pl.col("row").is_in(strays_of(events, chart).implode()),
        # A key is whole or none; a value that stands for nobody names no subject.
        key=pl.concat_str([pl.when(~field.is_in(nobody)).then(field) for field in named], separator="\n")
        if named
        else pl.lit(None, dtype=pl.String),
        # The same as the first line that names the subject writes it; keys compare without regard to case.
        spelled=pl.concat_str([pl.col(name).cast(pl.String) for name in subject], separator="\n")
        if named and all(name in events.columns for name in subject)
        else pl.lit(None, dtype=pl.String),
        nobody=pl.any_horizontal([pl.lit(value=False), *(field.is_in(nobody) for field in named)]),
        **{part: plays(chart, part) for part in _PARTS},
    )
    own = pl.col("role").is_in(found.carries)
    carried = _carried(rows.filter(own).join(taken_up(rows), on="row", how="left", maintain_order="left")).drop("taken")
    away = rows.filter(~own & pl.col("role").is_in(found.away)).with_columns(context=pl.col("key"))
    called = _called(rows.filter(~own & pl.col("role").is_in(found.calls)), carried, call_rows(events, chart))
    brought = rows.filter(pl.col("imports") & ~own).with_columns(context=pl.lit(KEYLESS))
    joined = pl.concat([part.select(carried.columns) for part in (carried, away, called, brought)]).sort("row")
    return with_strays_placed(_with_orphans(joined), events, chart, pl.col("role").is_in(found.away))


def _with_orphans(rows: pl.DataFrame) -> pl.DataFrame:
    """Give lines about a subject that their thread does not name to the only one there is.

    "WARNING: EasySetupDownloadSinglePackage Failed with exception: …" of a log whose head is lost is about a package.
    """
    keys = rows.filter(pl.col("context").is_not_null() & ~pl.col("context").is_in([KEYLESS, FOREIGN]))
    if keys["context"].n_unique() != 1:
        return rows
    unnamed = pl.col("context").is_null() | pl.col("context").is_in([KEYLESS, FOREIGN])
    only = pl.lit(keys["context"][0], dtype=pl.String)
    return rows.with_columns(context=pl.when(pl.col("of_subject") & unnamed).then(only).otherwise("context"))


def _carried(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `context`, as each thread carries it on."""
    closed = pl.col("closes").shift(1).over("worker").fill_null(value=False)
    said = pl.coalesce(
        pl.when("foreign").then(pl.lit(FOREIGN)),
        pl.when(pl.col("nobody").fill_null(value=False)).then(pl.lit(KEYLESS)),
        "key",
        "taken",
        pl.when(pl.col("keyless") | (closed & ~pl.col("closes"))).then(pl.lit(KEYLESS)),
    )
    marked = rows.with_columns(said=said)
    by_thread = pl.col("said").forward_fill().over("worker")
    worker = pl.when(pl.col("said") != FOREIGN).then("said").forward_fill().over("server")
    # An error of a thread of which nothing was said is the check's only where no other thread is at work on it.
    elsewhere = pl.col("said").forward_fill().over("server").is_not_null()
    return marked.with_columns(
        context=pl.when(pl.col("names_worker") & (by_thread.is_null() | (by_thread == FOREIGN)))
        .then(worker.fill_null(KEYLESS))
        .when(by_thread.is_null() & (pl.col("ambiguous") | (pl.col("stray") & elsewhere)))
        .then(pl.lit(FOREIGN))
        .otherwise(by_thread.fill_null(KEYLESS))
    ).drop("said")


def _called(rows: pl.DataFrame, carried: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """Add `context` to lines of a called program: the subject its folder, its thread or the call that is open names.

    Lines whose folder is another caller's are not the chart's.
    """
    if rows.is_empty():
        return rows.with_columns(context=pl.lit(None, dtype=pl.String))
    asked = carried.filter("opens_call").select("row", asked="context")
    timed = rows.sort("row").join_asof(asked.sort("row"), on="row", strategy="backward")
    by_thread, behind = pl.col("key").forward_fill().over("worker"), pl.col("key").backward_fill().over("worker")
    told = timed.join(calls.select("row", "of_tool", "target"), on="row", how="left", maintain_order="left")
    of_site = pl.coalesce("key", "target", "asked", by_thread, behind)
    mine = ~pl.col("of_tool").fill_null(value=False)
    return told.with_columns(context=pl.when(mine).then(of_site)).drop("asked", "of_tool", "target")


def _seen(rows: pl.DataFrame, servers: dict[str, ServerOfPlace]) -> pl.DataFrame:
    """Return *rows* without those of a log that stands for a place and was written at another server."""
    for there in servers.values():
        here = pl.col("server").eq_missing(there.server) | pl.col("server").is_in(there.beside)
        rows = rows.filter(~pl.col("role").is_in(there.logs) | here.fill_null(value=False))
    return rows


def _shown_to(away: pl.DataFrame, worker: str | None, servers: dict[str, ServerOfPlace]) -> pl.DataFrame:
    """Return the rows of other places that speak for a *worker* on that server."""
    for there in servers.values():
        if there.beside:
            away = away.filter(~pl.col("role").is_in(there.logs) | pl.col("server").eq_missing(there.of(worker)))
    return away


def _keyless(
    rows: pl.DataFrame, chart: Flowchart, lane: Lane, found: _Logs, servers: dict[str, ServerOfPlace]
) -> LaneCases:
    """Return one case per server of what is about no subject; logs of other places speak for each of them."""
    rows = _with_tries(_with_importer(rows, found), chart.correlator.try_gap)
    point = rows.filter(pl.col("role").is_in(found.carries) | pl.col("imports"))
    here = point["server"].unique(maintain_order=True).to_list()
    if not here:
        here = [there.server for there in servers.values()][:1]
    about = ~pl.col("stray") | (pl.col("context") == KEYLESS)
    away = rows.filter(pl.col("role").is_in(found.away) & about)
    pieces, subjects = [], []
    for number, server in enumerate(here):
        own = point.filter((pl.col("context") == KEYLESS) & pl.col("server").eq_missing(server))
        mode, notes = modes_of(own)
        unknown = lane.traits.little_known and not own["known"].any()
        notes = (*notes, ONLY_UNKNOWN) if unknown else notes
        places = _places(found, servers, server, seen=not point.is_empty(), alone=server is None)
        subjects.append(CaseSubject(Subject(), server, places, expected=unknown, mode=mode, notes=notes))
        seen = _shown_to(away, server, servers)
        pieces.append(pl.concat([own, seen]).sort("row").with_columns(subject=pl.lit(number)))
    return LaneCases(chart, lane, tuple(subjects), members(pieces), strays_of_others(rows))


def _keyed(
    rows: pl.DataFrame, chart: Flowchart, lane: Lane, found: _Logs, servers: dict[str, ServerOfPlace]
) -> LaneCases:
    """Return one case per key."""
    own = _answers_only(rows.filter(pl.col("context").is_not_null() & ~pl.col("context").is_in([KEYLESS, FOREIGN])))
    keys = own.select("context").unique(maintain_order=True).with_row_index("subject")
    carrying = pl.col("role").is_in(found.carries)
    at = dict(own.filter(carrying).group_by("context").agg(pl.col("server").last()).iter_rows())
    points = rows.filter(carrying)["server"].unique().to_list()
    elsewhere = next((there.server for there in servers.values()), None)
    named = rows.filter(pl.col("key").is_not_null()).sort("row")
    spelled = dict(named.group_by("key").agg(pl.col("spelled").first()).iter_rows())
    subjects = []
    for key in keys["context"]:
        server = at.get(key, points[0] if len(points) == 1 else None)
        said = zip(lane.subject, key.split("\n"), (spelled.get(key) or key).split("\n"), strict=True)
        values = {name: low if name in IDENTIFIERS else written for name, low, written in said}
        places = _places(found, servers, server, seen=bool(points), alone=server is None)
        subjects.append(CaseSubject(_subject(values), server if points else elsewhere, places, values=values))
    return LaneCases(chart, lane, tuple(subjects), members([own.join(keys, on="context")]), strays_of_others(rows))


def _with_tries(rows: pl.DataFrame, gap: timedelta | None) -> pl.DataFrame:
    """Add `opens`: whether a row begins the next try although nothing but a pause of *gap* says so.

    STATMSG: ID=9605 … COMP="SMS_DMP_UPLOADER" …    08:00:01   the first try, which a start of the worker has opened already
    STATMSG: ID=9605 … COMP="SMS_DMP_UPLOADER" …    09:00:01   the second
    """
    if gap is None:
        return rows.with_columns(opens=pl.lit(value=False))
    numbered = rows.sort("row").with_columns(begun=pl.col("starts").cum_sum().over("server"))
    tried = numbered.filter("tries").with_columns(
        late=(pl.col("clock") - pl.col("clock").shift(1).over("server")) > gap,
        restarted=pl.col("begun") != pl.col("begun").shift(1).over("server"),
    )
    opens = tried.filter(pl.col("late") & ~pl.col("restarted"))["row"]
    return numbered.with_columns(opens=pl.col("row").is_in(opens.implode())).drop("begun")


def _answers_only(rows: pl.DataFrame) -> pl.DataFrame:
    """Drop each answer to something that is none of the subject's, or of which nothing says what it answers."""
    yes, no = pl.lit(value=True), pl.lit(value=False)
    answered = pl.when("answered").then(yes).when("unanswered").then(no).forward_fill().over("context")
    confirmed = pl.when("confirms").then(yes).when("restates").then(no).backward_fill().over("context")
    keep = ~pl.col("answer") | answered | (answered.is_null() & confirmed)
    return rows.sort("row").filter(keep.fill_null(value=False))


def _with_importer(rows: pl.DataFrame, found: _Logs) -> pl.DataFrame:
    """Let an import speak for the one server there is; the log of a tool names no server."""
    carrying = pl.col("role").is_in(found.carries)
    points = rows.filter(carrying)["server"].unique().to_list()
    if len(points) != 1:
        return rows
    point = pl.lit(points[0], dtype=pl.String)
    return rows.with_columns(server=pl.when(pl.col("imports") & ~carrying).then(point).otherwise("server"))


def _places(
    found: _Logs, servers: dict[str, ServerOfPlace], server: str | None, *, seen: bool, alone: bool
) -> dict[str, str | None]:
    """Return the server of every place: its own where a log of it was *seen*, and those of others that are known.

    Where nothing names the server, everything was written *alone* at the one there is.
    """
    others = {place: there.of(server) for place, there in servers.items() if there.supplied or alone}
    return ({found.place: server} if seen else {}) | others


def _subject(values: dict[str, str]) -> Subject:
    """Return the subject that *values* name; a key of a chart of the user's own is shown as the name of its update."""
    guid, package, site = (values.get(name) for name in ("package_guid", "package_id", "site_code"))
    named = Subject(guid, None, package.upper() if package else None, site.upper() if site else None)
    return named if named != Subject() else Subject(update=" ".join(values.values()))
