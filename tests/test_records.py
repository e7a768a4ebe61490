"""The record frame: roles and severities as closed lists."""

from __future__ import annotations

import polars as pl
import pytest

import dmplog
from dmplog.grammar import Grammars
from dmplog.records import COLUMNS, with_closed_lists
from dmplog.roles import known_roles

BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"
CCM = '<![LOG[said]LOG]!><time="12:00:00.000+000" date="12-17-2024" component="C" context="" type="{}" thread="1" file="a">\n'


@pytest.mark.parametrize("read", [dmplog.read_records, dmplog.read_events])
def test_roles_and_severities_are_closed_lists(read):
    frame = read(BUNDLE)

    assert pl.Enum(sorted({*Grammars.load().roles, "other"})) == frame.schema["role"]
    assert pl.Enum(["verbose", "info", "warning", "error"]) == frame.schema["severity"]
    assert {"hman", "distmgr", "sender"} < set(frame["role"])


def test_every_role_a_log_can_have_is_in_the_list():
    assert set(Grammars.load().roles) == set(known_roles().names)


def test_every_severity_of_a_framing_is_in_the_list(tmp_path):
    (tmp_path / "hman.log").write_text("".join(CCM.format(number) for number in range(4)), encoding="utf-8")
    frame = dmplog.read_records(tmp_path / "hman.log")

    assert ["verbose", "info", "warning", "error"] == frame["severity"].to_list()
    assert ["warning", "error"] == frame.filter(pl.col("severity") >= "warning")["severity"].to_list()


def test_a_log_no_grammar_speaks_of_is_one_of_the_others():
    """Where only some grammars are loaded."""
    frame = pl.DataFrame({"role": ["hman", "sender", None], "severity": ["info", None, None]})
    rules = [rule for rule in Grammars.load().rules if rule.roles == ("hman",)]
    closed = with_closed_lists(frame, Grammars(rules, *Grammars.load().folders))

    assert ["hman", "other", "other"] == closed["role"].to_list()


def test_no_records_have_the_same_columns(tmp_path):
    (tmp_path / "empty.log").write_bytes(b"")
    empty, full = dmplog.read_records(tmp_path / "empty.log"), dmplog.read_records(BUNDLE)

    assert (0, full.schema) == (empty.height, empty.schema)
    assert list(COLUMNS) == full.columns
