"""What the cases of a hierarchy are made from: its lines by what they do, who is who, and what a package id stands for."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from dmplog.cases.easysetup import EasySetup
from dmplog.cases.hierarchy import Hierarchy


class Chain(NamedTuple):
    """The lines of a hierarchy: all of them, and those of three logs with the `update` they are about."""

    rows: pl.DataFrame
    manager: pl.DataFrame
    distribution: pl.DataFrame
    requests: pl.DataFrame
    hierarchy: Hierarchy
    easy_setup: EasySetup
