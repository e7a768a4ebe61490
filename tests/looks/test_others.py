"""What stands beside an answer is told with whom it waits for, in the page's headline and beneath a picture alike."""

from report_samples import case

from dmplog.looks.others import what_else
from dmplog.report import Report
from dmplog.views.page.certainty import beside

TO_P01, TO_P02 = (f"the transfer to {site} at “Send the package to the child site”" for site in ("P01", "P02"))


def report(*cases):
    return Report("0.1.0", None, "records", "stalled", "", cases).to_dict()["cases"]


def stuck(site="P01"):
    return case("site_transfer", "stalled", "ddlnn", "send_package", site=site)


def waits(site, blocker=TO_P01):
    return case("installation", "waiting", "wuuuuu", "notify_update_service", site=site, blocked_by=blocker)


def test_those_that_wait_for_one_are_told_together_with_it():
    cases = report(stuck(), waits("P02"), waits("CAS"))
    said = "Installation on P02, Installation on CAS, both for the transfer to P01"

    assert (("waiting", said),) == what_else(cases, cases[0], 3)
    assert f"Also waiting: {said}." == beside(cases, cases[0])


def test_those_that_wait_for_several_are_told_one_blocker_after_the_other():
    cases = report(stuck(), waits("P03"), waits("P04", TO_P02), waits("P05", None))
    said = "Installation on P03, for the transfer to P01; Installation on P04, for the transfer to P02; Installation on P05"

    assert (("waiting", said),) == what_else(cases, cases[0], 3)


def test_many_sites_are_folded_with_the_one_they_all_wait_for():
    cases = report(stuck(), *(waits(f"Q{number:02}") for number in range(12)))

    assert (("waiting", "Installation, 12 sites, all for the transfer to P01"),) == what_else(cases, cases[0], 3)


def test_what_finds_no_room_is_counted():
    cases = report(stuck(), waits("P03"), waits("P04", TO_P02), waits("P05", None))

    assert (("waiting", "Installation on P03, for the transfer to P01; 2 more"),) == what_else(cases, cases[0], 1)
