"""The event frame: typed columns, only those that say something, and only the events asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

import dmplog
from dmplog.grammar import Grammars
from dmplog.records import COLUMNS

BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"
SIMPLE = "{message}  $$<SMS_HIERARCHY_MANAGER><12-17-2024 20:00:0{second}.000+300><thread=1 (0x1)>\n"


def log(tmp_path, *messages):
    path = tmp_path / "hman.log"
    lines = [SIMPLE.format(message=message, second=number) for number, message in enumerate(messages)]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def fields(frame):
    return frame.columns[len(COLUMNS) + 1 :]


@pytest.fixture(scope="module")
def everything():
    return dmplog.read_events(BUNDLE)


def test_the_columns_are_those_of_the_records_the_event_and_what_a_row_fills(everything):
    assert [*COLUMNS, "event"] == everything.columns[: len(COLUMNS) + 1]
    assert [] == [name for name in fields(everything) if everything[name].null_count() == everything.height]
    assert [name for name in Grammars.load().fields if name in everything.columns] == fields(everything)


def test_every_field_is_typed_by_its_shape(everything):
    """Whole numbers are integers; hexadecimal numbers, ids and versions are text."""
    numbers = Grammars.load().numbers
    types = {name: everything.schema[name] for name in fields(everything)}

    assert {name: pl.Int64() if name in numbers else pl.String() for name in types} == types
    assert pl.Int64() == types["position"] == types["progress"] == types["size_kilobytes"]
    assert pl.String() == types["substage_id"] == types["package_id"] == types["job_id"] == types["message_id"]


def test_a_number_is_the_number_of_its_text(everything):
    """No value is lost on the way from text."""
    text = Grammars.load().match(everything.select(pl.col("role").cast(pl.String), "message"))

    for name in Grammars.load().numbers.intersection(fields(everything)):
        assert text[name].cast(pl.Int64).to_list() == everything[name].to_list()


def test_an_event_asked_for_has_the_columns_of_its_messages(everything):
    """They depend on the grammar, and not on what the logs hold."""
    alone = dmplog.read_events(BUNDLE, events="sending_wrote")

    assert ["server_name", "request_id", "size", "position"] == fields(alone)
    assert {"sending_wrote"} == set(alone["event"])
    assert everything.filter(event="sending_wrote").select(alone.columns).equals(alone)


def test_several_events_may_be_asked_for(everything):
    names = ["prerequisite_result", "sending_wrote", "status_reported"]
    asked = dmplog.read_events(BUNDLE, events=iter(names))

    assert names == asked["event"].unique().sort().to_list()
    assert everything.filter(pl.col("event").is_in(names)).select(asked.columns).equals(asked)


def test_an_event_the_logs_lack_is_an_empty_frame_with_its_columns(tmp_path):
    found = dmplog.read_events(log(tmp_path, "nothing known"), events="state_message_generated")

    assert (0, ["package_guid", "state_message"]) == (found.height, fields(found))
    assert pl.Int64() == found.schema["state_message"]


def test_no_event_asked_for_is_no_row():
    found = dmplog.read_events(BUNDLE, events=[])

    assert (0, []) == (found.height, fields(found))


def test_errors_nobody_knows_have_their_text(tmp_path):
    found = dmplog.read_events(log(tmp_path, "ERROR: no rule has this"), events="unrecognized_error")

    assert ["text"] == fields(found)
    assert ["ERROR: no rule has this"] == found["text"].to_list()


@pytest.mark.parametrize("events", ["redist_download", ["redist_downloaded", "redist_download"]])
def test_an_event_no_grammar_has_is_an_error_with_the_nearest_name(events):
    """Said before anything is read."""
    with pytest.raises(dmplog.UsageError) as raised:
        dmplog.read_events("no/such/folder", events=events)

    assert "no event is called 'redist_download'; did you mean redist_downloaded?" == str(raised.value)


def test_a_number_that_no_column_can_hold_is_null_and_stands_in_the_message(tmp_path):
    """A hostile log raises nothing and hides nothing."""
    rule = next(rule for rule in Grammars.load().of("hman") if {"state"} & set(rule.fields))
    values = dict.fromkeys(rule.fields, "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e")
    message = Grammars.load().render(rule.name, {**values, "state": "9" * 30}, "hman")
    found = dmplog.read_events(log(tmp_path, message), events=rule.name)

    assert ([None], [message]) == (found["state"].to_list(), found["message"].to_list())


ODD = {
    "readme.txt": b"We saw this:\nDownload manifest.cab\nand then nothing.\n",
    "ticket.txt": b"> Download manifest.cab\n> Generating state message: 6 for package 3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e\n",
    "Scheduler.log": b'<![LOG[Initializing scheduler]LOG]!><time="08:00:00.000+000" date="03-04-2025" component="Scheduler" context="" type="1" thread="1" file="x.cpp:1">\n',
    "empty.log": b"",
}
"""Files that quote a log, or are another program's."""


@pytest.mark.parametrize("beside", [(), tuple(ODD)])
@pytest.mark.parametrize(
    "scenario", ["healthy-download", "waits-for-stuck-child", "offline-complete", "case-c13-adminui-content-by-hand"]
)
def test_events_and_diagnose_count_the_same(tmp_path, scenario, beside):
    """Which file is what log is decided in one place."""
    shutil.copytree(f"fixtures/scenarios/{scenario}/bundle", tmp_path / "bundle")
    for name in beside:
        (tmp_path / "bundle" / name).write_bytes(ODD[name])

    counted = dmplog.read_events(tmp_path / "bundle").group_by("file").len().sort("file").rows()

    covered = dmplog.diagnose(tmp_path / "bundle").coverage
    assert counted == sorted((log.file, log.events) for log in covered if log.events and log.role != "other")


@pytest.mark.parametrize("scenario", ["healthy-download", "redist-fails-daily"])
@pytest.mark.parametrize("name", ["paste.txt", "dmpdownloader.log", "ticket.log"])
def test_messages_alone_are_counted_alike_too(tmp_path, scenario, name):
    """One a line, without framing and component."""
    bundle = next(Path(f"fixtures/scenarios/{scenario}/bundle").rglob("dmpdownloader.log"))
    messages = dmplog.read_records(bundle)["message"].to_list()
    (tmp_path / name).write_text("\n".join(messages), encoding="utf-8")
    (log,) = dmplog.diagnose(tmp_path).coverage

    assert dmplog.read_events(tmp_path).height == log.events
    assert log.events > 10
