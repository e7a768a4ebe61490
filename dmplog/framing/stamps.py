"""Time stamps and threads of the framings, as expressions over columns.

UTC = local + bias minutes, the sign of Win32 `TIME_ZONE_INFORMATION.Bias`: `22:14:46.577+300` on 2013-10-12 is
2013-10-13T03:14:46.577Z, as the UTC times that the same records quote from WMI prove.
"""

from __future__ import annotations

import polars as pl

LARGEST_BIAS = 15 * 60
"""No time zone is further from UTC than fourteen hours; a larger number is not a bias."""

CENTURY = 70
"""Two-digit years below this are 20xx."""


def moment(
    year: pl.Expr, month: pl.Expr, day: pl.Expr, clock: tuple[pl.Expr, pl.Expr, pl.Expr], fraction: pl.Expr
) -> pl.Expr:
    """Build a local time from the text of its parts, null where they make none.

    A fraction is what follows the decimal point, so `.1` is 100 ms and `.8422964` keeps all seven digits.

    >>> parts = [pl.lit(part) for part in ("2015", "1", "2", "10", "22", "50", "8422964")]
    >>> pl.select(moment(parts[0], parts[1], parts[2], (parts[3], parts[4], parts[5]), parts[6])).item().isoformat()
    '2015-01-02T10:22:50.842296'
    """
    hour, minute, second = clock
    text = pl.format(
        "{}-{}-{} {}:{}:{}.{}",
        _full_year(year),
        month.str.zfill(2),
        day.str.zfill(2),
        hour.str.zfill(2),
        minute.str.zfill(2),
        second.fill_null("00").str.zfill(2),
        fraction.fill_null("").str.pad_end(9, "0").str.head(9),
    )
    return text.str.to_datetime("%Y-%m-%d %H:%M:%S%.9f", strict=False, time_unit="ns")


def fixed(stamp: pl.Expr) -> pl.Expr:
    """Return the local time of stamps of which every part has its place, null where there is no such time.

    Numbers are taken from their places, which costs less than half of what it costs to look for them. A leap second is the one behind it.

    >>> stamps = pl.Series(["09-22-2015 21:21:37.012-120", "12-31-2016 23:59:60.000+000", "02-30-2015 21:21:37.012-120"])
    >>> [None if moment is None else moment.isoformat() for moment in pl.select(fixed(stamps)).to_series()]
    ['2015-09-22T21:21:37.012000', '2017-01-01T00:00:00', None]
    """

    def number(place: int, width: int) -> pl.Expr:
        return stamp.str.slice(place, width).cast(pl.Int64, strict=False)

    hour, minute, second = number(11, 2), number(14, 2), number(17, 2)
    passed = pl.duration(milliseconds=((hour * 60 + minute) * 60 + second) * 1_000 + number(20, 3), time_unit="ns")
    there = (hour < 24) & (minute < 60) & (second <= 60)
    day = stamp.str.head(10).str.to_date("%m-%d-%Y", strict=False).cast(pl.Datetime("ns"))
    return pl.when(there).then(day + passed)


def _full_year(year: pl.Expr) -> pl.Expr:
    short = year.cast(pl.Int64, strict=False)
    century = pl.when(short < CENTURY).then(pl.lit("20")).otherwise(pl.lit("19"))
    full = pl.when(year.str.len_bytes() == 2).then(century + year).otherwise(year)
    # Nanoseconds end in 2262, and no log was written before 1980: `00-00-0000` and the like are not a time.
    return pl.when(full.str.contains("^(?:19[89]|20[0-9]|21[0-9])[0-9]$")).then(full)


def minutes(text: pl.Expr) -> pl.Expr:
    """Read a bias: `+240`, `-60`, `+00`; null for `+-360` and for numbers that are no bias.

    `+-360` comes from scripts that print "+" and then the bias of WMI, whose sign is the opposite: it says nothing sure.

    >>> pl.select(minutes(pl.Series(["+240", "-60", "+00", "+-360", "+9999"]))).to_series().to_list()
    [240, -60, 0, None, None]
    """
    value = text.cast(pl.Int32, strict=False)
    return pl.when(value.abs() <= LARGEST_BIAS).then(value).cast(pl.Int16)


def utc(local: pl.Expr, bias: pl.Expr) -> pl.Expr:
    """Return the UTC time of a local time, null where the bias is."""
    return (local + pl.duration(minutes=bias, time_unit="ns")).dt.replace_time_zone("UTC")
