"""A regular expression over a line, asked of polars' engine: it takes time in proportion to the line, whatever the line holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dmplog.frozen import frozen

if TYPE_CHECKING:
    import polars as pl

IMPOSSIBLE = re.compile(r"\(\?(?:[=!]|<[=!]|P=)|\\[1-9]")
"""What no engine can look for in such time: look-around, and what an earlier group found."""


@frozen
class Pattern:
    """What a line must contain, and what it must not; case does not matter.

    Attributes:
        regex: What it contains.
        without: Expressions none of which it contains.
        equal: Named groups of `regex` that must have found the same text.
    """

    regex: str
    without: tuple[str, ...] = ()
    equal: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the expression as a page of knowledge tells it."""
        same = f", with the same {' and '.join(self.equal)}" if self.equal else ""
        return f"{self.regex}{same}{''.join(f', without {text}' for text in self.without)}"

    def holds(self, text: pl.Expr) -> pl.Expr:
        """Return whether *text* is such a line."""
        met = text.str.contains(f"(?i){self.regex}")
        for unwanted in self.without:
            met &= ~text.str.contains(f"(?i){unwanted}")
        if self.equal:
            groups = text.str.extract_groups(f"(?i){self.regex}")
            first, *others = (groups.struct.field(name) for name in self.equal)
            for other in others:
                met &= first.eq_missing(other)
        return met

    def among(self, texts: Sequence[str]) -> list[bool]:
        r"""Return of each of *texts* whether it is such a line.

        >>> busy = Pattern(r"using (?P<used>\d+) of (?P<all>\d+)", without=("despooling",), equal=("used", "all"))
        >>> busy.among(["Using 3 of 3 threads", "Using 3 of 30 threads", "Using 3 of 3 despooling threads"])
        [True, False, False]
        """
        import polars as pl

        if not texts:
            return []
        return pl.select(self.holds(pl.lit(pl.Series(texts, dtype=pl.String)))).to_series().to_list()


def is_understood(regex: str) -> bool:
    r"""Return whether the engine takes *regex*.

    >>> is_understood(r"(?P<used>\\d+)"), is_understood(r"(?P<used>\\d+) of (?P=used)")
    (True, False)
    """
    import polars as pl

    try:
        pl.Series([""]).str.contains(f"(?i){regex}")
    except pl.exceptions.PolarsError:
        return False
    return True
