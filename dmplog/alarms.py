"""What an alarming line is: how serious, known to be harmless or not, and what it says in general.

A line alarms where its text tells of a failure, wherever in the line, or where its own severity does. Rows without an alarm carry nulls.
A rule that looks for errors asks these columns and never the text.
"""

from __future__ import annotations

import polars as pl

from dmplog.failures import alarm, hinted

_ALARMS = ("warning", "error")
ALARM = pl.Enum(_ALARMS)

_MASKS = (
    (r"(?i)\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?", "<guid>"),
    (r'"[^"]*"|\x27[^\x27]*\x27', "<quoted>"),
    (r"(?i)\bhttps?://\S+", "<address>"),
    (r"(?:\b[A-Za-z]:|\\)\\[^\s,;<>|]+", "<path>"),
    (r"(?i)\b0x[0-9a-f]+\b|\d+", "<number>"),
)

LOOKS_ALIKE = "?"
"""Stands in front of what has the shape of a name and need not be one."""

SITE_LENGTH = 3

_PACKAGES = (
    r"(?i:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})",
    r"(?:[A-Z][A-Z0-9]{2}|[0-9][A-Z][A-Z0-9]|[0-9]{2}[A-Z])[0-9A-F]{5}",
    r"(?:[a-z][a-z0-9]{2}|[0-9][a-z][a-z0-9]|[0-9]{2}[a-z])[0-9][0-9a-f]{4}",
)
"""What the GUID of an update looks like, and the id of a package: the code of a site and five hexadecimal digits, in small letters with
a digit first, because "surfaced" is no package."""

_TOKEN = rf"\b(?:{'|'.join(_PACKAGES)})\b"
_CALLED = (
    r"(?:\b(?i:packages?|updates?|pkg)(?i:[ _]?id)?|\b(?i:payload|redist|(?:staging|payload) folder)(?i: of| for)?)"
    rf"\s*[:=]?\s*[\[('\"]*{_TOKEN}|\b(?i:CMUStaging|EasySetupPayload)\\{_TOKEN}"
)
"""What a line calls an update or a package: "package PS100041", "Package ID = PS100041", "payload 3b7d84fa-…", "CMUStaging\\3b7d84fa-…";
in braces stand the GUIDs of classes and of what Windows Installer installs."""

_NO_NAMES = r"(?i)\bhttps?://\S+|\\\\[^\\\s]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\.[a-z]{2,}\b"
r"""Where a name is no package's: in an address, in the name of a server: `\\LON00017.contoso.com\SMS_PS1`."""

_WHO_REPORTS = r"^[\s~]*STATMSG: [^\n]*?(?:\bISTR0=|$)"
"""What a status message tells of its sender: "SYS=CASSRV.contoso.com SITE=CAS" says who reports, and not whom it is about."""

_SITE_CODE = r"\b(?i:site)(?: (?i:code))?[ =:]+[A-Z0-9]{3}\b"
_CALLED_SITE = (
    r"\b(?i:site) ?(?i:code)[ =:]+[A-Z0-9]{3}\b"
    r"|\b(?i:site)[ =:]+(?:[A-Z][A-Z0-9][0-9]|[A-Z][0-9][A-Z]|[0-9][A-Z][A-Z0-9]|[0-9]{2}[A-Z])\b"
)
"""The site an alarm names, "for site PS1"; what holds no digit may be a word as well, "the site SQL Server"."""

_TOLD: dict[str, pl.DataType | type[pl.DataType]] = {
    "alarm": ALARM,
    "harmless": pl.UInt16,
    "consequence": pl.String,
    "template": pl.UInt64,
    "about": pl.String,
    "about_site": pl.String,
}
"""What is told of an alarm, in the order of the columns."""


def with_alarms(rows: pl.DataFrame, harmless: pl.Expr, consequence: pl.Expr) -> pl.DataFrame:
    r"""Return *rows* with `alarm`, `harmless u16`, `consequence`, `template u64`, `about` and `about_site`.

    They stand beside their `event` and `message`. `about` are the updates and packages an alarm names in its text, by GUID or id, and
    `about_site` the sites, in lower case with blanks between them; in front of one that only looks so stands "?", and whether it is
    one, the lines of the whole bundle tell (`cases.unexplained`).

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
    stated = pl.col("level").is_not_null() if "level" in rows.columns else pl.lit(value=False)
    likely = rows.select(hinted(pl.col("message")) | stated).to_series() if rows.height else None
    if likely is None or not likely.any():
        # Nothing is asked of nothing: the patterns alone take longer than many a log.
        return rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in _TOLD.items())
    numbered = rows.with_row_index("_place")
    asked = numbered.filter(likely)
    # A retry says the same a hundred thousand times: what is said once is looked at once.
    keys = [name for name in ("role", "event", "message", "level") if name in rows.columns]
    distinct = asked.select(keys).unique(maintain_order=True)
    alarming = distinct.with_columns(alarm(distinct["message"], _levels(distinct))).filter(
        pl.col("alarm").is_not_null()
    )
    found = alarming.select(
        *(pl.col(name).alias(f"_{name}") for name in keys),
        pl.col("alarm").cast(ALARM),
        harmless.cast(pl.UInt16).alias("harmless"),
        consequence.cast(pl.String).alias("consequence"),
        masked(pl.col("message")).hash().alias("template"),
        **_named(pl.col("message").str.replace(_WHO_REPORTS, "").str.replace_all(_NO_NAMES, " ")),
    )
    told = asked.select("_place", *keys).join(
        found, left_on=keys, right_on=[f"_{name}" for name in keys], how="inner", nulls_equal=True
    )
    return numbered.join(told.drop(keys), on="_place", how="left", maintain_order="left").drop("_place")


def _levels(lines: pl.DataFrame) -> pl.Series | None:
    return lines["level"] if "level" in lines.columns else None


def _named(message: pl.Expr) -> dict[str, pl.Expr]:
    """Return what *message* names, by the columns that `with_alarms` adds."""
    package = pl.element().str.extract(f"({_TOKEN})$").str.to_lowercase()
    site = pl.element().str.slice(-SITE_LENGTH).str.to_lowercase()
    return {
        "about": _marked(message.str.extract_all(_CALLED).list.eval(package), message.str.extract_all(_TOKEN), package),
        "about_site": _marked(
            message.str.extract_all(_CALLED_SITE).list.eval(site), message.str.extract_all(_SITE_CODE), site
        ),
    }


def _marked(called: pl.Expr, alike: pl.Expr, name: pl.Expr) -> pl.Expr:
    """Return what is *called* so, and with "?" what only looks *alike*, as one text; null where there is neither."""
    others = alike.list.eval(name).list.set_difference(called).list.sort().list.eval(LOOKS_ALIKE + pl.element())
    found = pl.concat_list(called, others)
    return pl.when(found.list.len() > 0).then(found.list.join(" "))


def masked(message: pl.Expr) -> pl.Expr:
    r"""Return *message* with GUIDs, quoted strings, addresses, paths, codes and numbers replaced by what they are.

    >>> pl.select(masked(pl.lit("Failed to copy \\\\CAS01\\SMS_CAS, error = 5"))).item()
    'Failed to copy <path>, error = <number>'
    """
    for pattern, name in _MASKS:
        message = message.str.replace_all(pattern, name)
    return message
