"""The results folder: whole or not at all, the same bytes for the same bundles, and resumable at any byte."""

from __future__ import annotations

import contextlib
import json
import os
import random

import engine
import polars as pl
import pytest
from bundles import HEALTHY, write_bundles

from dmplog.errors import UsageError
from dmplog.fleet import files, parts
from dmplog.fleet.outcome import STATUSES, Answer
from dmplog.fleet.reading import earlier, read
from dmplog.fleet.results import MARK
from dmplog.fleet.running import Allowance, run
from dmplog.fleet.schema import TABLES
from dmplog.fleet.sources import find_sources

ALLOWED = Allowance(None, None, 60.0, 2**30)
TORN = 7
"""So many bytes of what was being written are there when the client is killed."""


class Killed(BaseException):
    """The end of the client, at once."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_bundles(tmp_path_factory.mktemp("in"), poisons=("torn",))


@pytest.fixture(scope="module")
def answers():
    """Each bundle is diagnosed once for all tests."""
    return {}


def judge(folder, out, **more):
    return run(find_sources([str(folder)]), out, ALLOWED, **more)


def contents(out):
    """Return every file of the four tables, by its path."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted((out / "tables").rglob("*.parquet"))}


def left_of(out):
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def calm(folder, answers, tmp_path_factory):
    """What an undisturbed run leaves."""
    with pytest.MonkeyPatch.context() as patch:
        engine.use(patch, answers=answers)
        out = tmp_path_factory.mktemp("calm") / "out"
        judge(folder, out)
    return out


def test_the_tables_have_the_fixed_columns(calm):
    for name in ("bundles", "cases", "lines", "reports"):
        assert TABLES[name] == pl.read_parquet_schema(calm / "tables" / "1" / f"{name}.parquet")
    assert TABLES["timings"] == pl.read_parquet_schema(calm / "timings" / "1.parquet")
    assert not any(kind == pl.Categorical for schema in TABLES.values() for kind in schema.values())


def test_a_run_leaves_tables_and_nothing_half_done(calm):
    names = ("bundles", "cases", "lines", "reports")

    assert sorted([MARK, "run.json", "timings/1.parquet", *(f"tables/1/{name}.parquet" for name in names)]) == left_of(
        calm
    )


def test_run_json_says_what_the_tables_are_of(calm):
    said = json.loads((calm / "run.json").read_text(encoding="utf-8"))

    assert ("dmplog.fleet/2", 1, {"ok": len(HEALTHY), "unreadable": 1}) == (
        said["schema"],
        said["number"],
        said["statuses"],
    )
    assert {"dmplog", "knowledge", "options", "started", "finished"} <= set(said)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("together", [1, 3, 256])
def test_the_order_of_answers_and_the_size_of_parts_change_no_byte(
    folder, answers, calm, tmp_path, monkeypatch, seed, together
):
    monkeypatch.setattr(parts, "TOGETHER", together)
    engine.use(monkeypatch, lambda jobs: random.Random(seed).sample(jobs, len(jobs)), answers)
    judge(folder, tmp_path / "out")

    assert contents(calm) == contents(tmp_path / "out")
    assert left_of(calm) == left_of(tmp_path / "out")


def killed_at(monkeypatch, number):
    """Let the client be killed in the middle of writing its file *number*, from 0; files end in names that are put in place."""
    counted = iter(range(10_000))

    def flush(file):
        if next(counted) >= number:
            # Folders are flushed, too.
            with contextlib.suppress(OSError):
                os.truncate(file, TORN)
            raise Killed

    monkeypatch.setattr(files.os, "fsync", flush)


WRITTEN = 8 * 5 * 2 + 5 + 1
"""More files and folders than are flushed by a run with a part for each bundle: this many moments are tried, a few each time."""


