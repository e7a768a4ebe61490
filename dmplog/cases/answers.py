"""Lines that only answer something else belong to a subject where what they answer does."""

from __future__ import annotations

import polars as pl


def answers_only(rows: pl.DataFrame) -> pl.DataFrame:
    """Drop each answer to something that is none of the subject's, or of which nothing says what it answers.

    Args:
        rows: Columns `row`, `context` and, as the chart names them, `answer`, `answered`, `unanswered`, `restates` and `confirms`.
    """
    notified = pl.when("answered").then(1).when("unanswered").then(0)
    answered = notified.forward_fill().over("context") == 1
    confirmed = pl.when("confirms").then(1).when("restates").then(0).backward_fill().over("context") == 1
    unknown = notified.forward_fill().over("context").is_null()
    keep = ~pl.col("answer") | answered | (unknown & confirmed)
    return rows.sort("row").filter(keep.fill_null(value=False))
