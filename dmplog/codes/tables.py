"""The tables of names and meanings, read from `flowcharts/` when the first number is decoded."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from dmplog.compiled import read_table
from dmplog.data import data_folder


@dataclass(frozen=True, slots=True)
class Meanings:
    """One sentence each for the numbers that matter."""

    win32: dict[int, str]
    hresult: dict[int, str]
    http: dict[int, str]
    http_names: dict[int, str]
    sql: dict[int, str]
    component: dict[str, str]


@lru_cache(maxsize=1)
def names() -> dict[int, str]:
    """Return the names of `error_codes.csv` by unsigned number.

    >>> names()[0x80090322]
    'SEC_E_WRONG_PRINCIPAL'
    """
    with (data_folder("flowcharts") / "error_codes.csv").open(encoding="utf-8", newline="") as handle:
        return {int(row["code"], 16): row["name"] for row in csv.DictReader(handle)}


@lru_cache(maxsize=1)
def numbers() -> dict[str, int]:
    """Return the numbers by name, the other way round.

    >>> numbers()["ERROR_BAD_NETPATH"]
    53
    """
    return {name: number for number, name in names().items()}


@lru_cache(maxsize=1)
def meanings() -> Meanings:
    """Return the sentences of `error_meanings.toml`."""
    document = read_table("error_meanings")
    return Meanings(
        win32={int(number): text for number, text in document["win32"].items()},
        hresult={int(number, 16): text for number, text in document["hresult"].items()},
        http={int(number): text for number, text in document["http"].items()},
        http_names={int(number): text for number, text in document["http_names"].items()},
        sql={int(number): text for number, text in document["sql"].items()},
        component=dict(document["component"]),
    )
