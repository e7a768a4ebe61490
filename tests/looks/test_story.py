"""Cases named together: many sites of one lane as one, a few by their names."""

from __future__ import annotations

from report_samples import failed_replication

from dmplog.looks.document import lane_name
from dmplog.looks.story import by_lane


def sites(count):
    case = failed_replication()["cases"][0]
    return [
        {**case, "lane_name": f"Transfer to P{n:02}", "subject": {**case["subject"], "site": f"P{n:02}"}}
        for n in range(count)
    ]


def names(cases):
    return [lane_name(row.case, 1 + len(row.others)) for row in by_lane(cases)]


def test_three_sites_are_named_and_four_are_counted():
    assert ["Transfer to P00", "Transfer to P01", "Transfer to P02"] == names(sites(3))
    assert ["Transfer, 4 sites"] == names(sites(4))


def test_sites_of_one_lane_are_counted_whatever_step_they_stand_at():
    one, two, three, four = sites(4)

    assert ["Transfer, 4 sites"] == names([{**one, "step": "other"}, two, {**three, "verdict": "waiting"}, four])


def test_sites_of_another_update_are_another_crowd():
    others = [{**case, "subject": {**case["subject"], "package_guid": "other"}} for case in sites(4)]

    assert ["Transfer, 4 sites", "Transfer, 4 sites"] == names([*sites(4), *others])
