"""Builds the sdist, unpacks it where nothing else is, and runs its own tests in an environment of their own.

`python tools/sdist.py` needs `build`, and takes about twenty minutes; `--processes auto` takes every processor. What is written behind
`--` goes to pytest: `python tools/sdist.py -- tests/grammar` runs one room. The exit code is that of the tests.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
QUIET = ("--quiet", "--disable-pip-version-check")
CHECKOUT_ONLY = ("PYTHONPATH", "PYTEST_ADDOPTS", "PYTHONDONTWRITEBYTECODE")
"""What would let the tests find the checkout, or compile everything anew with each command."""


def built(folder: Path) -> Path:
    """Build the sdist into *folder* and return it."""
    build = [sys.executable, "-m", "build", "--quiet", "--sdist", "--outdir", str(folder), str(REPOSITORY)]
    subprocess.run(build, check=True)
    (found,) = folder.glob("*.tar.gz")
    return found


def unpacked(sdist: Path, folder: Path) -> Path:
    """Unpack *sdist* into *folder* and return its tree."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (tree,) = folder.iterdir()
    return tree


def tested(tree: Path, environment: Path, processes: str, more: list[str]) -> int:
    """Install *tree* with what its tests need into a new *environment*, run them there, and return their exit code."""
    venv.create(environment, with_pip=True)
    python = str(environment / ("Scripts" if os.name == "nt" else "bin") / "python")
    clean = {name: value for name, value in os.environ.items() if name not in CHECKOUT_ONLY}
    for wanted in (["--upgrade", "pip>=25.1"], ["--editable", ".", "--group", "dev"]):
        subprocess.run([python, "-m", "pip", "install", *QUIET, *wanted], cwd=tree, env=clean, check=True)
    split = [] if processes == "1" else ["-n", processes, "--dist", "worksteal"]
    run = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *split, *more]
    return subprocess.run(run, cwd=tree, env=clean, check=False).returncode


def main() -> int:
    """Build, unpack and test."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--processes", default="1", help="how many processes test, or `auto`")
    parser.add_argument("more", nargs="*", help="what pytest is called with besides")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for folder in ("dist", "tree"):
            (work / folder).mkdir()
        tree = unpacked(built(work / "dist"), work / "tree")
        return tested(tree, work / "environment", arguments.processes, arguments.more)


if __name__ == "__main__":
    sys.exit(main())
