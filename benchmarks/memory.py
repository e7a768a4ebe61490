"""Draw how much memory `dmplog diagnose` holds while it reads (Linux; needs matplotlib, which nothing else here does).

    python benchmarks/memory.py docs/memory.svg real-noise packages-in-turn --scale 2147483648 [--keep FOLDER]

Whatever a bundle weighs, the line should be flat behind the start.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import matplotlib as mpl
from workloads import WORKLOADS

mpl.use("svg")
# The same measurements give the same picture.
mpl.rcParams["svg.hashsalt"] = "memory"

import matplotlib.pyplot as plt  # noqa: E402 - the writer is chosen first

EVERY = 0.1
PAGE_KIB = 4


def watched(folder: Path) -> tuple[list[float], list[float]]:
    """Return seconds, and the MiB that diagnosing *folder* held then."""
    command = [sys.executable, "-m", "dmplog", "diagnose", str(folder), "--quiet"]
    process, begun = subprocess.Popen(command, stdout=subprocess.DEVNULL), time.monotonic()
    seconds, held = [], []
    while process.poll() is None:
        pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()
        if len(pages) > 1:
            seconds.append(time.monotonic() - begun)
            held.append(int(pages[1]) * PAGE_KIB / 1024)
        time.sleep(EVERY)
    return seconds, held


def main() -> None:
    """Draw the inputs that were asked for into one picture."""
    parser = argparse.ArgumentParser(description="Draw memory over time.")
    parser.add_argument("picture", type=Path)
    parser.add_argument("names", nargs="+", choices=sorted(WORKLOADS))
    parser.add_argument("--scale", type=int, default=2 << 30)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
    with tempfile.TemporaryDirectory() as scratch:
        for name in asked.names:
            folder = (asked.keep or Path(scratch)) / f"{name}-{asked.scale}"
            if not folder.is_dir():
                folder.mkdir(parents=True)
                WORKLOADS[name].write(folder, asked.scale)
            seconds, held = watched(folder)
            axes.plot(
                seconds, held, linewidth=1, label=f"{name}, {asked.scale / (1 << 30):g} GB: {max(held):.0f} MiB at most"
            )
    axes.set(xlabel="seconds", ylabel="MiB", ylim=(0, None), xlim=(0, None))
    axes.legend(loc="lower right", frameon=False)
    axes.grid(alpha=0.3)
    figure.savefig(asked.picture, metadata={"Date": None})


if __name__ == "__main__":
    main()
