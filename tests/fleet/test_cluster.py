"""A fleet on a real cluster of two workers: what bundles, machines and people do to it.

Dask warns, and starts processes and threads of its own: these tests run in a pytest process of their own, which
`test_own_process.py` starts.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from bundles import HEALTHY, write_bundles

import dmplog
from dmplog.fleet import child
from dmplog.fleet.cluster import connected
from dmplog.fleet.keeper import Keeper
from dmplog.fleet.outcome import Job, Source
from dmplog.fleet.reading import read
from dmplog.fleet.running import Allowance, run
from dmplog.fleet.sources import find_sources

pytestmark = pytest.mark.cluster

HERE = Path(__file__).resolve().parent
POISONS = {
    "bomb": "unreadable",
    "breaks": "error",
    "crashes": "died",
    "eats": "memory",
    "hangs": "timeout",
    "torn": "unreadable",
}
FEW = HEALTHY[:4]
MEMORY = 320 * 1024 * 1024
SECONDS = 5.0
COMPARED = ("bundles", "cases", "lines", "reports")


@pytest.fixture(scope="module")
def cluster():
    """A cluster of somebody's own, as `--scheduler` finds it; its workers know the poisons."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(child.HOOK, "poisons")
        patch.setenv("PYTHONPATH", os.pathsep.join((str(HERE), str(HERE.parents[1]))))
        with connected(None, 2) as client:
            yield client.scheduler.address


def judge(cluster, folder, results, **more):
    return run(find_sources([str(folder)]), results, Allowance(cluster, None, SECONDS, MEMORY), **more)


def contents(results, number=1):
    return {name: (results / "tables" / str(number) / f"{name}.parquet").read_bytes() for name in COMPARED}


def test_poisons_cost_nobody_else_anything_and_a_lost_worker_costs_nothing(tmp_path, cluster):
    """Every bundle has its answer, those of the healthy ones are those of `diagnose`, and no process is left behind."""
    folder = write_bundles(tmp_path / "in", poisons=POISONS)
    children: list[psutil.Process] = []

    def kill_once(_job, outcome):
        if not children:
            worker = psutil.Process(int(outcome.measured.worker.rpartition(":")[2]))
            children.extend(worker.children())
            worker.kill()

    done = judge(cluster, folder, tmp_path / "out", progress=kill_once)
    fleet = read(tmp_path / "out")
    statuses = {
        Path(source).stem: status for source, status in fleet.bundles.select("source", "status").collect().rows()
    }
    sources = dict(fleet.bundles.select("bundle", "source").collect().rows())
    reports = {sources[bundle]: report for bundle, report in fleet.reports.collect().rows()}

    assert {**dict.fromkeys(HEALTHY, "ok"), **POISONS} == statuses
    assert (len(statuses), False) == (done.judged, done.interrupted)
    for name in HEALTHY:
        path = str(folder / f"{name}.zip")
        assert dmplog.diagnose(path).to_json() == reports[path]
    assert ([], True) == (psutil.wait_procs(children, 10)[1], bool(children))


def command_of(folder, results):
    """Return the command that judges the bundles in *folder* by one worker."""
    return [sys.executable, "-m", "dmplog", "fleet", "run", str(folder), "-o", str(results), "--workers", "1"]


def test_neither_workers_nor_kills_of_the_client_change_a_byte(tmp_path, cluster):
    """Two workers undisturbed, and one whose client is killed: the same bytes; and what was done is skipped."""
    folder = write_bundles(tmp_path / "in", poisons=("torn",), healthy=FEW)
    judge(cluster, folder, tmp_path / "calm")
    command = command_of(folder, tmp_path / "out")
    client = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
    # That any moment will do is held without a cluster.
    time.sleep(3.5)
    client.kill()
    client.wait()
    last = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    again = judge(cluster, folder, tmp_path / "out")

    assert contents(tmp_path / "calm") == contents(tmp_path / "out")
    assert 1 == last.returncode, last.stderr
    assert (0, len(FEW) + 1, {"ok": len(FEW), "unreadable": 1}) == (again.judged, again.skipped, again.counts)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal to one process")
def test_an_interrupt_ends_after_the_bundles_that_are_read(tmp_path):
    """The folder goes on from there."""
    folder = write_bundles(tmp_path / "in", poisons=("hangs",))
    command = command_of(folder, tmp_path / "out")
    client = subprocess.Popen([*command, "--timeout", "2s"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (tmp_path / "out" / ".dmplog-fleet").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    client.send_signal(signal.SIGINT)
    _, said = client.communicate(timeout=60)

    assert 130 == client.returncode
    assert "interrupted; the same command goes on from here" in said
    assert not (tmp_path / "out" / "run.json").exists()


def test_a_child_is_replaced_after_its_bundles_and_fetches_what_lies_at_an_address(tmp_path):
    path = write_bundles(tmp_path, healthy=HEALTHY[:1]) / f"{HEALTHY[0]}.zip"
    keeper = Keeper(most=2)
    processes, answers = [], []
    for source in (Source(str(path), 1), Source(f"file://{path}", 1, remote=True), Source(str(path), 1)):
        answers.append(keeper.judge(Job("1", source, 60, MEMORY)).answer)
        processes.append(keeper._child.pid)
    room = keeper._room
    keeper.close()

    assert [True, False] == [processes[0] == processes[1], processes[1] == processes[2]]
    assert ["ok"] * 3 == [answer.status for answer in answers]
    assert answers[0].cases == answers[1].cases
    assert [] == list(Path(room).iterdir())
