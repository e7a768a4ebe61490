"""Print how `dmplog diagnose` compares with something run at the same moment.

    python benchmarks/ratios.py [NAME…] [--scale N] [--rounds 3] [--against PYTHON] [--keep FOLDER]

Large inputs are measured in multiples of `grep -cF` for one literal over the same files, all others in multiples of
`python -c "import polars"`. The commands take turns, and of each the run with the least processor time counts; beside the ratios stand
processor seconds, peak memory and the load of the machine, without which no second says anything. `--against` names the Python
of another version of dmplog, which then takes its turns too, and whose reports are compared by their hash. The planted update must be
found where it was planted: a fast wrong answer is worth nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

from bundles import UPDATE
from measure import Measured, in_turns, read_once, run
from workloads import WORKLOADS, Workload

SCENARIO = Path(__file__).resolve().parent.parent / "fixtures" / "scenarios" / "redist-fails-daily" / "bundle"
LITERAL = "Download content for payload"
POLARS = [sys.executable, "-c", "import polars"]
GREP_FROM = 64 << 20
"""From so many bytes on `grep` takes long enough to be a yardstick."""


def dmplog(python: str, *arguments: str) -> list[str]:
    """Return the command *arguments* of the dmplog that *python* has."""
    return [python, "-m", "dmplog", *arguments]


def check(folder: Path, workload: Workload, report: bytes) -> None:
    """End with a message where the planted update is not found."""
    cases = json.loads(report)["cases"]
    if workload.step == "send_package":
        found = {(case["verdict"], case["step"]) for case in cases if case["lane"] == "site_transfer"}
        right = (workload.verdict, workload.step) in found
    else:
        case = next((case for case in cases if case["subject"]["package_guid"] == UPDATE), None)
        right = case is not None and (case["verdict"], case["step"]) == (workload.verdict, workload.step)
    if not right:
        sys.exit(f"{folder}: the update was not found {workload.verdict} at {workload.step}")


def measure(name: str, workload: Workload, folder: Path, pythons: list[str], rounds: int) -> None:
    """Print the ratios of one input that stands in *folder*."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in files)
    read_once(files)
    reports = [run(dmplog(python, "diagnose", str(folder), "--json")).output for python in pythons]
    check(folder, workload, reports[0])
    large = size >= GREP_FROM
    yardstick = ["grep", "-cF", LITERAL, *map(str, files)] if large else POLARS
    commands = [yardstick, *(dmplog(python, "diagnose", str(folder), "--quiet") for python in pythons)]
    unit, *found = in_turns(commands, rounds)
    for number, one in enumerate(found):
        line = _line(one, unit, "grep -cF" if large else "import polars")
        same = (
            ""
            if number == 0
            else f"  report {'the same' if _hash(reports[number]) == _hash(reports[0]) else 'DIFFERS'}"
        )
        print(
            f"{name if number == 0 else '  against':<18}{size / 2**20:8.1f} MiB {len(files):6} files {line}{same}",
            flush=True,
        )


def _line(one: Measured, unit: Measured, called: str) -> str:
    ratios = f"{one.wall / unit.wall:7.2f} x (processor {one.processor / unit.processor:7.2f} x) {called:<13}"
    return f"{ratios}  wall {one.wall:6.2f} s  processor {one.processor:6.2f} s  peak {one.peak:5} MiB  load {os.getloadavg()[0]:.1f}"


def _hash(report: bytes) -> str:
    return hashlib.sha256(report).hexdigest()


def small(pythons: list[str], rounds: int) -> None:
    """Print the ratios of a small bundle and of what needs no bundle."""
    for arguments in (("diagnose", str(SCENARIO), "--quiet"), ("--version",), ("--help",)):
        unit, *found = in_turns([POLARS, *(dmplog(python, *arguments) for python in pythons)], 3 * rounds)
        for one in found:
            print(
                f"{'small bundle' if len(arguments) > 1 else arguments[0]:<46}{_line(one, unit, 'import polars')}",
                flush=True,
            )


def main() -> None:
    """Write each input into a temporary folder, measure it, and remove it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(['small', *WORKLOADS])}; by default all"
    )
    parser.add_argument("--scale", type=int, help="bytes of a large input, or how many of what is counted")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", action="append", default=[], metavar="PYTHON")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="write inputs there, use those that are there, and leave them"
    )
    arguments = parser.parse_args()
    pythons = [sys.executable, *arguments.against]
    for name in arguments.names or ["small", *WORKLOADS]:
        if name == "small":
            small(pythons, arguments.rounds)
            continue
        workload = WORKLOADS[name]
        scale = arguments.scale or workload.scale
        with tempfile.TemporaryDirectory() as temporary:
            folder = (arguments.keep or Path(temporary)) / f"{name}-{scale}"
            if not folder.exists():
                folder.mkdir(parents=True)
                workload.write(folder, scale)
            measure(name, workload, folder, pythons, arguments.rounds)


if __name__ == "__main__":
    main()
