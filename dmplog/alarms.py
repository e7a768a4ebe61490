"""What an alarming line is, told once when its record is matched: how serious, known to be harmless or not, and what it says in general.

Rows without an alarm carry nulls. A rule that looks for errors asks these columns and never the text.
"""

from __future__ import annotations

import polars as pl

from dmplog.framing.severity import severity
from dmplog.grammar import UNRECOGNIZED

_ALARMS = ("warning", "error")
ALARM = pl.Enum(_ALARMS)

_HINTS = ("error", "warn", "fail", "cannot", "could not", "unable to", "returned 0x8", "***", "statmsg")
"""A line without one of these words is no alarm, and is looked at no further."""

_MASKS = (
    (r"(?i)\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?", "<guid>"),
    (r'"[^"]*"|\x27[^\x27]*\x27', "<quoted>"),
    (r"(?i)\bhttps?://\S+", "<address>"),
    (r"(?:\b[A-Za-z]:|\\)\\[^\s,;<>|]+", "<path>"),
    (r"(?i)\b0x[0-9a-f]+\b|\d+", "<number>"),
)


def with_alarms(rows: pl.DataFrame, harmless: pl.Expr) -> pl.DataFrame:
    r"""Return *rows* with `alarm`, `harmless u16`, `consequence` and `template u64` beside their `event` and `message`.

    Args:
        rows: Matched records.
        harmless: The number of the known harmless line that a row is, null where it is none.

    >>> said = ["ERROR: Failed to move C:\\a.cab", "ERROR: Failed to move D:\\b.cab", "Copied 3 files"]
    >>> rows = pl.DataFrame({"event": ["unrecognized_error", "unrecognized_error", "copied"], "message": said})
    >>> found = with_alarms(rows, pl.lit(None, dtype=pl.UInt16))
    >>> found["alarm"].to_list(), found["template"].n_unique()
    (['error', 'error', None], 2)
    """
    numbered = rows.with_row_index("_place")
    hinted = pl.col("message").str.contains_any(list(_HINTS), ascii_case_insensitive=True)
    unknown = pl.col("event").cast(pl.String) == UNRECOGNIZED
    said = pl.when(unknown).then(pl.lit("error")).otherwise(severity(pl.col("message")))
    alarming = (
        numbered.lazy()
        .filter(hinted | unknown)
        .with_columns(alarm=said)
        .filter(pl.col("alarm").is_in(_ALARMS))
        .select(
            "_place",
            pl.col("alarm").cast(ALARM),
            harmless.cast(pl.UInt16).alias("harmless"),
            pl.lit(None, dtype=pl.String).alias("consequence"),
            masked(pl.col("message")).hash().alias("template"),
        )
        .collect()
    )
    return numbered.join(alarming, on="_place", how="left", maintain_order="left").drop("_place")


def masked(message: pl.Expr) -> pl.Expr:
    r"""Return *message* with GUIDs, quoted strings, addresses, paths, codes and numbers replaced by what they are.

    >>> pl.select(masked(pl.lit("Failed to copy \\\\CAS01\\SMS_CAS, error = 5"))).item()
    'Failed to copy <path>, error = <number>'
    """
    for pattern, name in _MASKS:
        message = message.str.replace_all(pattern, name)
    return message
