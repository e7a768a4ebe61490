"""The framing of the site server's own logs: `message  $$<COMPONENT><MM-DD-YYYY hh:mm:ss.mmm+bias><thread=dec (0xHEX)>`.

The last `$$<` of a line counts, since messages quote SQL, XML and other log lines. Sources: the BgbServer.log of a 2509 site
and the form CMTrace scans, `%02hu-%02hu-%04hu %02hu:%02hu:%02hu.%03hu%05ld`. The stamp of older products is `sms.py`'s.
"""

from __future__ import annotations

import polars as pl

from dmplog.distinct import distinct
from dmplog.framing import sms, stamps
from dmplog.framing.columns import UNSTATED
from dmplog.framing.framing import Framing
from dmplog.framing.severity import severity

NAME = "simple"

EDGE = " ~\t"
"""`~` marks where the product's text had a line break; at the ends, like blanks, it says nothing."""

TAIL = r"\$\$<[^<>]*>\s*(?:<[^<>]*>?\s*(?:<thread=[^<>]*>?)?)?[\s\x00]*$"
"""The end of any line of this framing: blogs lose the component, scripts the thread, a cut file the rest."""

GLUE = r"(\$\$<[^<>]*><[^<>]*[0-9]:[0-9]{2}[^<>]*><thread=[^<>]*>)"
"""A complete end inside a line, after which another record may follow."""

_PARTS = r"(?s)^(.*)\$\$<([^<>]*)>\s*(?:<([^<>]*)(>)?\s*(?:<thread=\s*([^<>]*)(>)?)?)?[\s\x00]*$"
_STAMP = (
    r"^\s*([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4}|[0-9]{2})\s+"
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.:]([0-9]{1,9}))?)?\s*([+-]{1,2}[0-9]{1,4})?~?\s*$"
)
_STAMP_WIDTH = 23  # 09-18-2026 16:39:06.598
_END = r"^[+-][0-8]?[0-9]{2}><thread=[0-9]{1,18} \(0x[0-9A-Fa-f]+\)>$"
_MARKS = frozenset("<>")


def strip(message: pl.Expr) -> pl.Expr:
    """Take blanks and `~` off both ends of messages; inside, `PROGRA~1` and ` ~ ` stay.

    >>> pl.select(strip(pl.lit(" ~Download Easy setup payloads~~"))).item()
    'Download Easy setup payloads'
    """
    return message.str.strip_chars(EDGE)


def split(line: pl.Expr) -> pl.Expr:
    """Split lines at their first `$$<` into `head` and `tail`."""
    return line.str.splitn("$$<", 2).struct.rename_fields(["head", "tail"])


def endings(tails: pl.Series) -> pl.DataFrame:
    """Find out what stands behind the first `$$<` of lines, where the product itself wrote it: stamp and thread complete, no second `$$<`.

    Columns: `regular` (whether it did), and of those that are so `component`, `stamp` (it begins with the day), `clock i64` (milliseconds
    since midnight), `bias i16`, `thread i64`.

    >>> endings(pl.Series(["SMS_EXECUTIVE><09-22-2015 21:21:37.012-120><thread=4700 (0x125C)>", "SMS_EXECUTIVE><", None])).select(
    ...     "component", "clock", "bias", "thread", "regular"
    ... ).rows()
    [('SMS_EXECUTIVE', 76897012, -120, 4700, True), ('SMS_EXECUTIVE', None, None, None, False), (None, None, None, None, False)]
    """
    parted = _parted(tails)
    # `-120><thread=4700 (0x125C)>`: a log has few threads.
    behind = distinct(parted.select(pl.col("stamp").str.slice(_STAMP_WIDTH)).to_series())
    found = parted.hstack(stamps.fixed(parted["stamp"])).hstack(behind.spread_rows(_bias_and_thread(behind.texts)))
    regular = pl.col("placed", "ended", "named")
    return found.with_columns(regular=pl.all_horizontal(regular.fill_null(value=False))).drop(
        "placed", "ended", "named"
    )


