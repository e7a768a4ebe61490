"""A bundle that is thinned is judged as one of which every line was kept."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from builders import bundle

import dmplog
from dmplog import folding, thinning
from dmplog.framing import batch

PACKAGE = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
BEGUN = (
    f"EasySetupDownloadSinglePackage downloading {PACKAGE}. ~~",
    f"Content for {PACKAGE} does not exist locally. Download it from internet~~",
    f"Download content for payload {PACKAGE}~~",
    "Download large file with BITs~~",
    "Verify the payload signature, hash value and extract the payload~~",
)
PAUSE = timedelta(minutes=50)
TRIES = {
    "dies earlier each time": (30, 17, 17, 17, 9),
    "says the same each time": (30, 30, 30, 30, 30),
    "gets further at first": (17, 30, 45, 9, 12, 12),
    "dies twice": (30, 17, 9),
}


def unpacking(tries):
    """Return a bundle in which the payload is unpacked over and over again, every try so many files far."""
    lines, moment = list(BEGUN), timedelta(minutes=1)
    for count in tries:
        for number in range(count):
            lines.append((moment, f"File part{number:03}.cab is being extracted~~"))
            moment += timedelta(seconds=2)
        moment += PAUSE
    return bundle().log("dmpdownloader", lines, framing="sms")


def both(folder, monkeypatch):
    whole = dmplog.diagnose(folder)
    monkeypatch.setattr(thinning, "LEAST", 1)
    return whole, dmplog.diagnose(folder)


@pytest.mark.parametrize("tries", TRIES.values(), ids=TRIES)
def test_a_text_that_was_left_out_of_one_try_is_no_news_in_the_next(tries, tmp_path, monkeypatch):
    whole, thinned = both(unpacking(tries).at(tmp_path), monkeypatch)

    assert whole.to_dict() == thinned.to_dict()


def test_without_the_texts_that_were_left_out_a_step_that_goes_round_would_look_well(tmp_path, monkeypatch):
    """This is what the marks of what was left out are kept for."""
    folder = unpacking(TRIES["dies earlier each time"]).at(tmp_path)
    monkeypatch.setattr(thinning, "LEAST", 1)

    known = dmplog.diagnose(folder).cases[0].verdict
    monkeypatch.setattr(sys.modules["dmplog.diagnosis.settle.going_round"], "with_omitted", lambda rows: rows)
    forgotten = dmplog.diagnose(folder).cases[0].verdict

    assert ("stalled", "in_progress") == (known, forgotten)


def test_packages_that_take_turns_are_judged_alike_where_their_cycles_are_folded(monkeypatch):
    scenario = "fixtures/scenarios/one-of-three-packages-begins-to-fail/bundle"
    whole = dmplog.diagnose(scenario)
    for room, name, value in ((thinning, "LEAST", 1), (folding, "BLOCK", 1), (batch, "MOST_BYTES", 0)):
        monkeypatch.setattr(room, name, value)

    assert whole.to_dict() == dmplog.diagnose(scenario).to_dict()
