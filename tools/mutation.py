"""Measures what the tests notice: mutants of the rooms that decide and explain, drawn by a seed, each against the tests.

`python tools/mutation.py --count 60 --seed 1` needs the dependency group `mutation`. Each mutant is put into a copy of the tree, and
the tests run there until one fails: golden reports first, then the tests of the rooms. `build/mutation-SEED.jsonl`
gets a line for each as soon as it is known, and a table sums them up; `--resume` takes up a run that was ended before its last mutant, and
`--survivors` runs only those again that were not noticed in this file. A mutant listed in tools/equivalent_mutants.toml is not run and not
counted. Exits with 1 if one was not noticed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue

import mutants

REPOSITORY = Path(__file__).resolve().parent.parent
EQUIVALENTS = REPOSITORY / "tools" / "equivalent_mutants.toml"
TESTS = (
    "tests/cases",
    "tests/tracing",
    "tests/diagnosis",
    "tests/evidence",
    "tests/writing",
    "tests/causes",
    "tests/test_witness.py",
    "tests/pipeline",
    "tests/cli",
    "tests/scenarios",
    "dmplog",
)
"""Golden reports come first in any case; then these, in this order. The other tests look at what lies before or behind the rooms."""
COPIED = ("dmplog", "tests", "fixtures", "flowcharts", "grammars", "tools", "docs", "pyproject.toml", "README.md")
PYTEST = ("-x", "-q", "-p", "no:cacheprovider", "-p", "mutation_order", "--no-header", "--tb=no", "-n", "0")
TIME_LIMIT = 1800.0

NOTICED = ("killed", "timeout")
OUTCOMES = (("killed", 8), ("survived", 10), ("timeout", 9), ("broken", 8))
"""What may become of a mutant, and how wide its column is."""

_FAILED = re.compile(r"^(?:FAILED|ERROR) (?P<test>\S+?(?:\[.*?\])?)(?= - |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mutant that was drawn, and the text of its module with the change in it."""

    mutant: mutants.Mutant
    change: mutants.Change
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one mutant; `test` is the first that failed."""

    module: str
    line: int
    operator: str
    occurrence: int
    before: str
    after: str
    outcome: str
    test: str | None = None
    seconds: float = 0.0


def drawn(root: Path, rooms: Sequence[str], seed: int) -> Iterator[Drawn]:
    """Yield the mutants of *rooms* in the order of *seed*, one for each place."""
    sources = {module: (root / module).read_text(encoding="utf-8") for module in mutants.modules(root, rooms)}
    found = [mutant for module, source in sources.items() for mutant in mutants.mutants_of(module, source)]
    for choices in mutants.draw(found, seed):
        for mutant in choices:
            source = sources[mutant.place.module]
            text = mutants.mutated(source, mutant)
            if text is not None:
                yield Drawn(mutant, mutants.change(source, text), text)
                break


def chosen(
    found: Iterable[Drawn], count: int, known: Sequence[mutants.Equivalent]
) -> tuple[list[Drawn], list[mutants.Equivalent]]:
    """Return the first *count* mutants that are not *known* to be equivalent, and the known ones drawn before them."""
    by_change = {(one.module, one.change): one for one in known}
    counted: list[Drawn] = []
    passed: list[mutants.Equivalent] = []
    for one in found:
        if len(counted) == count:
            break
        equivalent = by_change.get((one.mutant.place.module, one.change))
        if equivalent is None:
            counted.append(one)
        else:
            passed.append(equivalent)
    return counted, passed


def outcome_of(returned: int | None, output: str) -> tuple[str, str | None]:
    """Return what a run of pytest says about its mutant, and the test that killed it.

    A run that a signal ended says nothing: it is `broken`, counts as not noticed, and `--survivors` runs it again.

    >>> outcome_of(1, "FAILED tests/test_witness.py::test_a - AssertionError")
    ('killed', 'tests/test_witness.py::test_a')
    >>> outcome_of(0, "3 passed")
    ('survived', None)
    """
    if returned is None:
        return "timeout", None
    if returned == 0:
        return "survived", None
    if returned < 0:
        return "broken", None
    found = _FAILED.search(output)
    return "killed", found["test"] if found else "the tests could not begin"


def summary(results: Sequence[Result], passed: Sequence[mutants.Equivalent]) -> str:
    """Return the table of *results* by room, what was killed in all, and every survivor."""
    rows: dict[str, Counter[str]] = {}
    for result in results:
        rows.setdefault(room_of(result.module), Counter())[result.outcome] += 1
    table = [f"{'room':<22}{'drawn':>7}{'killed':>8}{'survived':>10}{'timeout':>9}{'broken':>8}"]
    for room, counts in sorted(rows.items()):
        table.append(_row(room, counts))
    total = Counter(result.outcome for result in results)
    table.append(_row("all", total))
    stopped = sum(total[outcome] for outcome in NOTICED)
    share = 100 * stopped / len(results) if results else 0.0
    table.append(f"{stopped} of {len(results)} noticed ({share:.1f} %); {len(passed)} equivalent ones passed over")
    table.extend(
        f"{result.module}:{result.line} {result.operator}\n  - {result.before}\n  + {result.after}"
        for result in results
        if result.outcome not in NOTICED
    )
    return "\n".join(table) + "\n"


def _row(room: str, counts: Counter[str]) -> str:
    outcomes = "".join(f"{counts[name]:>{width}}" for name, width in OUTCOMES)
    return f"{room:<22}{counts.total():>7}{outcomes}"


def room_of(module: str) -> str:
    """Return the room a module stands in.

    >>> room_of("dmplog/cases/runs.py"), room_of("dmplog/witness.py")
    ('cases', 'clocks')
    """
    return module.split("/")[1].removesuffix(".py")


class Workshop:
    """Copies of the tree, in each of which one mutant at a time is put to the tests."""

    def __init__(self, folder: Path, jobs: int) -> None:
        self._free: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            copy = folder / str(number)
            copy.mkdir()
            for name in COPIED:
                source = REPOSITORY / name
                if source.is_dir():
                    shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
                else:
                    shutil.copy2(source, copy / name)
            self._free.put(copy)

    def test(self, one: Drawn) -> Result:
        """Return what the tests say about a mutant."""
        copy = self._free.get()
        module = copy / one.mutant.place.module
        source = module.read_text(encoding="utf-8")
        try:
            self._write(module, one.text)
            outcome, test, seconds = run_tests(copy)
        finally:
            self._write(module, source)
            self._free.put(copy)
        mutant = one.mutant
        place = mutant.place
        change = (one.change.before, one.change.after)
        return Result(place.module, place.start[0], mutant.operator, mutant.occurrence, *change, outcome, test, seconds)

    def untouched(self) -> tuple[str, str | None, float]:
        """Return what the tests say when nothing is changed."""
        copy = self._free.get()
        try:
            return run_tests(copy)
        finally:
            self._free.put(copy)

    @staticmethod
    def _write(module: Path, text: str) -> None:
        module.write_text(text, encoding="utf-8", newline="\n")
        # A cached module of the same size and second would be taken for this one.
        for cached in (module.parent / "__pycache__").glob(f"{module.stem}.*"):
            cached.unlink()


def run_tests(copy: Path) -> tuple[str, str | None, float]:
    """Return the outcome of the tests in *copy*, the first that failed, and how many seconds that took."""
    paths = [path for path in TESTS if (copy / path).exists()]
    # Before site-packages, where the editable install names the tree itself.
    paths_first = os.pathsep.join((str(copy), str(copy / "tools")))
    # Several runs at a time share the processors; threads of polars would only stand in each other's way.
    environment = {**os.environ, "PYTHONPATH": paths_first, "POLARS_MAX_THREADS": "1"}
    begun = time.monotonic()
    command = [sys.executable, "-m", "pytest", *PYTEST, *paths]
    try:
        run = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return (*outcome_of(None, ""), time.monotonic() - begun)
    return (*outcome_of(run.returncode, run.stdout), round(time.monotonic() - begun, 1))


def read_results(path: Path) -> list[Result]:
    """Return the results written to *path*."""
    return [Result(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def key(result: Result) -> tuple[str, str, str]:
    """Return what tells a mutant from others when lines have moved."""
    return result.module, result.before, result.after


def _again(path: Path, counted: list[Drawn], outcomes: Sequence[str]) -> tuple[list[Result], list[Drawn]]:
    """Return the results of an earlier run that had one of *outcomes*, and the mutants still to run."""
    kept = {key(result): result for result in read_results(path) if result.outcome in outcomes}
    done = [kept.get((one.mutant.place.module, one.change.before, one.change.after)) for one in counted]
    return (
        [result for result in done if result is not None],
        [one for one, result in zip(counted, done, strict=True) if result is None],
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=60, help="how many mutants are drawn")
    parser.add_argument("--seed", type=int, required=True, help="what draws them")
    parser.add_argument("--jobs", type=int, default=2, help="how many run at a time")
    parser.add_argument("--rooms", nargs="+", default=mutants.ROOMS, help="modules and folders to mutate")
    parser.add_argument("--survivors", action="store_true", help="run only what was not noticed before")
    parser.add_argument("--resume", action="store_true", help="run only what has no result yet")
    parser.add_argument("--list", action="store_true", help="name the mutants, and run none")
    return parser.parse_args()


def main() -> int:
    """Draw, run and sum up."""
    asked = _arguments()
    counted, passed = chosen(drawn(REPOSITORY, asked.rooms, asked.seed), asked.count, mutants.equivalents(EQUIVALENTS))
    if asked.list:
        for one in counted:
            place = one.mutant.place
            sys.stdout.write(f"{place.module}:{place.start[0]}\n  - {one.change.before}\n  + {one.change.after}\n")
        return 0
    path = REPOSITORY / "build" / f"mutation-{asked.seed}.jsonl"
    path.parent.mkdir(exist_ok=True)
    kept = NOTICED if asked.survivors else (*NOTICED, "survived") if asked.resume else ()
    results, to_run = _again(path, counted, kept) if path.exists() else ([], counted)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(asked.jobs) as pool:
        workshop = Workshop(Path(folder), asked.jobs)
        untouched = pool.submit(workshop.untouched)
        running = [pool.submit(workshop.test, one) for one in to_run]
        for number, finished in enumerate(as_completed(running), 1):
            result = finished.result()
            results.append(result)
            where = f"{result.module}:{result.line}"
            sys.stderr.write(
                f"{number}/{len(to_run)} {result.outcome} {where} {result.seconds:.0f} s {result.test or ''}\n"
            )
            path.write_text("".join(json.dumps(asdict(one)) + "\n" for one in results), encoding="utf-8")
        outcome, test, seconds = untouched.result()
    if outcome != "survived":
        sys.stderr.write(f"Without any mutant {test} fails: what was killed says nothing.\n")
        return 2
    sys.stderr.write(f"untouched: every test passes, {seconds:.0f} s\n")
    sys.stdout.write(summary(results, passed))
    return int(any(result.outcome not in NOTICED for result in results))


if __name__ == "__main__":
    sys.exit(main())