def _parted(tails: pl.Series) -> pl.DataFrame:
    """Return `component`, whether it is `named`, and the `stamp` behind it; as a rule one component writes a log."""
    first = tails.first()
    name = str(first).partition("><")[0] if first is not None else ""
    if name and not _MARKS.intersection(name) and tails.str.starts_with(f"{name}><").all(ignore_nulls=False):
        stamp = tails.str.slice(len(name) + 2).alias("stamp").to_frame()
        return stamp.with_columns(component=pl.lit(name), named=pl.lit(value=True))
    parts = tails.to_frame("tail").select(
        pl.col("tail").str.splitn("><", 2).struct.rename_fields(["component", "stamp"]).struct.unnest()
    )
    return parts.with_columns(named=pl.col("component").str.contains("^[^<>]+$"))


def _bias_and_thread(ends: pl.Series) -> pl.DataFrame:
    parts = ends.str.split_exact("><thread=", 1).struct.rename_fields(["bias", "thread"]).struct.unnest()
    number = pl.col("thread").str.splitn(" ", 2).struct.field("field_0")
    return parts.select(
        bias=stamps.minutes(pl.col("bias")), thread=number.cast(pl.Int64, strict=False), ended=ends.str.contains(_END)
    )


def parse_regular(rows: pl.DataFrame) -> pl.LazyFrame:
    """Find out everything about regular lines from their `head` and their `endings`."""
    return (
        rows.lazy()
        .with_columns(message=strip(pl.col("head")), local=stamps.local(pl.col("stamp"), pl.col("clock")))
        .with_columns(severity=severity(pl.col("message")), level=UNSTATED["level"], framing=pl.lit(NAME))
    )


def parse(rows: pl.DataFrame) -> pl.DataFrame:
    """Find out what can be read from any record of this framing, its `raw` text joined from one or more lines."""
    clock = pl.col("clock").struct.field
    moment = stamps.moment(clock("3"), clock("1"), clock("2"), (clock("4"), clock("5"), clock("6")), clock("7"))
    return (
        rows.with_columns(pl.col("raw").str.extract_groups(_PARTS).struct.rename_fields(_FIELDS).alias("parts"))
        .unnest("parts")
        .with_columns(
            stamp=pl.when(pl.col("stamp_closed").is_not_null()).then("stamp"),
            thread_text=pl.when(pl.col("thread_closed").is_not_null()).then("thread_text"),
        )
        # `EasySetupDownload thread is starting... $$<09-22-2015 21:21:36.981-120>`: a web page ate the component.
        .with_columns(lost=pl.col("stamp").is_null() & pl.col("found").str.contains(_STAMP))
        .with_columns(
            component=pl.when(~pl.col("lost") & (pl.col("found").str.len_bytes() > 0)).then("found"),
            stamp=pl.when("lost").then("found").otherwise("stamp"),
        )
        .with_columns(pl.col("stamp").str.extract_groups(_STAMP).alias("clock"))
        .with_columns(
            _thread(),
            local=pl.coalesce(moment, sms.local(pl.col("stamp"))),
            bias=pl.coalesce(stamps.minutes(clock("8")), sms.bias(pl.col("stamp"))),
            message=strip(pl.col("head").str.replace_all("\r\n", "\n", literal=True)),
        )
        .with_columns(severity=severity(pl.col("message")), level=UNSTATED["level"])
    )


_FIELDS = ["head", "found", "stamp", "stamp_closed", "thread_text", "thread_closed"]


def _thread() -> pl.Expr:
    text = pl.col("thread_text")
    decimal = text.str.extract(r"^([0-9]+)(?:\s|$)").cast(pl.Int64, strict=False)
    hexadecimal = text.str.extract(r"^0[xX]([0-9A-Fa-f]{1,15})(?:\s|$)").str.to_integer(base=16, strict=False)
    # SMS 1.x wrote bare hexadecimal, `<Wed May 21 17:09:27 1997~><thread=DB>`; its stamp tells it from a decimal number.
    bare = text.str.extract(r"^([0-9A-Fa-f]{1,15})$").str.to_integer(base=16, strict=False)
    return (
        pl.when(sms.is_first_generation(pl.col("stamp")))
        .then(pl.coalesce(bare, hexadecimal))
        .otherwise(pl.coalesce(decimal, hexadecimal, bare))
        .alias("thread")
    )


def _message_of(text: str) -> str | None:
    return text.rpartition("$$<")[0].rstrip(" ") if "$$<" in text else None


FRAMING = Framing(
    NAME,
    "server log: message, then $$<component><time and bias><thread>",
    TAIL,
    parse,
    _message_of,
    # Blogs and scripts lose stamps of this one: what is left is still a record.
    timed=False,
    states_bias=True,
)
