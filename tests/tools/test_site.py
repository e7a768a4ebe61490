"""The site is complete, and its links lead somewhere; tools/site.py builds it, which takes longer."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"


def load():
    # `import site` is another one.
    spec = importlib.util.spec_from_file_location("documentation_site", REPOSITORY / "tools" / "site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SITE = load()
PAGES = [*(REPOSITORY / name for name in SITE.AT_THE_TOP), *sorted(DOCS.rglob("*.md"))]


def named(entries):
    """Every page that the navigation names."""
    for entry in entries:
        for value in entry.values():
            yield from [value] if isinstance(value, str) else named(value)


def test_every_page_is_in_the_navigation_and_every_name_there_is_a_page():
    """What lies in a folder is reached from the page of the folder."""
    settings = tomllib.loads((SITE.SETTINGS / "zensical.toml").read_text(encoding="utf-8"))
    navigation = set(named(settings["project"]["nav"]))
    lists = {f"{SITE.place_of(folder)}/README.md" for folder in SITE.untold_folders()}
    made = {f"reference/{name}" for name in ("commands.md", "library.md", "report.md")}
    pages = {str(SITE.place_of(path)) for path in PAGES}

    assert set() == navigation - pages - lists - made
    assert set() == {page for page in pages if "/" not in page} - navigation


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_the_links_of_a_page_lead_to_files(path):
    assert SITE.moved(path.read_text(encoding="utf-8"), path)


def test_links_are_moved_as_their_pages_are():
    text = "[a](docs/fleet.md#x) [b](CONTRIBUTING.md) [c](grammars/hman.lark) [d](docs/decisions/) [e](#f) `[g](no.md)`"

    assert (
        "[a](fleet.md#x) [b](contributing.md) [c](repository/grammars/hman.lark.txt) [d](decisions/README.md) [e](#f) `[g](no.md)`"
        == SITE.moved(text, REPOSITORY / "README.md")
    )
    assert "[a](../contributing.md)" == SITE.moved(
        "[a](../../CONTRIBUTING.md)", DOCS / "decisions" / "0001-light-rows.md"
    )


def test_a_page_of_knowledge_has_one_heading_for_each_thing():
    """Or else the search tells twenty paragraphs called alike, and not of what."""
    text = "## a: A\n\n### Why\n\n```text\n### no heading\n```\n"

    assert "## a: A\n\n**Why**\n\n```text\n### no heading\n```\n" == SITE.gathered(
        text, DOCS / "knowledge" / "causes.md"
    )
    assert text == SITE.gathered(text, DOCS / "fleet.md")


def test_a_link_that_leads_nowhere_ends_the_build():
    with pytest.raises(SITE.BrokenLinkError, match=r"docs/fleet\.md names nothing\.md, which is not there"):
        SITE.moved("[a](nothing.md)", DOCS / "fleet.md")


def test_a_site_without_its_tools_is_refused_in_one_sentence(monkeypatch, capsys):
    monkeypatch.setattr(SITE.importlib.util, "find_spec", {}.get)
    monkeypatch.setattr("sys.argv", ["site.py"])

    assert 1 == SITE.main()
    sentence = "the site is built with zensical, which is not installed: python -m pip install --group docs\n"
    assert sentence == capsys.readouterr().err


def test_what_a_page_would_fetch_is_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<script src="https://example.com/x.js"></script><a href="https://example.com">', encoding="utf-8"
    )

    assert ["a.html fetches https://example.com/x.js"] == SITE.fetched(tmp_path)
