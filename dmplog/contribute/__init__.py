"""Contribution: a bundle as a case for others, without names, shortened to the lines its answer needs, with a place for what an expert says.

| module | noun |
|---|---|
| `units` | `Units`: the records of a folder of logs, any of which can be left out |
| `layers` | which records an answer needs, from the fewest to all |
| `named` | lines that somebody names |
| `shorten` | records taken away as long as the answer stands |
| `answer` | what must stay the same |
| `scenario` | `verdict.toml` for an expert, and what dmplog says today in the same form |
| `place` | `Place`: the folder that is written, whole or not at all |
| `contribution` | `Contribution`: the steps in order |
"""

from __future__ import annotations

from dmplog.contribute.contribution import Asked, Contribution, contribute
from dmplog.contribute.named import lines_of
from dmplog.contribute.place import Place
from dmplog.contribute.shorten import Budget

__all__ = ["Asked", "Budget", "Contribution", "Place", "contribute", "lines_of"]
