"""Advice is a whole sentence whether or not a line fills its blanks, and takes nothing that would make anything else of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmplog.blanks import blanks_of, filled, has_stray_brace, unfilled
from dmplog.causes import load_causes
from dmplog.flowchart import load_flowchart, shipped_flowcharts

ADVICE = "Open {address|the address from the lines before} on the server."


@pytest.mark.parametrize(
    "value",
    ["http://go.microsoft.com/fwlink/?LinkID=2298749", r"\\PS1SRV.contoso.com\SMS_SITE", "https://[::1]:8530/a%20b(c)"],
)
def test_what_a_line_names_stands_in_the_sentence_as_code(value):
    assert f"Open `{value}` on the server." == filled(ADVICE, {"address": value})


@settings(max_examples=40)
@given(st.text(max_size=40))
def test_what_would_break_the_sentence_leaves_its_own_words(value):
    """A log is nobody's friend: a tick, a bracket, a blank or a line end in an address ends up nowhere."""
    told = filled(ADVICE, {"address": value})

    assert told == unfilled(ADVICE) or (f"Open `{value}` on the server." == told and set(value).isdisjoint("`<>\"' \n"))


def test_every_shipped_blank_has_words_of_its_own():
    """Without a line that names anything, no brace is left and no word is doubled."""
    steps = [step for name in shipped_flowcharts() for lane in load_flowchart(name).lanes for step in lane.steps]
    texts = [text for step in steps for text in (*step.check, *step.meanwhile)]
    texts += [text for cause in load_causes().known for text in (*cause.actions, *cause.line_actions)]

    assert [] == [text for text in texts if has_stray_brace(text)]
    assert [] == [text for text in texts if blanks_of(unfilled(text)) or " the the " in unfilled(text)]
    assert {"address", "folder", "share"} <= {name for text in texts for name in blanks_of(text)}
