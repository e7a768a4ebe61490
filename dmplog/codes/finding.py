"""Where error numbers stand in a line of text, and where numbers only look like them.

A number counts as an error where its form says so (0x80070005, -2146233079) or the words before it do ("Win32 last
error = 5", "Return code: 1603"). Zero is success and is never listed. GUIDs, hashes, thread ids, times, sizes and
addresses are blanked out first, so that nothing inside them can be taken for an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dmplog.codes.decoding import decode, decode_component, decode_http, decode_sql, is_named
from dmplog.codes.tables import meanings
from dmplog.report import ErrorCode

LONGEST = 20_000
"""So many characters of one record are searched; a longer record is a dump."""

_NOISE = re.compile(
    r"""
      \$\$<.*?(?:<thread=[^>]*>|$)                                  # framing: "$$<SMS_DMP_DOWNLOADER><…><thread=4700 (0x125C)>"
    | \]LOG\]!><.*?>                                                # framing: "]LOG]!><time="13:59:35.6771034" …>"
    | https?://[^\s'"]+                                             # "…/fwlink/?LinkID=724436"
    | \{?\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b\}?         # package GUID
    | \b(?!0xffffffff)(?:0x)?[0-9a-f]{16,}\b                        # hash, thumbprint, handle "000000000000218C"
    | \bthread(?:\s+(?:id|handle))?[\s=:#(]{1,4}(?=[0-9a-fx]*\d)(?:0x)?[0-9a-f]+\b(?:\s\((?:0x)?[0-9a-f]+\))?
    | \b(?:substageid|eventid|pid|tid|session_id)\s*=\s*\w+         # "SubStageID=0xd0005"
    | \b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b(?:[T\s]\d{1,2}:\d\d)?     # dates
    | \b\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:[+-]\d{1,4}\b)?          # times "21:21:36.981-120"
    | \b\d+\s?(?:bytes?|kbytes|kb|mb|gb|k|%|seconds?|minutes?|hours?|ms|times?|files?|rows?|records?)(?!\w)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)

_TWICE = re.compile(r"\b(\d+) \(0x([0-9a-f]+)\)", re.IGNORECASE)
_ERROR_WORD_BEFORE = re.compile(r"(?:error|code|failed with|=|:)\W{0,3}$", re.IGNORECASE)
_FAILURE = re.compile(r"fail|error|warn|cannot|can't|could not|unable|abort|exception|\*\*\*", re.IGNORECASE)

_MEASURE_BEFORE = re.compile(r"(?:position|size|offset|length|total|wrote|written|free|space|id)\W*$", re.IGNORECASE)

_END = r"(?=[\s~]*$|[.,;)\]'\"~]|:?\s|\s\()"

Handler = Callable[[re.Match[str], str], ErrorCode | None]


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: re.Pattern[str]
    handler: Handler


def find_codes(text: str) -> tuple[ErrorCode, ...]:
    r"""Return every error number in the line *text*, in the order they stand there, each once.

    >>> [code.code for code in find_codes("Win32 last error = 5")]
    ['5']
    >>> [code.name for code in find_codes("ERROR: Download() failed with 0x80072EE2")]
    ['ERROR_WINHTTP_TIMEOUT']
    >>> find_codes("File x.cab has been extracted with 0~~  $$<SMS_DMP_DOWNLOADER><09-22-2015 21:21:37.008-120><thread=5 (0x5)>")
    ()
    """
    blanked = _blank(text[:LONGEST])
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, ErrorCode]] = []
    for form in _FORMS:
        for match in form.pattern.finditer(blanked):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            code = form.handler(match, blanked)
            taken.append(match.span())
            if code is not None:
                found.append((match.start(), code))
    found.extend(_insertions(text))
    found.sort(key=lambda entry: entry[0])
    return tuple(dict.fromkeys(code for _, code in found))


def _blank(text: str) -> str:
    """Return *text* with everything blanked out that holds numbers and no errors; positions stay."""
    text = _NOISE.sub(lambda match: " " * len(match[0]), text)

    def thread_column(match: re.Match[str]) -> str:
        # "4580 (0x11e4)    INFO: Verifying …": one number written twice is a thread, unless an error word stands before it.
        if int(match[1]) != int(match[2], 16) or _ERROR_WORD_BEFORE.search(text[: match.start()]):
            return match[0]
        return " " * len(match[0])

    return _TWICE.sub(thread_column, text)


