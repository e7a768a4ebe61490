"""A fleet put to the test: bundles with known answers, poisons among them, a worker and the client killed.

Usage: python benchmarks/fleet.py [COUNT] [FOLDER] [--no-loop]

Writes COUNT tiny bundles (2,000), every hundredth of them poisoned (out of memory, segmentation fault, hang, bomb, in turn), and

1. judges them undisturbed, watching how much memory client, workers and children take;
2. judges them again, with a worker killed in the middle, and the client killed and called again twice;
3. checks every row against what was written, and the bytes of both runs against each other;
4. leaves the poisons out, and sets the time beside that of a plain loop divided by the number of processors.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from itertools import cycle, islice, product
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).resolve().parents[1]
HELPERS = [REPOSITORY, REPOSITORY / "tests", REPOSITORY / "tests" / "pipeline", REPOSITORY / "tests" / "fleet"]
sys.path[:0] = map(str, HELPERS)
os.environ["PYTHONPATH"] = os.pathsep.join(map(str, HELPERS))
os.environ["POLARS_MAX_THREADS"] = "1"

POISONS = {"eats": "memory", "crashes": "died", "hangs": "timeout", "bomb": "unreadable"}
EVERY = 100
TIMEOUT, MEMORY = "10s", "512MiB"
TABLES = ("bundles", "cases", "lines", "reports")
WORKERS = psutil.cpu_count() or 1


def main(count: int, folder: Path, *, loop: bool) -> None:
    known = write(folder / "in", count)
    print(f"{len(known)} bundles, load {os.getloadavg()[0]:.1f}, {WORKERS} workers")
    client = Client(folder / "in", folder / "calm")
    calm = client.watched()
    print(f"undisturbed: {calm:.0f} s, exit code {client.code}")
    client.tell_memory()
    disturbed(folder, calm)
    wrong = check(folder / "calm", known) + check(folder / "out", known)
    same = {name: table(folder / "calm", name) == table(folder / "out", name) for name in TABLES}
    print(f"wrong rows: {len(wrong)} {wrong[:5]}; same bytes: {same}")
    if loop:
        healthy = [name for name, answer in known.items() if answer[0] == "ok"]
        compare(folder, healthy)


def write(folder: Path, count: int) -> dict[str, tuple[str, ...]]:
    """Write the bundles, and return what is known of each: its status, and where it is ok its lane, step and state."""
    from generator import STATES, write_case

    import dmplog
    from dmplog.grammar import Grammars

    chart, grammars = dmplog.load_flowchart("download"), Grammars.load()
    made = []
    places = [(lane, step, state) for lane in chart.lanes for step, state in product(lane.steps, STATES)]
    for number, (lane, step, state) in enumerate(places):
        case = folder.parent / "cases" / str(number)
        if write_case(case, grammars, lane, step.id, state, "sms"):
            made.append((case, ("ok", lane.id, step.id, state)))
    folder.mkdir(parents=True, exist_ok=True)
    known: dict[str, tuple[str, ...]] = {}
    poisons = cycle(POISONS.items())
    for number, (case, answer) in enumerate(islice(cycle(made), count)):
        if number % EVERY == EVERY // 2:
            poison, status = next(poisons)
            name = f"{number:05}-{poison}.zip"
            with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("hman.log", bytes(64 << 20) if poison == "bomb" else "nothing of interest\r\n")
            known[name] = (status,)
            continue
        name = f"{number:05}-{'-'.join(answer[1:])}.zip"
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(case.rglob("*")):
                archive.write(path, path.relative_to(case))
        known[name] = answer
    return known


class Client:
    """`dmplog fleet run`, and what it takes."""

    def __init__(self, source: Path, out: Path) -> None:
        command = [sys.executable, "-m", "dmplog", "fleet", "run", str(source), "-o", str(out), "--quiet"]
        command += ["--workers", str(WORKERS), "--timeout", TIMEOUT, "--memory", MEMORY]
        environment = {**os.environ, "DMPLOG_FLEET_HOOK": "poisons"}
        self.begun = time.monotonic()
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        self.samples: list[tuple[float, float, float, float]] = []
        self.code: int | None = None
        self.taken: dict[int, float] = {}

    def watched(self, most: float = 1e9) -> float:
        """Wait for its end, or so many seconds, and return how long that was."""
        while self.process.poll() is None and time.monotonic() - self.begun < most:
            self.samples.append((time.monotonic() - self.begun, *self.memory()))
            time.sleep(0.5)
        self.code = self.process.returncode
        return time.monotonic() - self.begun

    def workers(self) -> list[psutil.Process]:
        return [one for one in psutil.Process(self.process.pid).children() if "spawn_main" in " ".join(one.cmdline())]

    def memory(self) -> tuple[float, float, float]:
        """Return the MiB of the client, of its largest worker, and of the largest process that reads a bundle."""
        try:
            workers = self.workers()
            children = [child for worker in workers for child in worker.children()]
            for one in (psutil.Process(self.process.pid), *workers, *children):
                spent = one.cpu_times()
                self.taken[one.pid] = spent.user + spent.system
            own = psutil.Process(self.process.pid).memory_info().rss
            return own / 2**20, mebibytes(workers), mebibytes(children)
        except psutil.Error:
            return 0.0, 0.0, 0.0

    def tell_memory(self) -> None:
        """Print what was taken in each tenth of the time."""
        print("   seconds   client MiB   worker MiB   child MiB (largest in each tenth of the time)")
        size = max(1, len(self.samples) // 10)
        for first in range(0, len(self.samples), size):
            tenth = self.samples[first : first + size]
            print(
                f"   {tenth[-1][0]:>7.0f}   " + "   ".join(f"{max(one[n] for one in tenth):>10.0f}" for n in (1, 2, 3))
            )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def mebibytes(processes: list[psutil.Process]) -> float:
    taken = []
    for one in processes:
        try:
            taken.append(one.memory_info().rss / 2**20)
        except psutil.Error:
            continue
    return max(taken, default=0.0)


def disturbed(folder: Path, calm: float) -> None:
    """Judge again: a worker is killed, the client is killed, called again, killed, and called again."""
    client = Client(folder / "in", folder / "out")
    client.watched(0.2 * calm)
    client.workers()[0].kill()
    first = client.watched(0.4 * calm)
    client.kill()
    client = Client(folder / "in", folder / "out")
    second = client.watched(0.35 * calm)
    client.kill()
    client = Client(folder / "in", folder / "out")
    last = client.watched()
    print(
        f"a worker killed at {0.2 * calm:.0f} s, the client after {first:.0f} s and {second:.0f} s, then {last:.0f} s to the end, exit code {client.code}"
    )


def check(out: Path, known: dict[str, tuple[str, ...]]) -> list[tuple[str, object]]:
    """Return the bundles whose rows are not what they must be."""
    import json

    from dmplog.fleet import read

    fleet = read(out)
    cases: dict[str, list[dict[str, object]]] = {}
    for row in fleet.cases.collect().iter_rows(named=True):
        cases.setdefault(row["bundle"], []).append(row)
    reports = dict(fleet.reports.collect().iter_rows())
    wrong: list[tuple[str, object]] = []
    seen = set()
    for row in fleet.bundles.collect().iter_rows(named=True):
        name = Path(row["source"]).name
        seen.add(name)
        status, *answer = known[name]
        if row["status"] != status:
            wrong.append((name, row["status"]))
        elif answer and not fits(answer, cases.get(row["bundle"], []), json.loads(reports[row["bundle"]])):
            wrong.append(
                (name, [(case["lane"], case["step"], case["verdict"]) for case in cases.get(row["bundle"], [])])
            )
    return wrong + [(name, "no row") for name in sorted(set(known) - seen)]


def fits(answer: list[str], cases: list[dict[str, object]], report: dict[str, list[dict[str, object]]]) -> bool:
    lane, step, state = answer
    if state == "done":
        told = next(case for case in report["cases"] if case["lane"] == lane)
        return any(each["id"] == step and each["status"] == "done" for each in told["steps"])
    return any((case["lane"], case["step"], case["verdict"]) == (lane, step, state) for case in cases)


def table(out: Path, name: str) -> bytes:
    return (out / "tables" / "1" / f"{name}.parquet").read_bytes()


LOOP = "import sys, dmplog\nfor path in sys.stdin.read().split('\\n'): dmplog.diagnose(path)"


def compare(folder: Path, healthy: list[str]) -> None:
    """Judge the healthy bundles alone, and set the time beside a plain loop over them."""
    alone = folder / "healthy"
    alone.mkdir()
    for name in healthy:
        os.link(folder / "in" / name, alone / name)
    before = os.getloadavg()[0]
    client = Client(alone, folder / "fast")
    fleet, spent = client.watched(), sum(client.taken.values())
    begun, used = time.monotonic(), processor_time()
    paths = "\n".join(str(alone / name) for name in healthy)
    subprocess.run([sys.executable, "-c", LOOP], input=paths, text=True, check=True)
    loop, used = time.monotonic() - begun, processor_time() - used
    print(
        f"{len(healthy)} healthy bundles: fleet {fleet:.0f} s, plain loop {loop:.0f} s, divided by {WORKERS}: "
        f"{fleet / (loop / WORKERS):.2f} x (load {before:.1f} before, {os.getloadavg()[0]:.1f} after); "
        f"processor time {spent:.0f} s and {used:.0f} s, {spent / used:.2f} x"
    )


def processor_time() -> float:
    spent = os.times()
    return spent.children_user + spent.children_system


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    # Whoever wants to look at the results afterwards names a folder.
    with tempfile.TemporaryDirectory(prefix="fleet-") as room:
        place = Path(given[1]) if len(given) > 1 else Path(room)
        main(int(given[0]) if given else 2_000, place, loop="--no-loop" not in sys.argv)
