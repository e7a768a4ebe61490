"""Words are measured by a table, so that a picture holds them in whatever font it is shown."""

from __future__ import annotations

import pytest

from dmplog.pictures.measure import fit, width, wrap


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("room", [12, 40, 90])
def test_no_line_is_wider_than_its_room(room, bold):
    words = "Extract the content to C:\\Program_Files\\Microsoft_Configuration_Manager\\CMUStaging, 更新プログラム"
    lines = wrap(words, room, 10, most=4, bold=bold)

    assert [] == [line for line in lines if len(line) > 1 and width(line, 10, bold=bold) > room]


def test_what_fits_is_left_as_it_is():
    assert "Transfer to PS1" == fit("Transfer to PS1", 200, 13, bold=True)


def test_a_cut_is_marked():
    assert ("Wait until", "the site…") == wrap("Wait until the site may be updated", 60, 10, most=2)


def test_no_words_are_no_line():
    assert () == wrap("  ", 60, 10)
