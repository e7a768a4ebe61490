"""Signals, durations and the shape of the model."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.flowchart import Signal, format_duration, load_flowchart, parse_duration


def test_values_compare_without_regard_to_case():
    signal = Signal("status_reported", (("substage_id", ("0xD0005",)),))

    assert signal.matches({"substage_id": "0xd0005"})
    assert not signal.matches({"substage_id": "0xd0006"})
    assert not signal.matches({"substage_id": None})


def test_a_star_stands_for_anything_at_either_end():
    signal = Signal("file_extracted", (("path", (r"*\update.map",)),))

    assert signal.matches({"path": r"C:\SMS\CMUStaging\{x}\SMSSetup\Update.MAP"})
    assert not signal.matches({"path": r"C:\SMS\update.map.cab"})


@given(st.text(min_size=1, max_size=12).filter(lambda text: "*" not in text))
def test_a_value_without_a_star_means_itself(text):
    assert Signal("e", (("f", (text,)),)).matches({"f": text})


@given(st.integers(1, 60 * 24 * 40).map(lambda minutes: timedelta(minutes=minutes)))
def test_a_duration_reads_as_it_is_written(duration):
    assert duration == parse_duration(format_duration(duration))


@pytest.mark.parametrize("text", ["", "2", "h", "2 hours", "-1h", "0h", "1.5h", "1h,30m"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match=r"no duration|no time"):
        parse_duration(text)


def test_an_unknown_lane_or_step_is_a_key_error():
    flowchart = load_flowchart("download")

    with pytest.raises(KeyError, match="nothing"):
        flowchart.lane("nothing")
    with pytest.raises(KeyError, match="nothing"):
        flowchart.lane("package").step("nothing")


def test_a_case_is_called_with_its_place_and_in_a_sentence_alike():
    transfer = load_flowchart("replication").lane("site_transfer")

    assert ("Transfer", "Transfer to PS1", "the transfer to PS1") == (
        transfer.called(None),
        transfer.called("PS1"),
        transfer.named("PS1"),
    )
