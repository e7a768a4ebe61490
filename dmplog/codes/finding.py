"""Where error numbers stand in a line of text, and where numbers only look like them.

A number counts as an error where its form says so (0x80070005, -2146233079) or the words before it do ("Win32 last
error = 5", "Return code: 1603"). Zero is success and is never listed. GUIDs, hashes, thread ids, times, sizes and
addresses are blanked out first, so that nothing inside them can be taken for an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from dmplog.case import ErrorCode
from dmplog.codes.decoding import decode, decode_component, decode_http, decode_sql, is_named
from dmplog.codes.tables import meanings
from dmplog.compiled import read_table

LONGEST = 20_000
"""So many characters of one record are searched; a longer record is a dump."""

_TWICE = re.compile(r"\b(\d+) \(0x([0-9a-f]+)\)", re.IGNORECASE)
_ERROR_WORD_BEFORE = re.compile(r"(?:error|code|failed with|=|:)\W{0,3}$", re.IGNORECASE)
_FAILURE = re.compile(r"fail|error|warn|cannot|can't|could not|unable|abort|exception|\*\*\*", re.IGNORECASE)

_MEASURE_BEFORE = re.compile(r"(?:position|size|offset|length|total|wrote|written|free|space|id)\W*$", re.IGNORECASE)

_END = r"(?=[\s~]*$|[.,;)\]'\"~]|:?\s|\s\()"

Reader = Callable[[re.Match[str], str], ErrorCode | None]
"""Returns the number a form has found in a line, None where it is none after all."""


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
    for pattern, read in _forms():
        for match in pattern.finditer(blanked):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            code = read(match, blanked)
            taken.append(match.span())
            if code is not None:
                found.append((match.start(), code))
    found.extend(_insertions(text))
    found.sort(key=lambda entry: entry[0])
    return tuple(dict.fromkeys(code for _, code in found))


def _blank(text: str) -> str:
    """Return *text* with everything blanked out that holds numbers and no errors; positions stay."""
    text = _noise().sub(lambda match: " " * len(match[0]), text)

    def thread_column(match: re.Match[str]) -> str:
        # "4580 (0x11e4)    INFO: Verifying …": one number written twice is a thread, unless an error word stands before it.
        if int(match[1]) != int(match[2], 16) or _ERROR_WORD_BEFORE.search(text[: match.start()]):
            return match[0]
        return " " * len(match[0])

    return _TWICE.sub(thread_column, text)


def _value(match: re.Match[str], base: int) -> ErrorCode | None:
    number = int(match[1], base)
    return decode(number) if 0 < number < 1 << 32 else None


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


def _http_phrase(match: re.Match[str], _: str) -> ErrorCode | None:
    status = int(match[1])
    return decode_http(status) if meanings("http_names").get(status, "").casefold() == match[2].casefold() else None


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


def _despooler(match: re.Match[str], _: str) -> ErrorCode | None:
    # "~Despooler failed to execute the instruction, error code = 12": a number of its own, not Windows's 12.
    known = meanings("component").get(f"despooler {match[1]}")
    return ErrorCode(match[1], None, known) if known else _value(match, 10)


_READERS: Mapping[str, Reader] = {
    "bare_hexadecimal": _bare_hexadecimal,
    "decimal": lambda match, _: _value(match, 10),
    "despooler": _despooler,
    "hexadecimal": lambda match, _: _value(match, 16),
    "http": lambda match, _: decode_http(int(match[1])),
    "http_phrase": _http_phrase,
    "network_interface": lambda match, _: decode_component(f"SNI {int(match[1])}") if int(match[1]) else None,
    "returned": lambda match, text: _value(match, 10) if _FAILURE.search(text) else None,
    "signed": _signed,
    "sql": lambda match, _: decode_sql(int(match[1])) if int(match[1]) else None,
    "sql_pair": _sql_pair,
    "unsigned": _unsigned,
    "unsigned_anywhere": _unsigned_anywhere,
}
"""How `error_forms.toml` says that a number is read."""


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple(
        (re.compile(form["pattern"] + (_END if form.get("ends") else ""), re.IGNORECASE), _READERS[form["reads"]])
        for form in read_table("error_forms")["form"]
    )


@cache
def _noise() -> re.Pattern[str]:
    return re.compile("|".join(read_table("error_forms")["noise"]), re.IGNORECASE | re.DOTALL)


_UPLOAD_FAILED = re.compile(r"STATMSG: ID=960[456]\b")
_INSERTION = re.compile(r'ISTR([23])="(-?\d{1,10}|0x[0-9a-f]{1,8})"', re.IGNORECASE)


def _insertions(text: str) -> Iterator[tuple[int, ErrorCode]]:
    """Yield the numbers of the uploader's status messages 9604 to 9606.

    Their texts end in "failed with status code %3 and error code %4", which are ISTR2 and ISTR3 [@status-table].
    """
    if not _UPLOAD_FAILED.search(text):
        return
    for match in _INSERTION.finditer(text):
        number = int(match[2], 0)
        if match[1] == "2" and 400 <= number < 600:
            yield match.start(), decode_http(number)
        elif number and match[1] == "3":
            yield match.start(), decode(number)
