"""The tests of a real cluster, in a process where neither warnings as errors nor the other tests disturb it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def test_a_fleet_on_a_real_cluster_holds():
    options = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-m", "cluster", "-W", "default"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(HERE / "test_cluster.py")],
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE.parents[1],
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    assert " passed" in done.stdout
