"""Builds dmplog as a folder that runs without Python, packs it, and tries it where there is nothing else.

`python tools/executable.py --output executable` needs the dependency group `executable` and dmplog itself in the environment; it builds for
the system it runs on, with PyInstaller. Then a bundle is diagnosed in an empty folder with an empty environment, and every answer is
compared with that of this checkout. What it weighs and how long it takes is printed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

REPOSITORY = Path(__file__).resolve().parent.parent
BUNDLE = REPOSITORY / "fixtures" / "scenarios" / "redist-fails-daily" / "bundle"
START = "from dmplog.__main__ import main\n\nmain()\n"
KNOWLEDGE = ("grammars", "flowcharts")
LEFT_OUT = (
    "distributed",  # who has many thousand bundles has a machine with Python, too
    "IPython",
    "numpy",
    "pygraphviz",
    "tkinter",
)
ANSWERS = (
    ["--version"],
    ["diagnose", "bundle"],
    ["diagnose", "bundle", "--json"],
    ["diagnose", "bundle", "--html", "report.html", "--markdown", "ticket.md"],
    ["diagram", "bundle", "-o", "progress.png"],
    ["diagram", "bundle", "-o", "progress.pdf"],
    ["explain", "0x80072ee2"],
    ["explain", "download.package.download_redist"],
    ["events", "bundle"],
    ["flowchart", "check"],
    ["flowchart", "render", "download", "-o", "download.png"],
    ["collect", "bundle", "-o", "Copy-CMUpdateLog.ps1"],
    ["redact", "bundle", "-o", "Case.zip", "--map", "Case.map.json"],
)
"""What is asked of the executable and of the checkout; the answers are the same."""

BY_CHANCE = ("Case.zip", "Case.map.json")
"""Files with a random key."""

SHOWN = 200
"""How much of a wrong answer is shown."""

MEGABYTE = 1_000_000
TRIES = 5


def build(work: Path) -> Path:
    """Build into *work*, and return the folder with the executable."""
    script = work / "start.py"
    script.write_text(START, encoding="utf-8")
    arguments = [
        *("--name", "dmplog", "--noconfirm", "--clean", "--noupx", "--console", "--log-level", "WARN"),
        *("--distpath", str(work / "dist"), "--workpath", str(work / "build"), "--specpath", str(work)),
        *("--paths", str(REPOSITORY), "--collect-data", "dmplog", "--collect-submodules", "dmplog"),
        *("--collect-data", "reportlab"),  # its font is for machines that have none
        *(part for kind in KNOWLEDGE for part in ("--add-data", f"{REPOSITORY / kind}{os.pathsep}dmplog/_data/{kind}")),
        *(part for name in LEFT_OUT for part in ("--exclude-module", name)),
    ]
    subprocess.run([sys.executable, "-m", "PyInstaller", *arguments, str(script)], check=True, cwd=REPOSITORY)
    folder = work / "dist" / "dmplog"
    add_licences(folder / "licences")
    return folder


def add_licences(folder: Path) -> None:
    """Lay the licence of everything that is inside into *folder*: who hands out a library hands out its licence, too."""
    places = (Path(sys.base_prefix), Path(sysconfig.get_path("stdlib")))
    python = next(path for place in places if (path := place / "LICENSE.txt").exists())
    (folder / "python").mkdir(parents=True)
    shutil.copyfile(python, folder / "python" / "LICENSE.txt")
    for name in ("dmplog", *sorted(set(needed("dmplog")))):
        distribution = metadata.distribution(name)
        for file in distribution.files or ():
            if "licen" in file.name.lower() or file.name.upper().startswith(("COPYING", "NOTICE")):
                target = folder / name / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(distribution.locate_file(file)), target)


def needed(name: str) -> Iterator[str]:
    """Yield the names of the distributions that go in with *name*: what it needs, what that needs, and what makes a PDF."""
    for text in metadata.requires(name) or ():
        requirement = Requirement(text)
        applies = requirement.marker is None or requirement.marker.evaluate(
            {"extra": "pdf" if name == "dmplog" else ""}
        )
        if applies and requirement.name not in LEFT_OUT:
            yield requirement.name
            yield from needed(requirement.name)


def answers(command: list[str], folder: Path, environment: dict[str, str]) -> dict[str, object]:
    """Return what *command* answers to everything that is asked, and the files it writes, in a new *folder* with a bundle."""
    shutil.copytree(BUNDLE, folder / "bundle")
    found: dict[str, object] = {}
    for asked in ANSWERS:
        done = subprocess.run([*command, *asked], cwd=folder, env=environment, capture_output=True, check=False)
        found[" ".join(asked)] = (done.returncode, done.stdout, done.stderr)
    for file in sorted(folder.iterdir()):
        if file.is_file():
            found[file.name] = file.read_bytes() if file.name not in BY_CHANCE else b""
    return found


def empty_environment() -> dict[str, str]:
    """Return the environment of a machine on which nothing is installed; Windows itself asks for one name."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**kept, "PATH": ""}


def differences(program: Path, work: Path) -> list[str]:
    """Return what the executable does otherwise than this checkout."""
    empty = empty_environment()
    theirs = answers([str(program)], work / "there", empty)
    ours = answers([sys.executable, "-m", "dmplog"], work / "here", {**empty, "PYTHONPATH": str(REPOSITORY)})
    return [
        f"{name}: {str(theirs.get(name))[:SHOWN]} instead of {str(ours.get(name))[:SHOWN]}"
        for name in sorted({*theirs, *ours})
        if theirs.get(name) != ours.get(name)
    ]


def seconds(command: list[str], folder: Path) -> float:
    """Return the shortest time of a few in which *command* ends."""
    took = []
    for _ in range(TRIES):
        begin = time.perf_counter()
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
        took.append(time.perf_counter() - begin)
    return min(took)


def size(path: Path) -> int:
    """Return how many bytes *path* holds; a second name of a file holds nothing."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file() and not file.is_symlink()]
    return sum(file.stat().st_size for file in files)


def main() -> int:
    """Build, try, pack and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--output", type=Path, default=Path("executable"), help="where the archive goes")
    output: Path = parser.parse_args().output.resolve()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = build(work)
        program = folder / ("dmplog.exe" if os.name == "nt" else "dmplog")
        wrong = differences(program, work)
        output.mkdir(parents=True, exist_ok=True)
        stem = f"dmplog-{metadata.version('dmplog')}-{platform.system().lower()}-{platform.machine().lower()}"
        # A zip forgets what may be run, and writes twice what two names stand for; Windows knows neither.
        form = "zip" if os.name == "nt" else "gztar"
        packed = Path(shutil.make_archive(str(output / stem), form, folder.parent, folder.name))
        bundle = str(BUNDLE)
        lines = [f"{packed.name}: {size(packed) / MEGABYTE:.0f} MB, unpacked {size(folder) / MEGABYTE:.0f} MB"]
        for asked in (["--version"], ["diagnose", bundle]):
            own, python = (
                seconds([*command, *asked], work) for command in ([str(program)], [sys.executable, "-m", "dmplog"])
            )
            lines.append(f"dmplog {asked[0]}: {own:.2f} s, with Python {python:.2f} s")
    lines += [f"answers otherwise than the checkout: {name}" for name in wrong] or [
        f"{len(ANSWERS)} commands answer as the checkout does"
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
