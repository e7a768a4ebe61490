"""Whether a text tells of a failure, wherever in it that stands.

A rule that looks for errors asks `alarms.with_alarms`, which asks here, and never the text itself.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from dmplog.sentences import sentences

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


def alarm(message: pl.Series, level: pl.Series | None = None) -> pl.Series:
    r"""Return "error", "warning" or null for each message, as its text says it, else as its own *level* does.

    A level says nothing beside a text that tells of no failure: `Completed with no errors`.

    >>> said = ["CFileLibrary::AddFile failed; 0x80070070", "WARNING: low space", "Completed with no errors", "error code = 0",
    ...     "Copying C:\\failed.txt", "STATMSG: ID=4404 SEV=E LEV=M", "Http request returned: Forbidden"]
    >>> alarm(pl.Series(said)).to_list()
    ['error', 'warning', None, None, None, 'error', None]
    """
    known, text, named, plain, sentence = sentences(), *map(pl.col, ("_text", "_named", "_plain", "_sentence"))
    stated = pl.Series("_stated", [None], pl.String).new_from_index(0, len(message)) if level is None else level
    # Step by step, because an expression works out anew what it names twice, and each pattern takes longer than few lines.
    lines = pl.DataFrame({"_text": message, "_stated": stated}).with_columns(
        _status=text.str.extract(_STATUS),
        _trace=text.str.contains(_TRACE),
        _foreign=text.str.contains_any(list(known.foreign), ascii_case_insensitive=True),
        _named=text.str.replace_all(_PLACES, " "),
    )
    lines = lines.with_columns(
        _calm=named.str.contains(_CALM), _plain=named.str.replace_all(_CALM, " ").str.replace_all(_SPOKEN, " ")
    )
    lines = lines.with_columns(
        _serious=pl.any_horizontal("_foreign", *(plain.str.contains(words) for words in (_OUTCOME, _CODE, _SQL))),
        _sentence=plain.str.replace_all(_MENTIONED, " "),
    )
    lines = lines.with_columns(
        _fails=sentence.str.replace_all(known.spoken_of, " ").str.contains(f"{_SENTENCES}|{known.english}"),
        _first=sentence.str.extract(_FIRST).str.to_lowercase(),
        _inside=sentence.str.extract(_INSIDE).str.to_lowercase(),
    )
    return lines.select(
        pl.when(pl.col("_status").is_not_null())
        .then(pl.col("_status").replace_strict({"E": "error", "W": "warning"}, default=None, return_dtype=pl.String))
        .when("_trace")
        .then(None)
        .when(pl.col("_serious") | pl.col("_fails"))
        .then(pl.lit("error"))
        .when(pl.col("_first").is_not_null())
        .then("_first")
        .when(~pl.col("_calm") & pl.col("_stated").is_not_null())
        .then("_stated")
        .otherwise("_inside")
        .alias("alarm")
    ).to_series()
