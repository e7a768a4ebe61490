"""Small bundles share a task of the cluster, large ones have one each, and whoever shares one with a bundle that loses its machine is asked again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dmplog.errors import UsageError
from dmplog.fleet import cluster
from dmplog.fleet.outcome import Answer, Job, Measured, Outcome, Source

JOBS = [Job(str(number), Source(f"{number}.zip", 1), 60, 1) for number in range(40)]


def outcome(seconds):
    return Outcome(Answer("ok"), Measured(0, seconds, 1, "a"))


class Futures:
    """A cluster of two threads that ends one task at a time; `lose(jobs)` tells of which tasks the machine is lost."""

    def __init__(self, seconds, lose=lambda _jobs: False):
        self.seconds, self.lose = seconds, lose
        self.tasks, self.waiting, self.most = [], [], 0
        self.loop = None

    def nthreads(self):
        return {"a": 1, "b": 1}

    def submit(self, _judge, jobs, *, key, **_options):
        future = SimpleNamespace(key=key, jobs=jobs, status="finished", release=lambda: None)
        self.tasks.append(jobs)
        return future

    def add(self, future):
        self.waiting.append(future)
        self.most = max(self.most, len(self.waiting))

    def __iter__(self):
        while self.waiting:
            future = self.waiting.pop(0)
            if self.lose(future.jobs):
                future.status = "error"
                yield future, (None, OSError("lost"))
            else:
                yield future, tuple(outcome(self.seconds) for _ in future.jobs)


def judged(monkeypatch, futures, stop=()):
    distributed = SimpleNamespace(as_completed=lambda *_arguments, **_options: futures)
    monkeypatch.setitem(__import__("sys").modules, "distributed", distributed)
    return list(cluster.judged(futures, iter(JOBS), stop))


@pytest.mark.parametrize(("seconds", "most"), [(0.001, cluster.MOST_TOGETHER), (0.25, 4), (0.9, 1), (600.0, 1)])
def test_so_many_share_a_task_as_take_a_second(monkeypatch, seconds, most):
    futures = Futures(seconds)
    done = judged(monkeypatch, futures)

    assert sorted(JOBS, key=str) == sorted((job for job, _ in done), key=str)
    assert (1, most) == (len(futures.tasks[0]), max(map(len, futures.tasks)))
    assert cluster.WINDOW * 2 == futures.most


def test_who_shared_a_task_with_one_that_lost_its_machine_has_its_own_answer(monkeypatch):
    futures = Futures(0.05, lose=lambda jobs: any(job.bundle == "20" for job in jobs))
    statuses = {job.bundle: outcome.answer.status for job, outcome in judged(monkeypatch, futures)}

    assert {**{job.bundle: "ok" for job in JOBS}, "20": "died"} == statuses
    assert (JOBS[20],) in futures.tasks


def test_where_it_is_stopped_nothing_more_is_handed_out(monkeypatch):
    assert [] == judged(monkeypatch, Futures(0.05), stop=[True])


def test_a_worker_that_can_do_no_such_work_ends_the_run(monkeypatch):
    class Useless(Futures):
        def __iter__(self):
            for future in self.waiting:
                future.status = "error"
                yield future, (None, UsageError("no processes here"))

    with pytest.raises(UsageError, match="no processes here"):
        judged(monkeypatch, Useless(0.05))