def _value(match: re.Match[str], base: int) -> ErrorCode | None:
    number = int(match[1], base)
    return decode(number) if 0 < number < 1 << 32 else None


def _hexadecimal(match: re.Match[str], _: str) -> ErrorCode | None:
    return _value(match, 16)


def _decimal(match: re.Match[str], _: str) -> ErrorCode | None:
    return _value(match, 10)


def _bare_hexadecimal(match: re.Match[str], text: str) -> ErrorCode | None:
    # "ERROR: Failed parsing the watermark from the database: 80070057." An unknown number may be a count.
    number = int(match[1], 16)
    return decode(number) if is_named(number) and _FAILURE.search(text) else None


def _signed(match: re.Match[str], _: str) -> ErrorCode | None:
    number = int(match[1])
    return decode(number) if -(1 << 31) <= number < 0 else None


def _unsigned(match: re.Match[str], text: str) -> ErrorCode | None:
    number = int(match[1])
    if 1 << 31 <= number < 1 << 32:
        return decode(number)
    # Some lines lose the sign: "2147024784 (0x80070070)" is -2147024784.
    return decode(-number) if is_named((1 << 32) - number) and _FAILURE.search(text) else None


def _unsigned_anywhere(match: re.Match[str], text: str) -> ErrorCode | None:
    # "WARNING: transport lost, 2147500037 returned"; sizes and positions reach such numbers too.
    number = int(match[1])
    if not is_named(number) or not _FAILURE.search(text) or _MEASURE_BEFORE.search(text[: match.start()]):
        return None
    return decode(number)


def _http(match: re.Match[str], _: str) -> ErrorCode | None:
    return decode_http(int(match[1]))


def _http_phrase(match: re.Match[str], _: str) -> ErrorCode | None:
    status = int(match[1])
    return decode_http(status) if meanings().http_names.get(status, "").casefold() == match[2].casefold() else None


def _returned(match: re.Match[str], text: str) -> ErrorCode | None:
    return _value(match, 10) if _FAILURE.search(text) else None


def _sql_pair(match: re.Match[str], text: str) -> ErrorCode | None:
    native = int(match[2])
    if native == 0:
        return None
    # "[08001][10054][Microsoft][SQL Server Native Client 11.0]Client unable …": without "[SQL Server]" behind the driver
    # the number comes from the driver or Windows, not from the server.
    from_server = re.match(r"\[[^\]]*\]\[[^\]]*\]\[SQL Server\]", text[match.end() :])
    if native < 0 or (match[1].startswith("08") and not from_server):
        return decode(native)
    return decode_sql(native)


def _sql(match: re.Match[str], _: str) -> ErrorCode | None:
    return decode_sql(int(match[1])) if int(match[1]) else None


def _network_interface(match: re.Match[str], _: str) -> ErrorCode | None:
    return decode_component(f"SNI {int(match[1])}") if int(match[1]) else None


def _despooler(match: re.Match[str], _: str) -> ErrorCode | None:
    # "~Despooler failed to execute the instruction, error code = 12": a number of its own, not Windows's 12.
    known = meanings().component.get(f"despooler {match[1]}")
    return ErrorCode(match[1], None, known) if known else _value(match, 10)


def _form(pattern: str, handler: Handler) -> _Form:
    return _Form(re.compile(pattern, re.IGNORECASE), handler)


