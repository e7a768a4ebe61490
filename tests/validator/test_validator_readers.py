"""No failure that a grammar knows is passed over in silence."""

from __future__ import annotations

import shutil
import tomllib

from dmplog.data import data_folder
from dmplog.grammar import Grammars
from dmplog.validator.readers import DECIDES_NOTHING, events_read, failures, unread_failures

FOLDER = data_folder("flowcharts")


def listed():
    entries = tomllib.loads((FOLDER / DECIDES_NOTHING).read_text(encoding="utf-8"))["event"]
    return {entry["name"]: entry for entry in entries}


def test_every_failure_of_a_grammar_has_a_reader_or_a_reason_why_it_has_none():
    assert () == unread_failures(Grammars.load(), FOLDER)


def test_a_failure_without_a_reader_is_told_at_its_rule(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "flowcharts")
    (tmp_path / "flowcharts" / "replication.toml").unlink()
    grammars = Grammars.load()
    rule = failures(grammars)["content_sizing_failed"]

    told = [finding.sentence(path) for path, finding in unread_failures(grammars, tmp_path / "flowcharts")]

    start = (
        f"{grammars.folders[-1] / 'distmgr.lark'}:{rule.line}: error: no lane, cause or harmless list reads the failure"
    )
    assert [start] == [sentence.split(" 'content")[0] for sentence in told if "'content_sizing_failed'" in sentence]
    assert any("'service_broker_failed'" in sentence for sentence in told)


def test_what_decides_nothing_is_a_failure_that_nothing_reads_with_a_reason_and_its_source():
    assert set(listed()) <= set(failures(Grammars.load()))
    assert set() == set(listed()) & events_read(FOLDER)
    assert all(entry["why"].endswith(".") and entry["evidence"] for entry in listed().values())
