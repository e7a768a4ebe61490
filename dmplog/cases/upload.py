"""Whose event is it: the cases of the upload flowchart.

Dmpuploader.log has one subject, the uploader of its server. What it leaves unsent is tried again every hour, and no line tells
where one try ends and the next begins: only the clock does.

    STATMSG: ID=9605 … COMP="SMS_DMP_UPLOADER" …    08:00:01   the first try
    STATMSG: ID=9607 … COMP="SMS_DMP_UPLOADER" …    08:00:02   the same one
    STATMSG: ID=9605 … COMP="SMS_DMP_UPLOADER" …    09:00:01   the second

Sources: dmp-logs.md 2.1 to 2.3; cases.md C5, C6.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from dmplog.cases.context import members, texts
from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.flowchart import Flowchart
from dmplog.report import Subject
from dmplog.witness import Witness

ROLE = "dmpuploader"
UNRECOGNIZED = "unrecognized_error"
STARTED = "component_started"
STATUS = "status_message"

REACHED_IDS = ("9604", "9605", "9606", "9607", "9608")
"""Status messages of a transmission that was tried: offline, none is."""

INITIALIZATION_ID = "9600"

REACHED_EVENTS = ("telemetry_upload_failed", "telemetry_exception_named")
CERTIFICATE_EVENT = "signing_certificate_failed"

SAME_TRY = timedelta(minutes=30)
"""Lines nearer to each other than this belong to one try; the next one comes an hour later (cases.md C5)."""

ONLY_UNKNOWN = "Its log holds error lines, but none of them is known: how far the upload came cannot be told."


def upload_cases(events: pl.DataFrame, flowchart: Flowchart, _witness: Witness) -> list[LaneCases]:
    """Return one case per server that has a Dmpuploader.log."""
    rows = _with_tries(
        events.filter(pl.col("role").cast(pl.String) == ROLE).select(
            "row",
            "clock",
            pl.col("server").cast(pl.String),
            pl.col("event").cast(pl.String),
            *texts(events, ["message_id"]),
        )
    )
    servers = rows["server"].unique(maintain_order=True).to_list()
    subjects = tuple(_subject(server, rows.filter(pl.col("server").eq_missing(server))) for server in servers)
    numbers = pl.DataFrame(
        {"server": servers, "subject": range(len(servers))}, schema={"server": pl.String, "subject": pl.UInt32}
    )
    own = rows.join(numbers, on="server", how="left", nulls_equal=True, maintain_order="left")
    opened = own.filter("opens").select("row", pl.lit(value=True).alias("opens"))
    return [
        LaneCases(
            flowchart,
            flowchart.lane("transmission"),
            subjects,
            members([own])
            .join(opened, on="row", how="left", maintain_order="left")
            .with_columns(pl.col("opens").fill_null(value=False)),
        )
    ]


def _with_tries(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `opens`: whether a row begins the next try although nothing but the clock says so.

    The first try after a start of the uploader belongs to the run that start has opened already.
    """
    status = pl.col("event") == STATUS
    tells = (
        (status & pl.col("message_id").is_in([INITIALIZATION_ID, *REACHED_IDS]))
        | pl.col("event").is_in([*REACHED_EVENTS, CERTIFICATE_EVENT])
    ).fill_null(value=False)
    numbered = rows.sort("row").with_columns(tells=tells, starts=(pl.col("event") == STARTED).cum_sum().over("server"))
    tried = numbered.filter("tells").with_columns(
        late=(pl.col("clock") - pl.col("clock").shift(1).over("server")) > SAME_TRY,
        restarted=pl.col("starts") != pl.col("starts").shift(1).over("server"),
    )
    opens = tried.filter(pl.col("late") & ~pl.col("restarted"))["row"]
    return numbered.with_columns(opens=pl.col("row").is_in(opens.implode())).drop("starts")


def _subject(server: str | None, rows: pl.DataFrame) -> CaseSubject:
    reached = rows.filter(pl.col("message_id").is_in(REACHED_IDS) | pl.col("event").is_in(REACHED_EVENTS))
    only_unknown = rows.filter(pl.col("event") != UNRECOGNIZED).is_empty()
    return CaseSubject(
        Subject(),
        server,
        {"service_connection_point": server},
        expected=only_unknown,
        mode=None if reached.is_empty() else "online",
        notes=(ONLY_UNKNOWN,) if only_unknown else (),
    )
