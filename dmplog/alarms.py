"""What an alarming line is: how serious, known to be harmless or not, and what it says in general.

A line alarms where its text tells of a failure, wherever in the line, or where its own severity does. Rows without an alarm carry nulls.
A rule that looks for errors asks these columns and never the text.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from dmplog.sentences import sentences

_ALARMS = ("warning", "error")
ALARM = pl.Enum(_ALARMS)

_WORDS = (
    "error|warn|fail|cannot|could not|unable to|exception|denied|refused|timed out|0x8|0xc|-214|-107374|"
    "returned 16|exited with 16|code =|code:|code |statmsg|*** |couldn't|can't|not able to|unsuccessful|"
    "abort|fatal|unhandled|rolling back|rolled back|cancel|not enough|insufficient|unavailable|invalid|"
    "not valid|corrupt|truncated|deadlock| full|violation|did not|didn't|expired|no such host|"
    "authentication required|reference not set|connection was|forcibly closed|network path|the specified|"
    "terminating"
)
_HINTS = tuple(_WORDS.split("|"))
"""A line without one of these words, and without one of a sentence of failure, is no alarm and is looked at no further."""

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

_PLACES = r"(?i)\bhttps?://\S+|(?:\b[A-Za-z]:|\\)\\[^\s,;<>|]+|\bError(?:s|Log)?\w*\.(?:txt|log)\b"
"""Paths, addresses and files: a word in their names says nothing, and neither do they."""

_ZERO = r"(?:0x)?0+\b"
_FAILED = r"failed|failures?|errors?|exceptions?|warnings?|denied|refused|timed out|aborted|cancell?ed|corrupt(?:ed)?|invalid|unsuccessful"
_CALM = (
    r"(?i)\bno (?:\w+ ){0,2}(?:errors?|failures?|exceptions?|warnings?|failed)\b|\bnot an? (?:error|warning|failure|exception)\b"
    r"|\bwith(?:out)? (?:0|zero|any|an) (?:errors?|warnings?)\b|\bwithout (?:errors?|warnings?)\b"
    r"|\b0 (?:\w+ )?(?:errors?|failures?|failed|aborted|corrupt|exceptions?|warnings?)\b"
    rf"|\b(?:failed|failures?|errors|error\(s\)|exceptions?|warnings?)(?: \w+)?(?: count)?(?:\s*[:=]\s*| (?:is|are|was|were) ){_ZERO}"
    rf"|\b(?:errors|error\(s\)|failures|warnings) {_ZERO}"
    # `Failed count 0`, `Access denied count: 0`, `Aborted jobs: 0`, `0 of 5 threads failed`.
    rf"|\b(?:{_FAILED})(?: \w+)? (?:count(?:er)?s?|number|total)\s*[:=]?\s*{_ZERO}"
    rf"|\b(?:{_FAILED}) [a-z]+s\s*[:=]\s*{_ZERO}"
    rf"|\b(?:0|zero|none) of (?:the )?(?:\d+ )?(?:\w+ ){{0,2}}(?:{_FAILED})\b"
    rf"|\berror(?: \w+)?(?: count)?\s*[=(\[]\s*{_ZERO}"
    rf"|\berror[ _-]?(?:code|number|status|level|value|count)(?:\s*[:=(]\s*| (?:is|was|of) | ){_ZERO}"
    # "came back with error 0"; "ERROR: 0 bytes are free on drive E" counts bytes.
    rf"|[^\s~(\[][\s(\[]+error\s+{_ZERO}|\berror[\s:]+{_ZERO}(?:\s*[,;:)\]~-]|\.?\s*$|\.\s)"
    r"|\bignor\w+ [^.;]*\bwarnings?\b"
    r"|\bwait timed out after \d+ minutes while waiting for\b"
)
"""Words that tell of no failure although they hold one: what did not happen, a count of zero, and a wait that simply ended."""

_SPOKEN = (
    # `Recovered from error 5`, `Previous failure was cleared`
    r"(?i)\brecover\w* from (?:an? |the )?(?:\w+ ){0,2}(?:errors?|failures?|exceptions?)(?: (?:code )?\d+|\s*\(?0x[0-9a-f]+\)?)?"
    r"|\b(?:errors?|failures?|exceptions?|warnings?)(?: \d+)? (?:was|were|is|are|has been|have been)"
    r" (?:cleared|resolved|corrected|fixed|reset|gone)\b"
    # `If the service cannot be stopped, it is killed`; what "could not" when something happened did happen.
    r"|\b(?:if|unless|whether|in case)\b[^.,;:]*?\b(?:cannot|can't|could not|couldn't|fails?|failed|unable to|times out|is denied)\b"
    r"|\b(?:when|whenever|until)\b[^.,;:]*?\b(?:cannot|can't|fails?)\b"
    r"|\b(?:on|upon)[ -](?:an? |any )?(?:failures?|exceptions?)(?:\s*[^\s\d:]|$)"
    r"|\b(?:exceptions?|failures?|(?:access )?denied|invalid|aborted) (?:lists?|handl\w+|tables?|filters?|polic(?:y|ies)|rules?|audit\w*)\b"
    # `Reset error state to none`, `Cleared error flag`, `Component is not in error state`
    r"|\b(?:re-?set|clear)(?:s|ed|t?ing)? (?:the |any |all |last |previous )*(?:error|failure|failed|warning)s?"
    r" (?:state|status|flag|bit|count|counter|code|number|list|info\w*)s?\b"
    r"|\bnot in (?:an? |the )?(?:error|failure|failed|aborted|warning)(?: (?:state|status|mode))?\b"
    # `Warning threshold is 80 percent`; that a threshold was exceeded is told by the words behind it.
    r"|\b(?:errors?|failures?|warnings?|exceptions?)[ _-](?:thresholds?|limits?)(?:\s*[:=]\s*\d+| (?:is|are|of|to|set|was set)\b| \d+)"
    r"|\b(?:unhandled )?(?:exceptions?|failures?) (?:will|would|to) be (?:reported|logged|written|recorded|sent|caught|handled|ignored)\b"
    r"|\brecovery model\b[^.;]* is full\b"
)
"""Where a sentence speaks of what failed once, of what is done if something fails, or of what is only called after failures."""

_MENTIONED = (
    r"(?i)\berrors?[ _-](?:handl\w+|logs?|logging|files?|reports?|reporting|queues?|tables?|callbacks?|thresholds?|free"
    r"|correction|detection|check(?:s|ing)?|control|trapping|tracing|tolerance)\b"
    r"|\bnon-?(?:fatal|critical) errors?\b|\bignor\w+ (?:the |this |any |all )?errors?\b"
    r"|\b(?:if|when|whenever|unless|until|whether|in case of|in the event of)(?: there (?:is|are))?(?: an?| any)?(?: \w+)? errors?"
    r"(?: (?:occurs?|happens?|arises?|appears?|comes?|is|are)\b|\s*[,;.)]|$)"
    r"|\b(?:on|upon)[ -](?:an? |any )?errors?(?:\s*[^\s\d]|$)|\bfor (?:any )?errors\b|\bas (?:an )?(?:errors?|warnings?)\b"
    r"|\b(?:errors?|warnings?) (?:(?:will|would|can|may|to) be \w+|(?:is|are) (?:ignored|suppressed|treated|handled|reported as))\b"
    # SQL Server version; Error; … tells the result of a check, which is read as its severity.
    r"|;\s*(?:error|warning)\s*;"
    r'|"[^"]*"|(?:^|[\s(=:,])\x27[^\x27]*\x27'
)
"""Where a sentence speaks of errors and none happened: `Error handler registered`, `If an error occurs`, the title of a package."""

_OUTCOME = (
    r"(?i)\b(?:failed|failures?|fails|cannot|could not|unable to|\w*exception|denied|refused|timed out|with (?:\d+ )?errors)\b"
    r"|\b(?:couldn't|can't|not able to|unsuccessful(?:ly)?|abort(?:ed|ing)|unhandled|roll(?:ing|ed) back)\b"
    r"|\bterminating (?:the )?(?:update|setup|installation|upgrade)\b|^[\s~\[<(*]*fatal\b"
)
"""Words that tell of a failure, wherever they stand."""

_SENTENCES = (
    r"(?i)\b(?:not enough|insufficient) (?:\w+ )?(?:space|memory|storage|resources?|quota|room)\b|\b(?:is|are|was|were) (?:\w+ )?unavailable\b"
    r"|\b(?:is|are|was|were) (?:invalid|not valid|corrupt(?:ed)?)\b|\binvalid (?:object|column|procedure|handle|argument|parameter|operation)\b"
    r"|\b(?:logs?|disks?|drives?|volumes?|databases?|filegroups?|partitions?)\b[^.;]* (?:is|are|was|were) full\b|\bwould be truncated\b"
    r"|\bdeadlocked\b|\bdeadlock victim\b|\b(?:access )?violation (?:of|at|in)\b|\baccess violation\b|\bobject reference not set\b"
    r"|\btime-?out(?: period)?(?: has)? expired\b|\bdid(?: not|n't) (?:respond|reply|answer|start|stop|succeed|complete|finish)\b"
    r"|\bunderlying connection was closed\b|\bconnection was (?:closed unexpectedly|reset|broken|lost)\b|\bforcibly closed\b"
    r"|\b(?:operation|request|task) (?:has been|was) cancell?ed\b|\bno such host\b|\bauthentication required\b"
    r"|\bnetwork path was not found\b|\bthe specified (?:\w+ ){1,3}(?:(?:was|is|could) not (?:be )?found|does not exist)\b"
)
"""What Windows, .NET and SQL Server say of a failure in sentences that hold no such word: `The RPC server is unavailable.`"""

_INSTALLER = r"16(?:0[1-9]|[123]\d|4[02-9]|5\d)"
"""The errors of Windows Installer; 1641 tells of a restart that was begun."""

_CODE = (
    r"(?i)\b0x[8c][0-9a-f]{7}\b|(?:^|[\s:=(\[])-(?:214[5-7][0-9]{6}|107374[0-9]{4})\b"
    r"|\b(?:error|return|exit|result) ?code\b[\s:=(]*(?:-?[1-9]\d*|0x0*[1-9a-f][0-9a-f]*)\b"
    r"|\bWin32 last error\s*=\s*[1-9]\d*|\berror\s*=\s*(?:[1-9]\d*|0x0*[1-9a-f][0-9a-f]*)\b"
    rf"|\bGetLastError(?:\(\))?\s*(?:=|returned)?\s*[1-9]\d*|\b(?:returned|exited with) {_INSTALLER}\b"
)
"""Codes of failure: an HRESULT or NTSTATUS, also as the negative number it is written as: -2147024891 is 0x80070005."""

_SQL = r"^[\s~]*\*\*\*\s*\[[0-9A-Z]{5}\]\[\d+\]"
_FIRST = r"(?i)^[\s~\[<(*]*(error|warning)\b"
_INSIDE = r"(?i)\b(error|warning)s?\b"
_STATUS = r"^[\s~]*STATMSG: ID=[0-9]+ SEV=([EWI])\b"
_TRACE = r"^[\s~]*SQL>>>"


def hinted(message: pl.Expr) -> pl.Expr:
    """Return whether *message* may be an alarm; what passes need not be one."""
    # In small letters: the engine looks for four hundred words four times as fast where it need not ask for both forms of each letter.
    return message.str.to_lowercase().str.contains(_hints())


@cache
def _hints() -> str:
    return "|".join(re.escape(word.lower()) for word in (*_HINTS, *sentences().words))


def alarm(message: pl.Expr, level: pl.Expr | None = None) -> pl.Expr:
    r"""Return "error", "warning" or null for each message, as its text says it, else as its own *level* does.

    A level says nothing beside a text that tells of no failure: `Completed with no errors`.

    >>> said = ["CFileLibrary::AddFile failed; 0x80070070", "WARNING: low space", "Completed with no errors", "error code = 0",
    ...     "Copying C:\\\\failed.txt", "STATMSG: ID=4404 SEV=E LEV=M", "Http request returned: Forbidden"]
    >>> pl.select(alarm(pl.Series(said))).to_series().to_list()
    ['error', 'warning', None, None, None, 'error', None]
    """
    known = sentences()
    status = message.str.extract(_STATUS)
    named = message.str.replace_all(_PLACES, " ")
    plain = named.str.replace_all(_CALM, " ").str.replace_all(_SPOKEN, " ")
    sentence = plain.str.replace_all(_MENTIONED, " ")
    first = sentence.str.extract(_FIRST).str.to_lowercase()
    inside = sentence.str.extract(_INSIDE).str.to_lowercase()
    stated = pl.lit(None, pl.String) if level is None else level
    serious = pl.any_horizontal(plain.str.contains(words) for words in (_OUTCOME, _CODE, _SQL))
    # One search for both, because an expression works the sentence out anew each time it is asked.
    serious |= sentence.str.replace_all(known.spoken_of, " ").str.contains(f"{_SENTENCES}|{known.english}")
    serious |= message.str.contains_any(list(known.foreign), ascii_case_insensitive=True)
    return (
        pl.when(status.is_not_null())
        .then(status.replace_strict({"E": "error", "W": "warning"}, default=None, return_dtype=pl.String))
        .when(message.str.contains(_TRACE))
        .then(None)
        .when(serious)
        .then(pl.lit("error"))
        .when(first.is_not_null())
        .then(first)
        .when(~named.str.contains(_CALM) & stated.is_not_null())
        .then(stated)
        .otherwise(inside)
    )


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
    level = pl.col("level") if "level" in rows.columns else pl.lit(None, pl.String)
    likely = rows.select(hinted(pl.col("message")) | level.is_not_null()).to_series() if rows.height else None
    if likely is None or not likely.any():
        # Nothing is asked of nothing: the patterns alone take longer than many a log.
        return rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in _TOLD.items())
    numbered = rows.with_row_index("_place")
    asked = numbered.filter(likely)
    # A retry says the same a hundred thousand times: what is said once is looked at once.
    keys = [name for name in ("role", "event", "message", "level") if name in rows.columns]
    distinct = asked.select(keys).unique(maintain_order=True)
    found = (
        distinct.lazy()
        .with_columns(alarm=alarm(pl.col("message"), level))
        .filter(pl.col("alarm").is_not_null())
        .select(
            *(pl.col(name).alias(f"_{name}") for name in keys),
            pl.col("alarm").cast(ALARM),
            harmless.cast(pl.UInt16).alias("harmless"),
            consequence.cast(pl.String).alias("consequence"),
            masked(pl.col("message")).hash().alias("template"),
            **_named(pl.col("message").str.replace(_WHO_REPORTS, "").str.replace_all(_NO_NAMES, " ")),
        )
        .collect()
    )
    told = asked.select("_place", *keys).join(
        found, left_on=keys, right_on=[f"_{name}" for name in keys], how="inner", nulls_equal=True
    )
    return numbered.join(told.drop(keys), on="_place", how="left", maintain_order="left").drop("_place")


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
