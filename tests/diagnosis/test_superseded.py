"""A newer update that ended at a site shows that nobody goes on with an older one there."""

from __future__ import annotations

import pytest
from judged import finding, ground, kinds, sign, traced

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.superseded import without_superseded

OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"


def older(lane="site_transfer", step=2, verdict="stalled", first=0, last=5, **values):
    found = finding(lane, step=step, verdict=verdict, site="PR1", **values)
    return traced(found, [sign(step, "begins", first, last)], current=step)


def newer(lane="site_transfer", first=6, last=9, verdict="completed", **values):
    kept = {"guid": OTHER, "site": "PR1"} | values
    found = finding(lane, step=-1, verdict=verdict, **kept)
    return traced(found, [sign(0, "begins", first), sign(len(found.lane.steps) - 1, "ends", last)])


def settled(found, *others):
    return without_superseded([found, *others], [], ground())[0]


@pytest.mark.parametrize("verdict", ["stalled", "failed", "unknown", "in_progress", "waiting"])
def test_a_transfer_that_a_newer_one_went_past_is_over_where_it_stopped(verdict):
    over = settled(older(verdict=verdict), newer())

    assert ("completed", 2, ["superseded"]) == (over.verdict, over.step, kinds(over))
    assert "likely" == over.proofs[0].caps


def test_an_installation_that_hangs_is_left_for_the_newer_one():
    assert "completed" == settled(older("installation", 4), newer("installation")).verdict


def test_that_an_installation_failed_stays_true():
    found = older("installation", 4, "failed")

    assert found == settled(found, newer("installation"))


@pytest.mark.parametrize("verdict", ["stalled", "unknown"])
def test_an_installation_whose_last_word_is_an_error_of_its_own_has_failed(verdict):
    found = older("installation", 4, verdict, proofs=(Proof("unexplained_error"),))

    failed = settled(found, newer("installation"))

    assert ("failed", 4, ["unexplained_error"]) == (failed.verdict, failed.step, kinds(failed))
    assert "likely" == failed.proofs[0].caps


def test_one_that_no_newer_update_went_past_is_left_to_the_clock():
    found = older("installation", 4, proofs=(Proof("unexplained_error"),))

    assert found == settled(found, newer("installation", site="PR2"))


def test_what_a_later_lane_passes_is_over_whatever_ended_it():
    assert ["superseded"] == kinds(settled(older(proofs=(Proof("unexplained_error"),)), newer()))


def test_a_transfer_is_superseded_by_the_installation_of_a_newer_update():
    assert ["superseded"] == kinds(settled(older(), newer("installation")))


@pytest.mark.parametrize(
    "other",
    [
        newer(guid=older().subject.subject.package_guid),
        newer(guid=None),
        newer(site="PR2"),
        newer(first=0),
        newer(last=5),
        newer("top_level_site"),
        newer(verdict="in_progress", last=9),
        finding("site_transfer", guid=OTHER, site="PR1", verdict="completed"),
    ],
)
def test_only_another_update_begun_later_and_ended_at_the_same_site_goes_past(other):
    found = older()

    assert found == settled(found, other)


@pytest.mark.parametrize("verdict", ["completed", "not_applicable"])
def test_what_is_over_stays_as_it_was_found(verdict):
    found = older(verdict=verdict)

    assert found == settled(found, newer())


def test_a_download_is_no_part_of_the_package_that_carries_every_update():
    found = traced(finding("package", step=1, verdict="stalled", site="PR1"), [sign(1, "begins", 0)])

    assert found == settled(found, newer("installation"))
