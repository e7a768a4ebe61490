"""Search in the tables of numbers: by a number or how it begins, by a name, by words of the meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dmplog import knowledge
from dmplog.codes import decode
from dmplog.codes.tables import meanings, names
from dmplog.errors import UsageError
from dmplog.frozen import frozen
from dmplog.layout import Column, Paragraph, Section, Table
from dmplog.nearest import did_you_mean
from dmplog.pages.page import Page

MOST = 40
"""So many entries are shown; the last line says how many there are."""

_BEGINNING = re.compile(r"(0x[0-9a-f]{1,8}|-?\d{1,10})(?:…|\.\.\.|\*|x+)?", re.IGNORECASE)
_SMALL = 0x1_0000


@frozen
class Entry:
    """One number of a table, with the ways it is written."""

    written: tuple[str, ...]
    name: str | None
    meaning: str | None
    table: str


def found_codes(text: str) -> Page:
    """Return the page of every known number that *text* asks for; those whose number or name fits stand first.

    >>> found_codes("winhttp_timeout").sections[0].blocks[0].rows[0][:2]
    ('12002', 'ERROR_WINHTTP_TIMEOUT')

    Raises:
        UsageError: No table holds such a number.
    """
    asked = " ".join(text.split()).casefold()
    if not asked:
        raise UsageError(
            "give a number or how it begins (0x8007…), a name (TIMEOUT), or words of a meaning (access denied)"
        )
    ranked = sorted(
        (
            (rank, number, entry)
            for number, entry in enumerate(_entries(asked))
            if (rank := _rank(entry, asked)) is not None
        ),
        key=lambda one: one[:2],
    )
    if not ranked:
        near = did_you_mean(asked.upper(), set(names().values()))
        raise UsageError(
            f"no number, name or meaning of the tables holds '{text.strip()[:60]}'{f'; {near}' if near else ''}"
        )
    rows = tuple((_shown(entry, asked), entry.name, entry.table, entry.meaning) for _, _, entry in ranked[:MOST])
    columns = (Column("number"), Column("name"), Column("table", spare=True), Column("meaning"))
    left = len(ranked) - len(rows)
    more = (Paragraph((f"… and {left} more; ask for more of it.",), "dim"),) if left > 0 else ()
    told = f"{len(ranked)} number{'' if len(ranked) == 1 else 's'} for '{text.strip()[:60]}'"
    return Page("codes", told, (Section("", (Table(columns, rows), *more)),))


def _shown(entry: Entry, asked: str) -> str:
    """Return the number as it was asked for, or as it is usually written."""
    number = _BEGINNING.fullmatch(asked)
    return next((one for one in entry.written if number and one.startswith(number[1])), entry.written[0])


def _rank(entry: Entry, asked: str) -> int | None:
    """Return how well *entry* fits what is *asked*: 0 is the number itself; None is not at all."""
    number = _BEGINNING.fullmatch(asked)
    if number:
        if number[1] in entry.written:
            return 0
        return 1 if any(one.startswith(number[1]) for one in entry.written) and len(number[1]) > 1 else None
    words = asked.split()
    if all(word in (entry.name or "").casefold() for word in words):
        return 2
    said = f"{entry.name or ''} {entry.meaning or ''} {entry.written[0]}".casefold()
    return 3 if all(word in said for word in words) else None


def _entries(asked: str) -> Iterator[Entry]:
    """Yield what all tables hold, and first what the number that is *asked* for means."""
    errors = dict(names())
    errors.update(
        {
            number: errors.get(number, "")
            for table in ("win32", "hresult")
            for number in meanings(table)
            if isinstance(number, int)
        }
    )
    try:
        exact = decode(asked)
    except UsageError:
        exact = None
    if exact is not None and (exact.name or exact.meaning):
        yield Entry((asked, exact.code), exact.name, exact.meaning, "error")
    for number in sorted(errors):
        told = decode(number) if number in meanings("win32") or number in meanings("hresult") else None
        written = _written(number)
        if exact is None or exact.code not in written:
            yield Entry(written, errors[number] or None, told.meaning if told else None, "error")
    for table, label in (("http", "HTTP"), ("sql", "SQL Server")):
        for key in sorted({*meanings(table), *(meanings("http_names") if table == "http" else ())}, key=str):
            name = meanings("http_names").get(key) if table == "http" else None
            yield Entry((f"{label.split()[0].casefold()} {key}", str(key)), name, meanings(table).get(key), label)
    yield from _of_the_product()


def _of_the_product() -> Iterator[Entry]:
    for state in knowledge.states().values():
        yield Entry((str(state.number), hex(state.number)), state.name, state.meaning, "state of an update")
    for message in knowledge.state_messages().values():
        yield Entry((str(message.number),), message.symbol, message.meaning, "state message")
    for stage in knowledge.substages().values():
        yield Entry((stage.id.lower(),), stage.name, stage.note, "sub-stage")
    for status in knowledge.status_messages().values():
        yield Entry((str(status.id),), status.symbol, status.meaning, "status message")
    for site in knowledge.site_states().values():
        yield Entry((str(site.number),), site.name, None, "state of a site")


def _written(number: int) -> tuple[str, ...]:
    """Return the ways an error number is written in logs; a Win32 number comes wrapped, too."""
    signed = (str(number - 0x1_0000_0000),) if number >= 0x8000_0000 else ()
    wrapped = (f"0x8007{number:04x}",) if number < _SMALL else ()
    usual, other = (str(number), f"0x{number:08x}") if number < _SMALL else (f"0x{number:08x}", str(number))
    return (usual, other, *signed, *wrapped)
