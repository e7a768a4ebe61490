"""The screen fits 80 by 24 whatever there is to tell, and nothing in it acts on a terminal."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

import dmplog
from dmplog.looks.visible import cells
from dmplog.watch.screen import Seen, drawn, notice

AT = datetime(2025, 1, 14, 10, 30, 5, tzinfo=UTC)
SCENARIOS = sorted(Path("fixtures/scenarios").iterdir())
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def share(name="//CAS01/SMS_CAS/Logs", trouble=None, last=AT, logs=14):
    return SimpleNamespace(name=name, trouble=trouble, last_good=last, logs=logs)


@pytest.mark.parametrize("scenario", SCENARIOS[::20], ids=lambda path: path.name)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_it_fits_the_smallest_screen(scenario, ascii_only):
    document = dmplog.diagnose(scenario / "bundle").to_dict()
    notes = [f"2025-01-14 10:2{number}:00 UTC  something that is long {'x' * 200}" for number in range(9)]
    shares = [share(), share("//PS1/" + "x" * 300, "it is not there"), share(), share(), share()]
    text = drawn(Seen(AT, "5s", document, shares, notes), 23, width=80, ascii_only=ascii_only)

    assert 23 >= text.count("\n")
    assert 80 >= max(map(cells, text.splitlines()))
    assert "//PS1/" in text
    assert not ascii_only or text.isascii()


def test_nothing_in_it_acts():
    attack = "\x1b[31mR\x1b]0;own\x07\x9b2J\u202egnp\u200b"
    document = dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle").to_dict()
    document["headline"] += attack
    document["cases"][0]["subject"]["update"] = attack
    text = drawn(Seen(AT, "5s", document, [share(attack, attack)], [attack]), 60, width=80)

    assert [] == ACTING.findall(text)


def test_before_anything_was_read_it_says_so():
    text = drawn(Seen(AT, "5s", None, [share(trouble="it is not there", last=None)], []), 23, width=80)

    assert text.splitlines() == [
        "Nothing could be read yet.",
        "2025-01-14 10:30:05 UTC, read every 5s. Ctrl-C ends.",
        "",
        "Watched",
        "  //CAS01/SMS_CAS/Logs: it is not there",
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "//CAS01/SMS_CAS/Logs: 14 logs, read at 10:30:05 UTC"),
        ({"logs": 1}, "//CAS01/SMS_CAS/Logs: 1 log, read at 10:30:05 UTC"),
        (
            {"trouble": "it is away"},
            "//CAS01/SMS_CAS/Logs: it is away; last read at 2025-01-14 10:30:05 UTC",
        ),
    ],
)
def test_a_share_is_told_in_one_sentence(state, said):
    assert said == notice(share(**state))
