"""Digits that stand at fixed places of a text, eight at a time.

To cut each number of a stamp out and to read it as text costs four times as much as to look at the stamp as three numbers of eight bytes.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

_BYTES = 8


class Word(NamedTuple):
    """Eight bytes of each text, as a column of numbers.

    >>> clock = Word("clock", 11, "00:00:00")
    >>> stamps = pl.DataFrame({"stamp": ["09-22-2015 21:21:37.012", "09-22-2015 21.21:37.012", "09-22-2015"]})
    >>> words = stamps.select(clock.cut(pl.col("stamp")))
    >>> words.select(clock.fits().alias("fits"), clock.pair(0).alias("hour")).rows()
    [(True, 21), (False, 21), (None, None)]

    Attributes:
        name: The name of the column.
        place: Where the bytes begin in the text.
        form: What they should look like, eight characters of which `0` is any digit.
    """

    name: str
    place: int
    form: str

    def cut(self, text: pl.Expr) -> pl.Expr:
        """Return the column; null where the text is too short."""
        part = text.cast(pl.Binary).bin.slice(self.place, _BYTES)
        return part.bin.reinterpret(dtype=pl.Int64, endianness="little").alias(self.name)

    def fits(self) -> pl.Expr:
        """Return whether the bytes have the form."""
        there, digits = pl.col(self.name), self._of_digits(0x0F)
        marks = sum(ord(mark) << 8 * place for place, mark in enumerate(self.form) if mark != "0")
        # 0x30 to 0x3F are the ten digits and six marks; those are what six more carries into the higher half.
        above_nine = (there & digits) + self._of_digits(0x06) & self._of_digits(0x10)
        return (there & ~digits == marks | self._of_digits(0x30)) & (above_nine == 0)

    def digit(self, place: int) -> pl.Expr:
        """Return the digit at *place* of the form."""
        return pl.col(self.name) // (1 << 8 * place) & 0x0F

    def pair(self, place: int) -> pl.Expr:
        """Return the number that the two digits at *place* of the form make."""
        return self.digit(place) * 10 + self.digit(place + 1)

    def _of_digits(self, value: int) -> int:
        return sum(value << 8 * place for place, mark in enumerate(self.form) if mark == "0")
