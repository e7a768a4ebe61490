"""The watch: an update followed while it runs, by reading the logs of its servers again and again.

| module | noun |
|---|---|
| `clock` | `Clock`: the time, and waiting |
| `opening`, `generation`, `log` | a log that is rolled over while it is read |
| `share` | `Share`: a folder that is watched, and may be away |
| `spool` | `Spool`: what was read, kept as a bundle |
| `judging` | the diagnosis of it |
| `changes`, `conditions` | what is different, and what ends the watch |
| `thrift` | how often a diagnosis may be made |
| `watch` | `Watch`: poll by poll |
| `screen` | what a terminal shows |
| `errand` | the command that is run at a change |
"""

from __future__ import annotations

from dmplog.watch.changes import Change
from dmplog.watch.clock import Clock, WallClock
from dmplog.watch.conditions import Condition, parse_condition
from dmplog.watch.judging import judge
from dmplog.watch.share import Share, shares_of
from dmplog.watch.spool import Spool
from dmplog.watch.watch import Round, Watch

__all__ = [
    "Change",
    "Clock",
    "Condition",
    "Round",
    "Share",
    "Spool",
    "WallClock",
    "Watch",
    "judge",
    "parse_condition",
    "shares_of",
]
