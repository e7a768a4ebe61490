"""The results folder: tables of finished runs, parts of the one that goes on, and what of it counts.

```text
results/
  run.json                      which tables are those of the last finished run; replaced last
  tables/<n>/<table>.parquet    bundles, cases, lines, reports, in the order of their sources
  timings/<n>.parquet           what was measured
  parts/<table>/<k>.parquet     what was judged since; the bundles of a part are its journal
```

A bundle is in all tables of a part or in none: a part counts once its bundles are in their place, and they are put there last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from dmplog.errors import UsageError
from dmplog.fleet.files import UNFINISHED, remove, write_table, write_text
from dmplog.fleet.schema import SCHEMA, TABLES
from dmplog.frozen import frozen

MARK = ".dmplog-fleet"
"""By this file a results folder is known again, and held."""

GROUP = 20_000
"""Rows that are compressed together."""

TOGETHER = 256
"""So many bundles are in a part, and so many reports are held at a time."""


@frozen
class Segment:
    """One place where rows of all tables lie: the tables of a finished run, or one part.

    Attributes:
        files: The file of each table that is still there.
    """

    files: Mapping[str, Path]

    def frame(self, table: str, bundles: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the rows of *table*, of some *bundles* or of all."""
        if table not in self.files:
            return pl.DataFrame(schema=TABLES[table])
        rows = pl.scan_parquet(self.files[table], glob=False)
        return (rows if bundles is None else rows.filter(pl.col("bundle").is_in(bundles))).collect()


class Results:
    """What lies in the results folder *folder*.

    Raises:
        UsageError: It is something else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = folder / MARK
        self.run: Mapping[str, Any] = self._read_run()

    @property
    def number(self) -> int:
        """The number of the last finished run, 0 where there is none."""
        return int(self.run.get("number", 0))

    def segments(self) -> list[Segment]:
        """Return everything that counts, the oldest first."""
        return [*([self.tables(self.number)] if self.number else []), *map(self._part, self._part_numbers())]

    def tables(self, number: int) -> Segment:
        """Return the tables of the finished run *number*; those of an earlier one are without reports."""
        files = {table: self._table(number, table) for table in TABLES}
        return Segment({table: path for table, path in files.items() if path.exists()})

    def earlier(self) -> list[int]:
        """Return the numbers of the runs before the last finished one that are still there."""
        named = [path.name for path in (self.folder / "tables").glob("*") if path.name.isdecimal()]
        return sorted(int(name) for name in named if 0 < int(name) < self.number)

    def has_parts(self) -> bool:
        """Return whether something was judged since the last finished run."""
        return bool(self._part_numbers())

    def tidy(self) -> None:
        """Remove what a run that was cut off left behind unfinished, and what the last finished one has replaced."""
        known = set(self._part_numbers())
        left = [path for path in self.folder.rglob(f"*{UNFINISHED}") if path.is_file()]
        for table in TABLES:
            left += [path for path in (self.folder / "parts" / table).glob("*.parquet") if int(path.stem) not in known]
        for path in [*(self.folder / "tables").glob("*"), *(self.folder / "timings").glob("*.parquet")]:
            if path.stem.isdecimal() and int(path.stem) > self.number:
                left.append(path)
        left += [self._table(number, "reports") for number in self.earlier()]
        remove(left)

    def add_part(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Write *frames*, one for each table, as the next part."""
        number = self._next_part()
        for table, schema in TABLES.items():
            write_table([frames[table]], schema, self._part_file(number, table), GROUP)

    def finish(self, chosen: Sequence[tuple[str, Segment]], run: Mapping[str, Any]) -> None:
        """Write the tables of the next finished run: the rows of *chosen* bundles, each from its segment, in this order."""
        number, parts = self.number + 1, self._next_part()
        for table, schema in TABLES.items():
            group = TOGETHER if table == "reports" else GROUP
            write_table(_sorted(table, chosen), schema, self._table(number, table), group)
        self.run = {"schema": SCHEMA, "number": number, "parts": parts, **run}
        write_text(json.dumps(self.run, indent=2, ensure_ascii=False) + "\n", self.folder / "run.json")
        # From here on the tables say it all, also where the parts are left behind.
        remove([self.folder / "parts"])
        self.tidy()

    def _read_run(self) -> Mapping[str, Any]:
        try:
            told = json.loads((self.folder / "run.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UsageError(
                f"{self.folder / 'run.json'} cannot be read: {error}; name the folder that `dmplog fleet run` wrote"
            ) from None
        if not isinstance(told, dict) or told.get("schema") != SCHEMA:
            raise UsageError(
                f"{self.folder} holds no results of this version of `dmplog fleet run`; name another folder"
            )
        return told

    def _part_numbers(self) -> list[int]:
        """Return the parts that no finished run has taken up; their numbers go on from run to run."""
        named = [int(path.stem) for path in (self.folder / "parts" / "bundles").glob("*.parquet")]
        return sorted(number for number in named if number >= self.run.get("parts", 0))

    def _next_part(self) -> int:
        return max(self._part_numbers(), default=int(self.run.get("parts", 0)) - 1) + 1

    def _part_file(self, number: int, table: str) -> Path:
        return self.folder / "parts" / table / f"{number:05}.parquet"

    def _part(self, number: int) -> Segment:
        return Segment({table: self._part_file(number, table) for table in TABLES})

    def _table(self, number: int, table: str) -> Path:
        if table == "timings":
            return self.folder / "timings" / f"{number}.parquet"
        return self.folder / "tables" / str(number) / f"{table}.parquet"


def _sorted(table: str, chosen: Sequence[tuple[str, Segment]]) -> Iterator[pl.DataFrame]:
    """Yield the rows of *table* in the order of *chosen*, a few bundles at a time: reports are large."""
    for first in range(0, len(chosen), TOGETHER):
        some = chosen[first : first + TOGETHER]
        wanted: dict[int, tuple[Segment, list[str]]] = {}
        for bundle, segment in some:
            wanted.setdefault(id(segment), (segment, []))[1].append(bundle)
        rows = pl.concat([segment.frame(table, bundles) for segment, bundles in wanted.values()])
        places = pl.DataFrame({"bundle": [bundle for bundle, _ in some]}).with_row_index("place")
        yield rows.join(places, on="bundle", how="left").sort("place", maintain_order=True).drop("place")
