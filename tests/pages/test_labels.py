"""What a report calls a step, a lane or a cause is found as it was copied."""

import pytest

from dmplog.causes import load_causes
from dmplog.errors import UsageError
from dmplog.pages import explain
from dmplog.pages.labels import label_pages
from dmplog.pages.related import placed_steps


@pytest.mark.parametrize(
    "asked",
    [
        "The request to the web server timed out (timeout)",
        "the request to the web server timed out.",
        "Perhaps: The request to the web server timed out (timeout)",
        "Why         The request to the web server timed out (timeout)",
    ],
)
def test_a_cause_is_found_by_its_label(asked):
    assert ("cause", "download_timeout") == (explain(asked).kind, explain(asked).title.split()[1].rstrip(":"))


@pytest.mark.parametrize("asked", ["timeout", "(timeout)"])
def test_the_kind_behind_a_title_lists_its_causes(asked):
    assert "download_timeout: The request to the web server timed out" in explain(asked).to_text(width=1000)


@pytest.mark.parametrize("asked", ["access denied", "(access denied)"])
def test_a_kind_of_two_words_is_found_as_it_is_written(asked):
    assert "Category access_denied" == explain(asked).title


def test_a_step_is_found_by_its_title_and_by_its_short_name():
    """The dots of a page and the sentence of a headline call it differently."""
    pages = explain("“Download the redistributables”"), explain("Redist files")

    assert ["step", "step"] == [page.kind for page in pages]
    assert pages[0].title.startswith("download.package.download_redist")


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("The request to the webserver timed out", "The request to the web server timed out"),
        ("Download the redistributable", "Download the redistributables"),
    ],
)
def test_a_title_that_is_nearly_right_is_offered(asked, near):
    with pytest.raises(UsageError, match=f"did you mean {near}"):
        explain(asked)


def test_every_title_of_a_report_has_its_page():
    titles = {step.step.title for step in placed_steps()} | {cause.title for cause in load_causes().known}

    assert [] == sorted(title for title in titles if not label_pages(title))


@pytest.mark.parametrize(
    ("asked", "lane"),
    [
        ("Transfer to PS1", "replication.site_transfer"),
        ("the transfer to XYZ", "replication.site_transfer"),
        ("Replication on CAS", "replication.top_level_site"),
        ("Installation on PS1SRV.contoso.com", "replication.installation"),
        ("Installation, 12 sites", "replication.installation"),
    ],
)
def test_a_lane_is_found_by_its_name_with_any_site(asked, lane):
    page = explain(asked)

    assert ("lane", lane) == (page.kind, page.title.partition(":")[0])
