"""Which lines and parts of lines make one record, in everything but the regular lines of the simple framing.

Three steps. *Cutting*: real files hold several records on one line, so a line is cut after each complete end of a record that
more text follows, and in front of a record behind one that was never ended. *Joining*: a CCM message may span lines, so a closing line is joined with the lines back to the nearest
opening `<![LOG[` at a line start; a stack frame that closes a simple record (`   at System.Net.…  $$<…>`) is joined with the
bare lines right before it, since the simple framing puts its stamp at the end of a message. *Sorting*: each resulting piece is
given the framing whose shape it has.

A line that closes any record is a barrier: nothing is joined across it. So a damaged record cannot swallow its neighbours, and
a file may be taken apart after any such line without changing what is read.
"""

from __future__ import annotations

import polars as pl

from dmplog.framing import ccm, clipboard, simple
from dmplog.framing.lines import widths
from dmplog.framing.table import FRAMINGS

MARK_TEXT = "<MAXIMUM LOG FILE SIZE REACHED - FILE RENAMED>"
STACK_SPAN = 65_536
"""How far back, in bytes, the bare lines before a stack frame may reach."""

_STACK_FRAME = r"^\s*(?:at [A-Za-z_<]|--- End of |---> )"
_BLANK = r"^[\s\x00\x{FEFF}]*$"
_QUOTED_NEXT = r"""[^\s\x00"'`)\]}>,.;:]"""

_FLAT = f"{simple.GLUE}.*{simple.GLUE}.*{simple.GLUE}"
"""Three ends on one line: nobody quotes so many, but a field of a form that has one line makes blanks of line ends."""

_LINE = ("line", "byte_offset", "length", "text", "eol", "regular")
_CUT = (*_LINE, "piece")

MARKER = "marker"
BARE = "bare"
OVERLONG = "overlong"


def assemble(
    lines: pl.DataFrame, *, wide: bool, code_page: str | None, limit: int, overlong: bool = False
) -> pl.DataFrame:
    """Cut, sort and join lines to records and leftovers; `framing` says which is which.

    Returns `line, piece, byte_offset, length, framing, regular, last_line, raw`, and `body`, what of `raw` is to be parsed.
    """
    sorted_out = _sort_out(_cut_glued(lines.select(_LINE), wide=wide, code_page=code_page), overlong=overlong)
    return _attach_rests(_join(sorted_out, limit=limit))


def _cut_glued(lines: pl.DataFrame, *, wide: bool, code_page: str | None) -> pl.DataFrame:
    """Cut lines that hold more than one record; adds `piece`, the number within its line."""
    # A simple end that a blank or a closing quote follows is quoted by the message, not glued to the next record.
    simple_glue = rf"{simple.GLUE}([\t\r\x00]*)({_QUOTED_NEXT})"
    text = pl.col("text")
    flat = text.str.contains(_FLAT)
    glued = text.str.contains(simple_glue) | text.str.contains(ccm.GLUE + ".") | text.str.contains(ccm.CUT) | flat
    held = ~pl.col("regular") & glued
    single = lines.filter(~held).with_columns(piece=pl.lit(0, pl.UInt32)).select(_CUT)
    if single.height == lines.height:
        return single
    marked = (
        pl.when(flat)
        .then(text.str.replace_all(rf"{simple.GLUE}([\s\x00]*)({_QUOTED_NEXT})", "${1}${2}\n${3}"))
        .otherwise(text.str.replace_all(simple_glue, "${1}${2}\n${3}"))
        .str.replace_all(ccm.CUT, "${1}\n${2}")
        .str.replace_all(ccm.GLUE, "${1}\n")
    )
    whole = lines.filter(held).with_columns(marked=marked.str.strip_suffix("\n"))
    return pl.concat([single, _measure(_explode(whole), wide=wide, code_page=code_page)]).sort("line", "piece")


def _explode(glued: pl.DataFrame) -> pl.DataFrame:
    parts = glued.with_columns(part=pl.col("marked").str.split("\n")).explode("part", empty_as_null=True)
    # Blanks and NULs after the last end are no piece of their own; they stay with the record before them.
    blank = pl.col("part").str.contains(_BLANK)
    piece = (~blank).cast(pl.UInt32).cum_sum().over("line")
    numbered = parts.with_columns(piece=pl.max_horizontal(piece, pl.lit(1, pl.UInt32)) - 1)
    return numbered.group_by("line", "piece", maintain_order=True).agg(
        pl.col("byte_offset", "length", "eol", "regular").first(), text=pl.col("part").str.join("")
    )


def _measure(parts: pl.DataFrame, *, wide: bool, code_page: str | None) -> pl.DataFrame:
    width = widths(pl.col("text"), wide=wide).cast(pl.UInt32)
    total = width.sum().over("line")
    if code_page is not None and not wide and parts.filter(total != pl.col("length")).height:
        encoded = [len(text.encode(code_page, "replace")) for text in parts["text"]]
        parts = parts.with_columns(local_width=pl.Series(encoded, dtype=pl.UInt32))
        width = pl.when(total == pl.col("length")).then(width).otherwise("local_width")
    last = pl.col("piece") == pl.col("piece").max().over("line")
    return (
        parts.with_columns(width=width)
        .with_columns(before=pl.col("width").cum_sum().over("line") - pl.col("width"))
        .with_columns(
            byte_offset=pl.col("byte_offset") + pl.col("before"),
            length=pl.when(last).then(pl.col("length") - pl.col("before")).otherwise("width"),
            eol=pl.when(last).then("eol").otherwise(pl.lit(0, pl.UInt8)),
        )
        .select(_CUT)
    )