_FORMS = (
    _form(r"\[([0-9A-Z]{5})\]\[(-?\d{1,10})\]", _sql_pair),
    _form(r"provider: [^,()\[\]]{1,60}, error: (\d{1,5})\b", _network_interface),
    _form(r"\bSQL(?: Server)? error(?: number| code)?[\s:=#]{1,3}(\d{2,6})\b", _sql),
    _form(r"\bMsg (\d{2,6}), Level", _sql),
    _form(r"(?:provider:|SQL Server)[^\[\]]{0,160}\[(\d{1,5})\]", _decimal),
    _form(r"Despooler failed to execute the instruction, error code = (\d{1,5})\b", _despooler),
    _form(r"(?<![0-9a-z])0x(?:f{8})?([8c-e][0-9a-f]{7})(?![0-9a-z])", _hexadecimal),
    _form(
        r"\b(?:error(?:\s+code)?|return(?:ed)?(?:\s+code)?|exit\s+code|last\s?error|fail(?:ed|ure)(?:\s+with)?"
        r"(?:\s+error)?|hresult|hr|rc)[\s:=#(,]{1,4}0x([0-9a-f]{1,8})(?![0-9a-z])",
        _hexadecimal,
    ),
    # "Failed to make a network connection to \\DP\ADMIN$ (0x35).~"
    _form(r"^[\s~]*(?:failed|cannot|could not|unable|error)\b.*\(0x([0-9a-f]{1,8})\)(?=[\s~.]*$)", _hexadecimal),
    _form(r"\bLE=0x([0-9a-f]{1,8})\b", _hexadecimal),
    _form(
        r"(?:[:=(\[,]\s?|\b(?:error|code|hresult|hr|with)\s)([8c][0-9a-f]{7})(?![0-9a-z-])" + _END, _bare_hexadecimal
    ),
    _form(r"(?<![\w.-])(-\d{9,10})(?!\w)", _signed),
    _form(
        r"\b(?:error|code|hresult|hr|returned|failed(?: with)?|win32|status|result)\b[^0-9a-z]{1,6}(?:error[\s:=]{1,3})?"
        r"(21[4-9]\d{7}|22\d{8}|322\d{7})(?![\w.])",
        _unsigned,
    ),
    _form(r"(?<![\w.-])(21[4-9]\d{7}|22\d{8}|322\d{7})(?![\w.])", _unsigned_anywhere),
    _form(r"[:：]\s?\(([45]\d\d)\)", _http),  # noqa: RUF001 - the full-width colon of Chinese messages
    # Korean .NET puts the number into the middle: "원격 서버에서 (407) … 오류를 반환했습니다."
    _form(r"exception:[^()]{1,120}\(([45]\d\d)\)", _http),
    _form(r"\(([45]\d\d)\)\s[A-Z][a-z]", _http),
    _form(
        r"\b(?:HTTP(?:/\d(?:\.\d)?)?(?:\s+(?:status|error|code|response))*|(?:http|response)\s*status|status\s*code)"
        r"[\s:=#]{1,3}\(?([45]\d\d)(?!\w)",
        _http,
    ),
    _form(
        r"\b([45]\d\d)\s(Bad Request|Unauthorized|Forbidden|Not Found|Method Not Allowed|Proxy Authentication Required|"
        r"Request Timeout|Internal Server Error|Not Implemented|Bad Gateway|Service Unavailable|Gateway Timeout)\b",
        _http_phrase,
    ),
    _form(
        r"\b(?:last\s?error|GetLastError(?:\(\))?|error\s?code|return\s?code|exit\s?code|errorlevel)(?:\s+(?:is|was|of))?"
        r"[\s:=#(\[]{0,4}(\d{1,5})(?![\w%])",
        _decimal,
    ),
    _form(r"\berror(?:\s+(?:is|was|number))?\s?=\s?(?:error\s)?(\d{1,5})(?![\w%])", _decimal),
    _form(r"\bwin32(?:\s?error)?[\s:=#(]{1,4}(\d{1,5})(?![\w%])" + _END, _decimal),
    _form(r"\berror\s(\d{1,5})(?!\w|[-.]\w)" + _END, _decimal),
    _form(r"\berror\s?[:#(]\s?(\d{1,5})(?=[.,;)\]~]|\s*$|\s-\s)", _decimal),
    _form(r"\bfailed\s(?:with|:)\s?(?:error\s)?(\d{1,5})(?=[.,;)~]|\s*$|\sand\b)", _decimal),
    _form(r"\b(?:returned|rc\s?=|extracted with)\s?(\d{1,5})(?=[.,;)~]|\s*$)", _returned),
)
"""In order of how sure they are: a place that one form has taken is not read again."""

_UPLOAD_FAILED = re.compile(r"STATMSG: ID=960[456]\b")
_INSERTION = re.compile(r'ISTR([23])="(-?\d{1,10}|0x[0-9a-f]{1,8})"', re.IGNORECASE)


def _insertions(text: str) -> Iterator[tuple[int, ErrorCode]]:
    """Yield the numbers of the uploader's status messages 9604 to 9606.

    Their texts end in "failed with status code %3 and error code %4", which are ISTR2 and ISTR3 (dmp-logs.md 2.2).
    """
    if not _UPLOAD_FAILED.search(text):
        return
    for match in _INSERTION.finditer(text):
        number = int(match[2], 0)
        if match[1] == "2" and 400 <= number < 600:
            yield match.start(), decode_http(number)
        elif number and match[1] == "3":
            yield match.start(), decode(number)
