"""A line that says once more what was said before gives a step no more time (truth rule T2)."""

from datetime import timedelta

import pytest
from builders import bundle

import dmplog

HOUR = timedelta(hours=1)
SCRIPT = r"E:\ConfigMgr\CMUStaging\ApplicabilityChecks\{}_ApplicabilityCheck.sql has hash value SHA256:" + "0A" * 32
MANIFEST = r"Processing Configuration Manager Update manifest file E:\ConfigMgr\CMUStaging\manifest.xml"


def case_of(scripts, tmp_path):
    """Return the case of a hman.log that hashes one of *scripts* an hour."""
    lines = [
        (timedelta(0), MANIFEST),
        *((number * HOUR + HOUR / 2, SCRIPT.format(name)) for number, name in enumerate(scripts)),
    ]
    made = bundle().server("SITE01").log("hman", lines)
    (case,) = dmplog.diagnose(made.at(tmp_path)).cases
    return case


def test_a_step_that_begins_anew_every_hour_stands_still_since_it_was_entered(tmp_path):
    case = case_of(["CM2409"] * 6, tmp_path)

    assert ("stalled", "check_applicability", 6) == (case.verdict, case.step, case.attempts)
    assert ["going_round"] == [proof.kind for proof in case.proofs if proof.kind == "going_round"]
    assert case.next is not None
    assert case.since + 2 * HOUR == case.next.deadline


def test_a_line_with_another_value_gets_on(tmp_path):
    case = case_of(["CM2309", "CM2403", "CM2409", "CM2503", "CM2509", "CM2603"], tmp_path)

    assert ("in_progress", "check_applicability") == (case.verdict, case.step)
    assert [] == [proof.kind for proof in case.proofs if proof.kind in ("going_round", "nothing_new")]


def test_a_line_said_twice_more_is_no_proof_yet_but_no_certain_health_either(tmp_path):
    case = case_of(["CM2409", "CM2503", "CM2509", "CM2409", "CM2503", "CM2509"], tmp_path)

    assert ("in_progress", "check_applicability", "likely") == (case.verdict, case.step, case.confidence)
    assert ["nothing_new"] == [proof.kind for proof in case.proofs if proof.caps == "likely"]


@pytest.mark.parametrize(("count", "verdict"), [(2, "in_progress"), (6, "stalled")])
def test_what_says_nothing_new_counts_only_when_the_time_of_the_step_is_over(count, verdict, tmp_path):
    assert verdict == case_of(["CM2409"] * count, tmp_path).verdict
