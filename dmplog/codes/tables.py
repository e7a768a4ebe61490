"""The tables of names and meanings, read from `flowcharts/` when the first number is decoded."""

from __future__ import annotations

import csv
from functools import cache

from dmplog.compiled import read_table
from dmplog.data import data_folder


@cache
def names() -> dict[int, str]:
    """Return the names of `error_codes.csv` by unsigned number.

    >>> names()[0x80090322]
    'SEC_E_WRONG_PRINCIPAL'
    """
    with (data_folder("flowcharts") / "error_codes.csv").open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        code, name = map(next(rows).index, ("code", "name"))
        return {int(row[code], 16): row[name] for row in rows if row}


@cache
def numbers() -> dict[str, int]:
    """Return the numbers by name, the other way round.

    >>> numbers()["ERROR_BAD_NETPATH"]
    53
    """
    return {name: number for number, name in names().items()}


@cache
def meanings(table: str) -> dict[int | str, str]:
    """Return the texts of one *table* of `error_meanings.toml`, by number; those of components by their code.

    >>> meanings("http_names")[403]
    'Forbidden'
    """
    base = 16 if table == "hresult" else 10
    texts = read_table("error_meanings")[table].items()
    return {key if table == "component" else int(key, base): text for key, text in texts}
