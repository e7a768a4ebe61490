"""A note says what a line tells, and what it does not tell is unknown."""

from __future__ import annotations

import pytest

from dmplog.knowledge import state_of
from dmplog.writing.notes import fill


@pytest.mark.parametrize(
    ("text", "fields", "said"),
    [
        ("{done} of {total}", {"done": "3", "total": "7"}, "3 of 7"),
        ("{done} of {total}", {"done": "3"}, "3 of unknown"),
        ("{done} of {total}", {"done": "3", "total": ""}, "3 of unknown"),
        ("nothing", {}, "nothing"),
        ("{substage_name}", {"substage_id": "0xd000e"}, "Upgrade ConfigMgr database"),
        ("{substage_name}", {"substage_id": "0xeeeee"}, "unknown"),
        ("{completion}", {"is_complete": "2"}, "done"),
        ("{completion}", {"is_complete": "77"}, "IsComplete=77"),
        ("{completion}", {}, "unknown"),
        ("{state_name}", {"state": "196612"}, "INSTALL_SUCCESS"),
        ("{state_name}", {"state": "5"}, "unknown"),
        ("{state_name}", {"state": "Pending"}, "unknown"),
        ("{state_name}", {}, "unknown"),
        ("{total_bytes}", {"total_kilobytes": "3"}, "3072"),
        ("{total_bytes}", {}, "unknown"),
    ],
)
def test_a_note_is_filled_with_what_its_line_says_and_what_that_stands_for(text, fields, said):
    assert said == fill(text, fields)


def test_the_numbers_of_the_samples_are_what_they_should_be():
    assert [None, "INSTALL_SUCCESS"] == [state_of(5), state_of(196612).name]
