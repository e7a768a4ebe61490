"""The releases: what depends on them, and how a folder of the user's own adds to them."""

from __future__ import annotations

import pytest

import dmplog
from dmplog.data import own_knowledge
from dmplog.errors import FlowchartError
from dmplog.releases import advice, releases

OWN = """
[[release]]
version = "2609"
[[release.advice]]
causes = ["disk_full"]
action = "Invented for the test."
"""


def folder(tmp_path, text):
    (tmp_path / "flowcharts").mkdir()
    (tmp_path / "flowcharts" / "releases.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("2303", "11.4.7001.0"),
        ("2409", "18.1.0"),
        ("2503", "18.4.1.1"),
        ("2509", "18.4.1.1"),
        ("2603", "no sqlncli.msi"),
    ],
)
def test_the_driver_that_is_needed_depends_on_the_release(version, said):
    (told,) = advice("sql_driver_too_old", version)

    assert (True, True) == (told.startswith(f"For {version}: "), said in told)


def test_where_the_release_is_not_known_everything_is_told_with_its_release():
    told = advice("sql_driver_too_old", None)

    assert ["1810", "2303", "2309", "2503", "2603"] == [one.split()[1] for one in told]


def test_a_cause_or_an_old_release_without_advice_has_none():
    assert ((), ()) == (advice("disk_full", "2503"), advice("sql_driver_too_old", "1702"))


def test_a_table_of_the_users_own_adds_a_release(tmp_path):
    with own_knowledge(folder(tmp_path, OWN)):
        assert ("2609", ("For 2609: Invented for the test.",)) == (releases()[-1].version, advice("disk_full", "2609"))
        assert "Release 2609" == dmplog.explain("2609").title

    assert "2609" not in {release.version for release in releases()}


def test_a_mistake_in_it_is_one_sentence_with_its_place(tmp_path):
    with own_knowledge(folder(tmp_path, '[[release]]\nversion = "soon"\n')), pytest.raises(FlowchartError) as caught:
        releases()

    assert "releases.toml:2" in str(caught.value)
