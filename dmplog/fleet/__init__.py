"""Many bundles at once: each judged as `dmplog diagnose` judges it, by many processes, into tables, and what the tables say together.

Needs `pip install "dmplog[fleet]"` to judge; to read and to sum up, nothing more than dmplog.

| module | noun |
|---|---|
| `sources`, `addresses` | `Source`: from what is typed to bundles |
| `outcome` | `Job`, `Answer`, `Outcome`: what goes to a worker and comes back |
| `child` | the process that reads a bundle, and may be killed |
| `keeper` | `Keeper`: the worker that keeps one |
| `rows` | a report as rows |
| `cluster` | Dask: workers, the window, what they answer |
| `knowledge` | what decides an answer beside the bundle |
| `schema` | the columns of the tables |
| `files`, `results`, `parts` | the results folder, resumable at any byte |
| `running`, `reading` | a run from beginning to end; what it left |
| `questions`, `summary` | what the tables say together |
| `told`, `page` | the summary in words, and as a page |
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dmplog.errors import UsageError

if TYPE_CHECKING:
    from dmplog.fleet.reading import Fleet
    from dmplog.fleet.running import FleetRun

__all__ = ["read", "run"]

NEEDED = 'many bundles are judged by Dask, which is not installed; install it with: pip install "dmplog[fleet]"'


def run(  # noqa: PLR0913 - every option is one of the command line's
    sources: str | Path | Iterable[str | Path],
    output: str | Path,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    timeout: float = 600.0,
    memory: int = 2 * 1024**3,
    retry: str | None = None,
    hashes: bool = False,
    knowledge: str | Path | None = None,
) -> FleetRun:
    """Judge every bundle of *sources*, and write what they say into the folder *output*; those it holds already are skipped.

    Call it below `if __name__ == "__main__":` where it stands in a script, because it starts processes.

    Args:
        sources: Archives, folders with archives, patterns, addresses, `@list.txt`.
        output: A new folder, or one of an earlier run.
        scheduler: The address of a Dask cluster; without one, a cluster is started on this machine.
        workers: How many workers that one has, by default one for each processor.
        timeout: Seconds for one bundle.
        memory: Bytes for one bundle.
        retry: "failed" or "all": judge again what was judged before.
        hashes: Know a bundle again by its bytes, too.
        knowledge: A folder with your own knowledge, added to the shipped one.

    Raises:
        UsageError: A source is not there, the folder cannot be written, or Dask is missing.
    """
    refuse_without_dask()
    from dmplog.fleet.running import Allowance
    from dmplog.fleet.running import run as run_found
    from dmplog.fleet.sources import find_sources

    several = [sources] if isinstance(sources, (str, Path)) else sources
    found = find_sources([str(source) for source in several], hashes=hashes)
    allowance = Allowance(scheduler, workers, timeout, memory)
    own = None if knowledge is None else str(Path(knowledge).resolve())
    return run_found(found, Path(output), allowance, knowledge=own, retry=retry)


def read(output: str | Path) -> Fleet:
    """Return the tables in the results folder *output*.

    Raises:
        UsageError: It holds none.
    """
    from dmplog.fleet.reading import read as read_folder

    return read_folder(output)


def refuse_without_dask() -> None:
    """Refuse to judge many bundles where the extra is not installed.

    Raises:
        UsageError: It is not.
    """
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        raise UsageError(NEEDED)
