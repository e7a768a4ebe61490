"""How serious a record is, by what its text says.

Only the CCM framing has a field for it. The others say it in words, and the words mislead: `Completed with no errors`,
`error = 0, success` and `Copying ErrorLog.txt` are no errors, while `returned 0x80070005` is one. So a word counts where it
leads the message or says that something failed, a code where it is a failing HRESULT, and where the text says nothing the
severity is null. Status messages carry it themselves: `STATMSG: ID=9802 SEV=W`.
"""

from __future__ import annotations

import polars as pl

SEVERITIES = ("verbose", "info", "warning", "error")
"""What a severity can be, the least serious first."""

_START = r"(?i)^[\s~]*"
_ERROR = _START + r"(?:(?:fatal|critical|sql)\s+)?(?:error\b\s*[^\s=]|\*\*\*\s|cannot\b|could not\b|failed\b)"
# "ERROR: 0 bytes are free on drive E" counts bytes.
_NO_ERROR = (
    _START + r"error(?:\s*=\s*|\s*code[\s:=]*)(?:0x)?0+\b"
    r"|" + _START.removeprefix("(?i)") + r"error[\s:]+(?:0x)?0+(?:\s*[,;:)\]~(-]|\.?\s*$|\.\s)"
)
_WARNING = _START + r"warn(?:ing)?\b"
_INFORMATION = _START + r"info(?:rmation)?\s*:"
_VERBOSE = _START + r"(?:verbose|debug|trace)\s*:"
_FAILED = r"(?i)\b(?:failed (?:to|with|in|for|on)|unable to|has failed|returned 0x8[0-9a-f]{7})\b"
_STATUS = r"^[\s~]*STATMSG: ID=[0-9]+ SEV=([EWI])\b"


def severity(message: pl.Expr) -> pl.Expr:
    """Return "error", "warning", "info", "verbose" or null for each message.

    >>> said = ["Completed with no errors", "ERROR: no", "WARNING: Failed to download", "a failed to start", "INFO: x"]
    >>> pl.select(severity(pl.Series(said))).to_series().to_list()
    [None, 'error', 'warning', 'error', 'info']
    """
    status = message.str.extract(_STATUS)
    return (
        pl.when(status.is_not_null())
        .then(status.replace_strict({"E": "error", "W": "warning", "I": "info"}, default=None, return_dtype=pl.String))
        .when(message.str.contains(_WARNING))
        .then(pl.lit("warning"))
        .when(message.str.contains(_INFORMATION))
        .then(pl.lit("info"))
        .when(message.str.contains(_VERBOSE))
        .then(pl.lit("verbose"))
        .when(message.str.contains(_ERROR) & ~message.str.contains(_NO_ERROR))
        .then(pl.lit("error"))
        .when(message.str.contains(_FAILED))
        .then(pl.lit("error"))
    )