@pytest.mark.parametrize("moment", range(0, WRITTEN, 9))
def test_a_client_killed_at_any_file_goes_on_to_the_same_bytes(folder, answers, calm, tmp_path, monkeypatch, moment):
    """Twice, at this moment of the first run and at the next of the second; then it is left alone."""
    for number in (moment, max(0, moment // 2 + 1)):
        with monkeypatch.context() as patch:
            patch.setattr(parts, "TOGETHER", 1)
            engine.use(patch, answers=answers)
            killed_at(patch, number)
            with contextlib.suppress(Killed):
                judge(folder, tmp_path / "out")
    engine.use(monkeypatch, answers=answers)
    judge(folder, tmp_path / "out")

    assert contents(calm) == contents(tmp_path / "out")
    assert left_of(calm) == left_of(tmp_path / "out")


def test_what_was_judged_is_skipped_with_any_status(folder, answers, tmp_path, monkeypatch):
    engine.use(monkeypatch, answers=answers)
    judge(folder, tmp_path / "out")
    before = contents(tmp_path / "out")
    again = judge(folder, tmp_path / "out")

    assert (0, len(HEALTHY) + 1) == (again.judged, again.skipped)
    assert before == contents(tmp_path / "out")


@pytest.mark.parametrize(("retry", "judged"), [("failed", 1), ("all", len(HEALTHY) + 1)])
def test_a_retry_judges_again_what_it_says(folder, answers, tmp_path, monkeypatch, retry, judged):
    engine.use(monkeypatch, answers=answers)
    judge(folder, tmp_path / "out")
    torn = str(folder / "torn.zip")
    engine.use(monkeypatch, answers={**answers, torn: Answer("timeout", "It took longer.")})
    again = judge(folder, tmp_path / "out", retry=retry)
    statuses = read(tmp_path / "out").bundles.select("source", pl.col("status").cast(pl.String)).collect()

    assert (judged, len(HEALTHY) + 1 - judged) == (again.judged, again.skipped)
    assert {"ok": len(HEALTHY), "timeout": 1} == again.counts
    assert [("timeout",)] == statuses.filter(pl.col("source") == torn).select("status").rows()


def test_a_changed_bundle_takes_the_place_of_what_it_was(tmp_path, monkeypatch):
    """And the run before stays, to be compared with; reports are kept of the last one only."""
    folder = write_bundles(tmp_path / "in", healthy=HEALTHY[:2])
    engine.use(monkeypatch)
    judge(folder, tmp_path / "out")
    (folder / f"{HEALTHY[0]}.zip").replace(folder / f"{HEALTHY[1]}.zip")
    judge(folder, tmp_path / "out")
    fleet = read(tmp_path / "out")
    before = earlier(fleet)

    assert [f"{HEALTHY[0]}.zip", f"{HEALTHY[1]}.zip"] == [
        name.rpartition("/")[2] for name in fleet.bundles.collect()["source"]
    ]
    assert (2, 1) == (fleet.number, before.number)
    assert (2, 2, 0) == tuple(each.collect().height for each in (fleet.reports, before.bundles, before.reports))


def test_an_interrupted_run_leaves_what_was_judged(folder, answers, tmp_path, monkeypatch):
    engine.use(monkeypatch, answers=answers)
    stop = []
    done = judge(folder, tmp_path / "out", stop=stop, progress=lambda *_: stop.append(True))
    fleet = read(tmp_path / "out")

    assert (1, True) == (done.judged, done.interrupted)
    assert (0, True, 1) == (fleet.number, fleet.unfinished, fleet.bundles.collect().height)


def test_a_folder_of_somebody_else_is_never_written(folder, tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match="holds something else than results"):
        judge(folder, tmp_path)
    with pytest.raises(UsageError, match="is a file"):
        judge(folder, tmp_path / "notes.txt")
    assert ["notes.txt"] == left_of(tmp_path)


def test_two_runs_never_write_into_one_folder(tmp_path):
    with (
        files.held(tmp_path / MARK),
        pytest.raises(UsageError, match="another run writes into"),
        files.held(tmp_path / MARK),
    ):
        pass


def test_a_text_that_is_half_a_character_stands_in_a_table(folder, answers, tmp_path, monkeypatch):
    """A name on disk need not be UTF-8."""
    source = str(folder / "torn.zip")
    engine.use(monkeypatch, answers={**answers, source: Answer("unreadable", "\udcff cannot be read")})
    judge(folder, tmp_path / "out")

    assert "\\udcff cannot be read" in read(tmp_path / "out").bundles.collect()["detail"].to_list()


def test_every_status_has_its_words():
    from dmplog.fleet.shapes import STATUS_WORDS

    assert list(STATUSES) == list(STATUS_WORDS)