def _sort_out(pieces: pl.DataFrame, *, overlong: bool) -> pl.DataFrame:
    """Add `framing`: the shape of each piece taken alone."""
    text = _body("text")
    copied = pl.int_range(pl.len()).is_in(clipboard.places(pieces.select(text)["text"]).implode())
    rollover = (text.str.strip_chars() == MARK_TEXT) | text.str.starts_with("ROLLOVER")
    shape = (
        pl.when(pl.col("regular"))
        .then(pl.lit(simple.NAME))
        .when(pl.lit(overlong))
        .then(pl.lit(OVERLONG))
        .when(text.str.contains(_BLANK))
        .then(pl.lit(MARKER))
    )
    for framing in FRAMINGS:
        shape = shape.when(text.str.contains(framing.line)).then(pl.lit(framing.name))
    return pieces.with_columns(
        framing=shape.when(rollover)
        .then(pl.lit(MARKER))
        .when(copied)
        .then(pl.lit(clipboard.NAME))
        .otherwise(pl.lit(BARE)),
        opens=text.str.strip_chars_start().str.starts_with(ccm.OPENING),
        blank=text.str.contains(_BLANK) & pl.lit(not overlong),
    )


def _join(pieces: pl.DataFrame, *, limit: int) -> pl.DataFrame:
    """Join the pieces of records that span lines; adds `raw`, `body` and `last_line`."""
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    barrier = (pl.col("framing") != BARE) & ~pl.col("blank")
    numbered = pieces.with_columns(place=place, barrier=barrier)
    if numbered.filter(pl.col("framing") == BARE).is_empty():
        return _alone(numbered)
    before = pl.when("barrier").then("place").shift(1).forward_fill().fill_null(-1)
    opening = pl.when("opens").then("place").forward_fill()
    bound = pl.col("opens") | pl.col("blank") | pl.col("barrier")
    stop = pl.when(bound).then("place").shift(1).forward_fill().fill_null(-1)
    stack = (pl.col("framing") == simple.NAME) & pl.col("text").str.contains(_STACK_FRAME)
    begin = (
        pl.when((pl.col("framing") == ccm.NAME) & (opening > before))
        .then(opening)
        .when(stack)
        .then(stop + 1)
        .otherwise("place")
    )
    spans = numbered.with_columns(begin=begin, end=pl.col("byte_offset") + pl.col("length")).with_columns(
        span=pl.col("end") - pl.col("byte_offset").gather(pl.col("begin")),
        reach=pl.when(pl.col("framing") == ccm.NAME).then(limit).otherwise(min(limit, STACK_SPAN)),
    )
    spans = spans.with_columns(
        owner=pl.when("barrier").then("place"),
        begin=pl.when(pl.col("span") <= pl.col("reach")).then("begin").otherwise("place"),
    ).with_columns(owner=pl.col("owner").backward_fill(), owned_from=pl.when("barrier").then("begin").backward_fill())
    joined = spans.with_columns(
        owner=pl.when(pl.col("place") >= pl.col("owned_from")).then("owner").otherwise("place")
    ).with_columns(size=pl.len().over("owner"))
    several = joined.filter(pl.col("size") > 1)
    if several.is_empty():
        return _alone(numbered)
    return pl.concat([_alone(joined.filter(pl.col("size") == 1)), _together(several)]).sort("line", "piece")


_KEPT = ("line", "piece", "byte_offset", "length", "framing", "regular", "last_line", "raw", "body")


def _alone(pieces: pl.DataFrame) -> pl.DataFrame:
    return pieces.with_columns(last_line=pl.col("line"), raw=pl.col("text"), body=_body("text")).select(_KEPT)


def _body(text: str) -> pl.Expr:
    return pl.col(text).str.strip_chars("\x00\ufeff")


def _together(several: pl.DataFrame) -> pl.DataFrame:
    line_end = pl.col("eol").replace_strict({2: "\r\n", 1: "\n"}, default="", return_dtype=pl.String)
    last = pl.col("place") == pl.col("owner")
    lines = several.with_columns(
        raw=pl.when(last).then("text").otherwise(pl.col("text") + line_end),
        last_line="line",
        regular=pl.lit(value=False),
    )
    joined = _merged(lines, framing=pl.col("framing").last(), body=pl.lit(""))
    return joined.with_columns(body=_body("raw"))


def _merged(rows: pl.DataFrame, **said: pl.Expr) -> pl.DataFrame:
    """Make one record of the rows of each `owner`, the first of which says where it stands; *said* is what they say together."""
    return (
        rows.group_by("owner", maintain_order=True)
        .agg(
            pl.col("line", "piece", "byte_offset", "regular").first(),
            length=(pl.col("end").last() - pl.col("byte_offset").first()).cast(pl.UInt32),
            last_line=pl.col("last_line").last(),
            raw=pl.col("raw").str.join(""),
            **said,
        )
        .select(_KEPT)
    )


def _attach_rests(records: pl.DataFrame) -> pl.DataFrame:
    """Give bare text behind a record on the same line to that record, so that it can be found again.

    `…<thread=2868 (0xB34)>Native Client 11.0]TCP Provider: …`: what was written next lost its beginning to a record before.
    """
    # What begins a record of its own, and was never ended, belongs to nobody.
    begins = pl.col("raw").str.starts_with(ccm.OPENING)
    rest = (pl.col("framing") == BARE) & (pl.col("piece") > 0) & ~begins
    if records.filter(rest).is_empty():
        return records
    end = pl.col("byte_offset") + pl.col("length")
    owned = records.with_columns(owner=(~rest).cast(pl.UInt32).cum_sum(), end=end)
    return _merged(owned, framing=pl.col("framing").first(), body=pl.col("body").first())
