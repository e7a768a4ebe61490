"""What an alarming line is: how serious, known to be harmless or not, and what it says in general.

A line alarms where its text tells of a failure, wherever in the line, or where its own severity does. Rows without an alarm carry nulls.
A rule that looks for errors asks these columns and never the text.
"""

from __future__ import annotations

import polars as pl

_ALARMS = ("warning", "error")
ALARM = pl.Enum(_ALARMS)

_HINTS = (
    *("error", "warn", "fail", "cannot", "could not", "unable to", "exception", "denied", "refused", "timed out"),
    *("0x8", "code =", "code:", "code ", "statmsg", "*** "),
)
"""A line without one of these words is no alarm, and is looked at no further."""

_MASKS = (
    (r"(?i)\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?", "<guid>"),
    (r'"[^"]*"|\x27[^\x27]*\x27', "<quoted>"),
    (r"(?i)\bhttps?://\S+", "<address>"),
    (r"(?:\b[A-Za-z]:|\\)\\[^\s,;<>|]+", "<path>"),
    (r"(?i)\b0x[0-9a-f]+\b|\d+", "<number>"),
)

_NAMED = (
    r"(?i)\b([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\b",
    r"\b((?:[A-Z][A-Z0-9]{2}|[0-9][A-Z][A-Z0-9]|[0-9]{2}[A-Z])[0-9A-F]{5})\b",
    r"\b((?:[a-z][a-z0-9]{2}|[0-9][a-z][a-z0-9]|[0-9]{2}[a-z])[0-9][0-9a-f]{4})\b",
)
"""The GUID of an update, and the id of a package: the code of a site and five hexadecimal digits, in small letters with a digit first,
because "surfaced" is no package."""

_SITE = r"\b(?i:site)(?: (?i:code))?[ =:]+([A-Z0-9]{3})\b"
"""The site an alarm names: "for site PS1"."""

_CALM = (
    r"(?i)\bhttps?://\S+|(?:\b[A-Za-z]:|\\)\\[^\s,;<>|]+"
    r"|\bno (?:\w+ )?(?:errors?|failures?|exceptions?)\b|\bwith(?:out)? (?:0|zero|any) errors?\b|\bwithout errors?\b"
    r"|\b0 (?:\w+ )?(?:errors?|failures?|failed|exceptions?)\b"
    r"|\b(?:failed|failures?|errors?|exceptions?)(?: \w+)?(?: count)?\s*[:=]\s*0\b"
    r"|\bignor\w+ [^.;]*\bwarnings?\b|\bfail-?over\b|\bError(?:s|Log)?\w*\.(?:txt|log)\b"
    r"|\bwait timed out after \d+ minutes while waiting for\b"
)
"""Words that tell of no failure although they hold one: in paths and addresses, what did not happen, and a wait that simply ended."""

_OUTCOME = r"(?i)\b(?:failed|failures?|fails|cannot|could not|unable to|\w*exception|denied|refused|timed out|with (?:\d+ )?errors)\b"
_CODE = (
    r"(?i)\b0x8[0-9a-f]{7}\b"
    r"|\b(?:error|return|exit|result) ?code\b[\s:=(]*(?:-?[1-9]\d*|0x0*[1-9a-f][0-9a-f]*)\b"
    r"|\bWin32 last error\s*=\s*[1-9]\d*|\berror\s*=\s*(?:[1-9]\d*|0x0*[1-9a-f][0-9a-f]*)\b"
)
_SQL = r"^[\s~]*\*\*\*\s*\[[0-9A-Z]{5}\]\[\d+\]"
_FIRST = r"(?i)^[\s~]*(error|warning)\b"
_NO_ERROR = r"(?i)^[\s~]*error\b[\s:=]*(?:code)?[\s:=]*(?:0x)?0+\b"
_STATUS = r"^[\s~]*STATMSG: ID=[0-9]+ SEV=([EWI])\b"
_TRACE = r"^[\s~]*SQL>>>"


def hinted(message: pl.Expr) -> pl.Expr:
    """Return whether *message* may be an alarm; what passes need not be one."""
    return message.str.contains_any(list(_HINTS), ascii_case_insensitive=True)


def alarm(message: pl.Expr, level: pl.Expr | None = None) -> pl.Expr:
    r"""Return "error", "warning" or null for each message, as its text says it, else as its own *level* does.

    A level says nothing beside a text that tells of no failure: `Completed with no errors`.

    >>> said = ["CFileLibrary::AddFile failed; 0x80070070", "WARNING: low space", "Completed with no errors", "error code = 0",
    ...     "Copying C:\\\\failed.txt", "STATMSG: ID=4404 SEV=E LEV=M", "Http request returned: Forbidden"]
    >>> pl.select(alarm(pl.Series(said))).to_series().to_list()
    ['error', 'warning', None, None, None, 'error', None]
    """
    status = message.str.extract(_STATUS)
    plain = message.str.replace_all(_CALM, " ")
    first = plain.str.extract(_FIRST).str.to_lowercase()
    serious = plain.str.contains(_OUTCOME) | plain.str.contains(_CODE) | plain.str.contains(_SQL)
    return (
        pl.when(status.is_not_null())
        .then(status.replace_strict({"E": "error", "W": "warning"}, default=None, return_dtype=pl.String))
        .when(message.str.contains(_TRACE))
        .then(None)
        .when(serious)
        .then(pl.lit("error"))
        .when(message.str.contains(_NO_ERROR))
        .then(None)
        .when(first.is_not_null())
        .then(first)
        .when(~message.str.contains(_CALM))
        .then(pl.lit(None, pl.String) if level is None else level)
    )


def with_alarms(rows: pl.DataFrame, harmless: pl.Expr, consequence: pl.Expr) -> pl.DataFrame:
    r"""Return *rows* with `alarm`, `harmless u16`, `consequence`, `template u64`, `about` and `about_site`.

    They stand beside their `event` and `message`. `about` is the update or package an alarm names in its text, by GUID or id, and
    `about_site` the site, both in lower case.

    Args:
        rows: Matched records, with their `level` where one is known.
        harmless: The number of the known harmless line that a row is, null where it is none.
        consequence: The event a row only follows from, null where it says something of its own.

    >>> said = ["ERROR: Failed to move C:\\a.cab", "ERROR: Failed to move D:\\b.cab", "Copied 3 files"]
    >>> rows = pl.DataFrame({"event": ["unrecognized_error", "unrecognized_error", "copied"], "message": said})
    >>> found = with_alarms(rows, pl.lit(None, dtype=pl.UInt16), pl.lit(None, dtype=pl.String))
    >>> found["alarm"].to_list(), found["template"].n_unique()
    (['error', 'error', None], 2)
    """
    numbered = rows.with_row_index("_place")
    level = pl.col("level") if "level" in rows.columns else pl.lit(None, pl.String)
    alarming = (
        numbered.lazy()
        .filter(hinted(pl.col("message")) | level.is_not_null())
        .with_columns(alarm=alarm(pl.col("message"), level))
        .filter(pl.col("alarm").is_not_null())
        .select(
            "_place",
            pl.col("alarm").cast(ALARM),
            harmless.cast(pl.UInt16).alias("harmless"),
            consequence.cast(pl.String).alias("consequence"),
            masked(pl.col("message")).hash().alias("template"),
            pl.coalesce(pl.col("message").str.extract(known) for known in _NAMED).str.to_lowercase().alias("about"),
            pl.col("message").str.extract(_SITE).str.to_lowercase().alias("about_site"),
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
