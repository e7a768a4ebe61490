"""Print how `dmplog diagnose` compares with something run at the same moment.

    python benchmarks/ratios.py [--large]

Large bundles are measured in multiples of `grep -cF` for one literal over the same files (its output captured), small ones in
multiples of `python -c "import polars"`. The two commands take turns, and the median of the pairwise ratios is printed with the
peak resident memory. Absolute seconds depend on the machine and are not printed. `--large` adds 2 GB bundles.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bundles import MEGABYTE, UPDATE, known_bundle, noise_bundle

DMPLOG = [sys.executable, "-m", "dmplog"]
SCENARIO = Path(__file__).resolve().parent.parent / "fixtures" / "scenarios" / "redist-fails-daily" / "bundle"
ROUNDS = 5


def timed(command: list[str]) -> tuple[float, str]:
    """Run *command* and return its wall time and its output."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = process.communicate()
    passed = time.perf_counter() - begun
    if process.returncode not in (0, 1, 3):
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {errors[-500:]}")
    return passed, output


def peak(command: list[str]) -> int:
    """Return the peak resident memory of *command* in MiB, measured by a small parent of its own."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    found = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=True)
    return int(found.stdout) // 1024


def ratio(command: list[str], yardstick: list[str], rounds: int = ROUNDS) -> float:
    """Return the median of the ratios of *command* to *yardstick*, taken in turns."""
    timed(command), timed(yardstick)
    return statistics.median(timed(command)[0] / timed(yardstick)[0] for _ in range(rounds))


def check(folder: Path, *, verdict: str, step: str) -> None:
    """Make sure that the planted update was found: a fast wrong answer is worth nothing."""
    report = json.loads(timed([*DMPLOG, "diagnose", str(folder), "--json"])[1])
    case = next(case for case in report["cases"] if case["subject"]["package_guid"] == UPDATE)
    if (case["verdict"], case["step"]) != (verdict, step):
        sys.exit(f"{folder}: expected {verdict} at {step}, found {case['verdict']} at {case['step']}")


def large(name: str, folder: Path, limit: int, rounds: int = ROUNDS) -> None:
    """Print the ratio and the memory of one large bundle."""
    check(folder, verdict="stalled", step="download_redist")
    files = sorted(str(path) for path in folder.iterdir())
    command = [*DMPLOG, "diagnose", str(folder), "--quiet"]
    found = ratio(command, ["grep", "-cF", "Download content for payload", *files], rounds)
    print(f"{name:<36} {found:6.1f} x grep -cF   (limit {limit})   peak {peak(command)} MiB (limit 700)")


def small() -> None:
    """Print the ratios of the small bundle and of the answers that need no bundle."""
    polars = [sys.executable, "-c", "import polars"]
    for name, command, limit in (
        ("small bundle", [*DMPLOG, "diagnose", str(SCENARIO), "--quiet"], 3.0),
        ("dmplog --version", [*DMPLOG, "--version"], 0.8),
        ("dmplog --help", [*DMPLOG, "--help"], 0.8),
    ):
        print(f"{name:<36} {ratio(command, polars, 9):6.2f} x import polars   (limit {limit})")


def main() -> None:
    """Write the bundles into a temporary folder and print every ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="add 2 GB bundles")
    parser.add_argument("--megabytes", type=int, default=256, help="size of the bundles")
    arguments = parser.parse_args()
    small()
    sizes = [arguments.megabytes] + ([2048] if arguments.large else [])
    for megabytes in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            noise, known = Path(temporary, "noise"), Path(temporary, "known")
            noise.mkdir()
            known.mkdir()
            rounds = ROUNDS if megabytes <= 512 else 1
            large(f"{megabytes} MB of noise, one update", noise_bundle(noise, megabytes * MEGABYTE), 20, rounds)
            large(f"{megabytes} MB, every line known", known_bundle(known, megabytes * MEGABYTE), 50, rounds)


if __name__ == "__main__":
    main()
