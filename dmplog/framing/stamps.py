"""Time stamps and threads of the framings, as expressions over columns.

UTC = local + bias minutes, the sign of Win32 `TIME_ZONE_INFORMATION.Bias`: `22:14:46.577+300` on 2013-10-12 is
2013-10-13T03:14:46.577Z, as the UTC times that the same records quote from WMI prove.
"""

from __future__ import annotations

import polars as pl

from dmplog.framing.digits import Word

LARGEST_BIAS = 15 * 60
"""No time zone is further from UTC than fourteen hours; a larger number is not a bias."""

FIRST_YEAR, LAST_YEAR = 1980, 2099

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


_DAY, _MINUTE, _MOMENT = Word("day", 0, "00-00-00"), Word("minute", 8, "00 00:00"), Word("moment", 15, "0:00.000")
"""A stamp of which every part has its place, `09-22-2015 21:21:37.012`."""


def fixed(stamps: pl.Series) -> pl.DataFrame:
    """Return of *stamps* whether every part has its place, and the clock that the parts make.

    Columns: `placed` (the form is `MM-DD-YYYY hh:mm:ss.mmm`, of the years 1980 to 2099, whatever follows), `clock i64` (milliseconds since
    midnight, null where no clock shows that; a leap second is the one behind it). Null both where a text is shorter.

    >>> fixed(pl.Series(["09-22-2015 21:21:37.012-120", "9-22-2015 21:21:37.012-120", "12-31-2016 24:59:00.000+000", "12-31"])).rows()
    [(True, 76897012), (False, None), (True, None), (None, None)]
    """
    words = stamps.to_frame("stamp").select(word.cut(pl.col("stamp")) for word in (_DAY, _MINUTE, _MOMENT))
    # Each number once: an expression that names it twice works it out twice.
    numbers = words.select(
        digits=_DAY.fits() & _MINUTE.fits() & _MOMENT.fits(),
        year=_DAY.pair(6) * 100 + _MINUTE.pair(0),
        hour=_MINUTE.pair(3),
        minute=_MINUTE.pair(6),
        second=_MOMENT.pair(2),
        millisecond=_MOMENT.digit(5) * 100 + _MOMENT.pair(6),
    )
    hour, minute, second = pl.col("hour"), pl.col("minute"), pl.col("second")
    passed = ((hour * 60 + minute) * 60 + second) * 1_000 + pl.col("millisecond")
    placed = pl.col("digits") & pl.col("year").is_between(FIRST_YEAR, LAST_YEAR)
    shown = pl.col("digits") & (hour < 24) & (minute < 60) & (second <= 60)
    return numbers.select(placed=placed, clock=pl.when(shown).then(passed))


def local(stamp: pl.Expr, clock: pl.Expr) -> pl.Expr:
    """Return the local time of stamps that begin with `MM-DD-YYYY`, at so many milliseconds since midnight; null where there is no such day.

    >>> stamps = pl.Series(["12-31-2016", "02-30-2015"])
    >>> [None if moment is None else moment.isoformat() for moment in pl.select(local(stamps, pl.lit(86_400_000))).to_series()]
    ['2017-01-01T00:00:00', None]
    """
    day = stamp.str.head(10).str.to_date("%m-%d-%Y", strict=False).cast(pl.Datetime("ns"))
    return day + pl.duration(milliseconds=clock, time_unit="ns")


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
