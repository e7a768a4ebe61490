"""What the tables of a fleet say together: one query for each question, each row with the bundles behind it."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from dmplog.alarms import masked
from dmplog.frozen import frozen
from dmplog.looks.document import STUCK

Rows = list[dict[str, Any]]

UNKNOWN = "unknown"
"""The cause of a case that no line explains."""

_STEP = ("flowchart", "lane", "step")
_BUNDLES = pl.col("source").unique().sort().alias("bundles")


@frozen
class Tables:
    """The tables that are asked, held in memory: of many bundles they are small, because reports are left out.

    Attributes:
        cases: With the source of its bundle in each row.
        lines: The same.
        stuck: The cases that are stalled or failed, their cause `unknown` where none is known.
    """

    bundles: pl.DataFrame
    cases: pl.DataFrame
    lines: pl.DataFrame
    stuck: pl.DataFrame


def tables_of(bundles: pl.LazyFrame, cases: pl.LazyFrame, lines: pl.LazyFrame) -> Tables:
    """Return the tables of a fleet for the questions."""
    whole = bundles.sort("source").collect()
    sources = whole.lazy().select("bundle", "source")
    known = cases.join(sources, on="bundle").sort("source", "case").collect()
    stuck = known.filter(pl.col("verdict").cast(pl.String).is_in(STUCK)).with_columns(
        pl.col("cause").fill_null(UNKNOWN)
    )
    said = lines.join(sources, on="bundle").sort("source", "file", "line", nulls_last=True).collect()
    return Tables(whole, known, said, stuck)


def steps(tables: Tables) -> Rows:
    """Return which step blocks most, by the number of bundles: with its commonest cause, the first and the last time."""
    found = tables.stuck.group_by(_STEP).agg(
        _first("step_title"),
        _first("lane_title"),
        # Every customer has a site PS1.
        pl.struct("source", "site").n_unique().alias("sites"),
        pl.len().alias("cases"),
        _commonest("cause"),
        pl.col("since").min().alias("first"),
        pl.col("since").max().alias("last"),
        _BUNDLES,
    )
    titles = dict(tables.stuck.select("cause", "cause_title").drop_nulls().unique("cause").iter_rows())
    return [{**row, "cause_title": titles.get(row["cause"])} for row in _ranked(found, *_STEP)]


def versions(tables: Tables) -> Rows:
    """Return, for each step that blocks, the versions it occurs with and those of its lane that it spares."""
    version = pl.col("update").alias("version")
    # Of an unknown case nobody says that the step went well.
    seen = tables.cases.with_columns(version).filter(pl.col("verdict") != UNKNOWN)
    lanes: dict[tuple[str, str], set[str]] = {}
    for flowchart, lane, name in seen.select("flowchart", "lane", "version").drop_nulls().unique().iter_rows():
        lanes.setdefault((flowchart, lane), set()).add(name)
    found = (
        tables.stuck.with_columns(version)
        .group_by(_STEP)
        .agg(
            _first("step_title"),
            _first("lane_title"),
            pl.col("version").drop_nulls().unique().alias("occurs"),
            _BUNDLES,
        )
    )
    rows = []
    for row in _ranked(found, *_STEP):
        occurs = sorted(row["occurs"], key=_natural)
        spared = sorted(lanes.get((row["flowchart"], row["lane"]), set()).difference(occurs), key=_natural)
        rows.append({**row, "occurs": occurs, "since_version": next(iter(occurs), None), "spared": spared})
    return rows


def causes(tables: Tables) -> Rows:
    """Return the causes by frequency, `unknown` among them, each with its share of the stuck cases."""
    found = tables.stuck.group_by("cause").agg(
        _first("cause_title"), _first("category"), pl.len().alias("cases"), _commonest("step_title"), _BUNDLES
    )
    whole = tables.stuck.height
    return [{**row, "share": round(row["cases"] / whole, 4)} for row in _ranked(found, "cause")]


def missing(tables: Tables) -> Rows:
    """Return which log is missing most, where a case is unknown without it: what to ask for when logs are collected."""
    wanted = tables.cases.filter((pl.col("verdict") == UNKNOWN) & (pl.col("next_supplied") == False))  # noqa: E712 - null is neither
    found = wanted.group_by(pl.col("next_log").alias("log")).agg(
        pl.len().alias("cases"), pl.col("step_title").drop_nulls().unique().sort().alias("steps"), _BUNDLES
    )
    return _ranked(found, "log")


def templates(tables: Tables, known: pl.DataFrame | None = None) -> Rows:
    """Return the error lines no step explains by what they say, without those that are *known* from an earlier run; the newest first of equals."""
    lines = (
        tables.lines
        if known is None
        else tables.lines.join(known.select("template").unique(), on="template", how="anti")
    )
    newest = lines.sort("utc", "source", "file", "line", descending=[True, False, False, False], nulls_last=True)
    found = newest.group_by("template", maintain_order=True).agg(
        pl.col("severity").cast(pl.String).min(),
        pl.col("count").sum().alias("lines"),
        pl.col("utc").min().alias("first"),
        pl.col("utc").max().alias("last"),
        pl.col("role").unique().sort().alias("logs"),
        _commonest("step_title"),
        pl.col("text").first().alias("example"),
        pl.concat_str("file", pl.lit(":"), pl.col("line").cast(pl.String)).first().alias("place"),
        pl.col("source").first().alias("example_bundle"),
        _BUNDLES,
    )
    found = found.sort(
        pl.col("bundles").list.len(), "last", "template", descending=[True, True, False], nulls_last=True
    )
    return _dicts(found)


def not_judged(tables: Tables) -> Rows:
    """Return the bundles that could not be judged, by their status and what is said of it."""
    failed = tables.bundles.filter(pl.col("status") != "ok")
    # Two bundles with the same trouble are told together, whatever they are called.
    said = [
        (detail or "").replace(source, "<bundle>") for detail, source in failed.select("detail", "source").iter_rows()
    ]
    failed = failed.with_columns(pl.Series("why", said, pl.String)).with_columns(masked(pl.col("why")))
    found = failed.group_by(pl.col("status").cast(pl.String), "why").agg(_first("detail"), _BUNDLES)
    return _ranked(found, "status", "why")


def half_read(tables: Tables) -> Rows:
    """Return what was wrong with the input of bundles that were judged: cut archives, files that could not be read, limits."""
    judged = tables.bundles.filter(pl.col("status") == "ok", pl.col("problems") > 0)
    each = judged.select("source", pl.col("problem_kinds").str.split(", ").alias("problem")).explode("problem")
    return _ranked(each.group_by("problem").agg(_BUNDLES), "problem")


def sites(tables: Tables) -> Rows:
    """Return the sites with stuck cases; a site code is that of a bundle, because every customer has a site PS1."""
    found = tables.stuck.group_by("source", "site").agg(
        pl.len().alias("cases"),
        _commonest("step_title"),
        pl.col("update").drop_nulls().unique().sort().alias("updates"),
        _BUNDLES,
    )
    return _dicts(
        found.sort("cases", "source", "site", descending=[True, False, False], nulls_last=True).drop("source")
    )


def changes(tables: Tables, before: Tables) -> Rows:
    """Return where the same source was judged otherwise *before*: its status, or the verdict and step of its worst case."""
    now, then = _worst(tables), _worst(before)
    both = now.join(then, on="source", suffix="_before")
    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in ("status", "verdict", "step")
    )
    found = both.filter(~same).sort("source").with_columns(bundles=pl.concat_list("source"))
    return _dicts(found.drop("source"))


def _worst(tables: Tables) -> pl.DataFrame:
    first = tables.cases.filter(pl.col("case") == 0).select(
        "bundle",
        "step_title",
        pl.concat_str("flowchart", "lane", "step", separator=".", ignore_nulls=True).alias("step"),
    )
    return (
        tables.bundles.select("bundle", "source", pl.col("status", "verdict").cast(pl.String))
        .join(first, on="bundle", how="left")
        .drop("bundle")
    )


def _first(name: str) -> pl.Expr:
    return pl.col(name).drop_nulls().first()


def _commonest(name: str) -> pl.Expr:
    """Return what stands most often in the column *name*, the first by its name where two do."""
    return pl.col(name).drop_nulls().sort().mode().sort().first()


def _ranked(found: pl.DataFrame, *names: str) -> Rows:
    """Return *found* with what most bundles have first, and what equals them in the order of *names*."""
    return _dicts(
        found.sort(pl.col("bundles").list.len(), *names, descending=[True, *[False] * len(names)], nulls_last=True)
    )


def _dicts(found: pl.DataFrame) -> Rows:
    return [{**row, "bundle_count": len(row["bundles"])} for row in found.iter_rows(named=True)]


def _natural(version: str) -> tuple[tuple[int, ...], str]:
    """Return by what versions are sorted: their numbers.

    >>> sorted(["Configuration Manager 2409", "5.00.9049", "Configuration Manager 2309"], key=_natural)
    ['5.00.9049', 'Configuration Manager 2309', 'Configuration Manager 2409']
    """
    return tuple(int(number[:18]) for number in re.findall(r"\d+", version)), version
