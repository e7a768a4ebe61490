"""The tables of numbers and GUIDs are read whole, and every entry says how well it is known."""

from __future__ import annotations

from dmplog.knowledge import (
    completions,
    known_update,
    stages,
    state_messages,
    state_of,
    states,
    status_messages,
    substages,
    updates,
)
from dmplog.pages.related import placed_steps


def test_guids_compare_without_regard_to_case_or_braces():
    expected = "Configuration Manager 2409"
    assert (
        expected
        == known_update("3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e")
        == known_update("{3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E}")
    )
    assert known_update("12345678-1234-1234-1234-123456789abc") is None


def test_the_high_word_of_a_state_is_its_stage():
    high_words = {"content": 1, "prerequisites": 2, "installation": 3, "download": 4, "applicability": 5}
    for number, state in states().items():
        if state.stage in high_words:
            # 131071 and its like end a stage: 0x1FFFF.
            assert high_words[state.stage] == number >> 16, state
    assert state_of(262146).name == "DOWNLOAD_SUCCESS"


def test_every_entry_carries_a_grade():
    tables = (updates(), states(), state_messages(), substages(), status_messages())
    assert all(entry.grade for table in tables for entry in table.values())


def test_state_messages_speak_of_steps_that_exist():
    paths = {placed.path for placed in placed_steps()}
    assert {f"download.{message.lane}.{message.step}" for message in state_messages().values()} <= paths


def test_every_substage_belongs_to_a_stage_with_a_name():
    assert {f"{number:x}"[0] for number in substages()} <= set(stages())
    assert {1, 2, 3, 4} <= set(completions())
