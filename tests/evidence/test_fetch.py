"""What a report cites is read again by byte offset, with so many whole lines around it as were asked for."""

from __future__ import annotations

from datetime import UTC
from types import SimpleNamespace

import polars as pl
import pytest
from asked_rows import line
from builders import BEGIN
from judged import ground

from dmplog.encoding import TextDecoder
from dmplog.evidence import Asked, Questions, SideNotes, fetch
from dmplog.evidence.fetch import LINE_GUESS
from dmplog.evidence.stretch import Stretch
from dmplog.framing.table import fingerprint, message_of


class Disk:
    """Logs by name; remembers what was asked for."""

    def __init__(self, **logs):
        self.logs = logs
        self.asked = {}
        self.changed = []

    def tell_changed(self, name):
        self.changed.append(name)

    def fetch(self, wanted):
        self.asked = wanted
        found = {}
        for name, spans in wanted.items():
            for offset, length in sorted(spans):
                assert 0 <= offset
                found[name, offset] = self.logs[name][offset : offset + length]
        return found


def read(data, places, *, context=0, encoding="utf-8", stretch=None, told=(), grammars=None, **values):
    """Return the book of a log: its rows lie at *places*, each an offset and a length; and what was asked of the disk."""
    disk = Disk(x=data)
    decoder = TextDecoder(encoding)
    log = SimpleNamespace(log=SimpleNamespace(name="x"), census=SimpleNamespace(decoder=decoder, pasted=None))
    rows = [
        line(byte_offset=offset, length=length, line=number + 1, digest=digest, **values)
        for number, ((offset, length), digest) in enumerate(zip(places, digests(data, places, decoder), strict=True))
    ]
    all_rows = tuple(range(len(rows)))
    asked = Asked(steps=(all_rows,), notes=(), own=(), beside=(), links=(), stretch=stretch)
    questions = Questions((asked,), SideNotes((), tuple(told)), ())
    book = fetch(disk, SimpleNamespace(logs=(log,)), ground(rows).events, questions, grammars, context=context)
    return book, disk.asked


def digests(data, places, decoder):
    """Return by what each record is known again."""
    messages = [message_of(decoder.text(data[offset : offset + length])) for offset, length in places]
    return pl.DataFrame({"m": messages}, schema={"m": pl.String}).select(fingerprint(pl.col("m"))).to_series().to_list()


def around(lines, number, context, encoding="utf-8"):
    """Return what is told around the line *number* of a log of *lines*."""
    pieces = [f"{each}\r\n".encode(encoding) for each in lines]
    offset = sum(map(len, pieces[:number]))
    book, _ = read(
        b"".join(pieces),
        [(offset, len(pieces[number]))],
        context=context,
        encoding=encoding,
    )
    return book.cite(0).context


LINES = ["one", "two", "three", "four", "five"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize(
    ("number", "context", "told"),
    [
        (0, 1, LINES[:2]),
        (1, 1, LINES[:3]),
        (2, 1, LINES[1:4]),
        (2, 2, LINES),
        (3, 2, LINES[1:]),
        (4, 1, LINES[3:]),
        (4, 9, LINES),
    ],
)
def test_so_many_lines_before_and_behind_are_told(encoding, number, context, told):
    assert tuple(told) == around(LINES, number, context, encoding)


def test_empty_lines_are_not_counted():
    assert ("one", "three", "four") == around(["one", "", "three", "", "four"], 2, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize("length", [200, 253, 254, 255, 256, 257, 400, 509, 510, 511, 512])
def test_half_a_line_is_not_told(length, encoding):
    long = ["a" * length, "b" * length, "own", "c"]

    before = around(long, 2, 1, encoding)[:-2]

    assert before in ((), (long[1],))
    assert len(before) == ((length + 2) * len("a".encode(encoding)) < LINE_GUESS)


def test_without_context_none_is_told_nor_fetched():
    book, asked = read(b"one\r\ntwo\r\n", [(5, 5)])

    assert (None, {"x": [(5, 5)]}) == (book.cite(0).context, asked)


def test_no_more_is_fetched_than_a_guess_at_the_length_of_the_lines():
    _, asked = read(b"x" * 9_000, [(4_000, 100)], context=2)

    assert {"x": [(4_000, 100), (4_000 - 2 * LINE_GUESS, 100 + 4 * LINE_GUESS)]} == asked


def test_a_line_is_quoted_as_long_as_it_is_also_where_more_was_read_at_its_place():
    book, _ = read(b"one\r\ntwo\r\n", [(0, 3), (0, 8)])

    assert ["one", "one\r\ntwo"] == [book.cite(row).text for row in (0, 1)]


def test_a_line_has_the_number_the_time_and_the_event_of_its_row():
    book, _ = read(b"one\r\n", [(0, 3)], site="PS1")
    cited = book.cite(0)

    assert ("x", 1, BEGIN.replace(tzinfo=UTC), "state_message_sent") == (
        cited.file,
        cited.line,
        cited.time,
        cited.event,
    )
    assert {0: "PS1"} == book.sites


@pytest.mark.parametrize("values", [{"hour": None}, {"utc_known": False}])
def test_a_time_that_is_not_known_in_utc_is_not_told(values):
    book, _ = read(b"one\r\n", [(0, 3)], **values)

    assert book.cite(0).time is None


def test_what_cannot_be_read_any_more_is_quoted_as_nothing():
    book, _ = read(b"", [(0, 3)], context=1)

    assert ("", ()) == (book.cite(0).text, book.cite(0).context)


def test_lines_are_cited_once_in_order():
    book, _ = read(b"onetwo", [(0, 3), (3, 3)])

    assert ["two", "one"] == [each.text for each in book.cite_all([1, 0, 1])]


class Rules:
    """Two fields of every line: its text, and one it has not."""

    fields = ("said", "lacking")

    def match(self, frame):
        return frame.select(said=pl.col("role") + ":" + pl.col("message"), lacking=pl.lit(None, pl.String))


def test_lines_that_are_told_field_by_field_have_the_fields_they_say():
    book, _ = read(b"onetwo", [(0, 3), (3, 3)], told=[1], grammars=Rules())

    assert [{}, {"said": "hman:two"}] == [book.fields(row) for row in (0, 1)]


def test_a_stretch_is_read_and_what_is_cited_already_is_not_told_twice():
    data = b"one\r\ntwo\r\nthree\r\nfour\r\n"
    stretch = Stretch(0, 5, 12, 4, None, cut=False)
    book, _ = read(data, [(0, 3), (5, 3)], stretch=stretch)
    cited = book.cite_all([0, 1])

    assert ["two", "three"] == [each.text for each in book.between(stretch, ())]
    assert ["three"] == [each.text for each in book.between(stretch, cited)]
    assert () == book.between(None, cited)


def test_a_stretch_ends_where_it_ends_also_where_more_was_read_at_its_place():
    stretch = Stretch(0, 0, 5, 2, None, cut=False)
    book, _ = read(b"one\r\ntwo\r\n", [(0, 10)], stretch=stretch)

    assert ["one"] == [each.text for each in book.between(stretch, ())]


@pytest.mark.parametrize(
    ("alarm", "harmless", "severity"),
    [("error", None, "error"), ("warning", None, "warning"), (None, None, None), ("error", 3, None)],
)
def test_a_line_tells_of_what_its_words_say_and_a_harmless_one_of_nothing(alarm, harmless, severity):
    book, _ = read(b"one", [(0, 3)], alarm=alarm, harmless=harmless)

    assert severity == book.cite(0).severity
