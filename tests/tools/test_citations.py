"""Whatever is said of the product names where it is known from, and that is an entry of docs/evidence or a public address."""

from __future__ import annotations

import re
from pathlib import Path

from citations import GRADES, REPOSITORY, citing_files, evidence, foreign_pages

from dmplog.validator.citations import cited_in, uncited

KNOWN = evidence()


def test_every_citation_is_an_entry_of_the_evidence():
    cited = {(name, one) for name, text in citing_files() for one in cited_in(text)}

    assert [] == sorted(found for found in cited if not KNOWN.known(found[1]))


def test_no_citation_names_a_page_that_is_not_here():
    texts = (
        (name, foreign_pages(text))
        for name, text in citing_files()
        if name.startswith(("grammars", "flowcharts", "fixtures"))
    )

    assert [] == [found for found in texts if found[1]]


def test_no_test_and_no_tool_reads_beside_the_repository():
    outside = re.compile(r'"shared" /|[.][.]/shared|REPOSITORY[.]parent /')
    files = ((name, text) for name, text in citing_files() if name.startswith(("tests", "tools", "benchmarks")))

    assert [] == [name for name, text in files if outside.search(text) and name != "tests/tools/test_citations.py"]


def test_every_fact_cites_an_entry_or_an_address():
    """What knowledge files say is asked for by `dmplog flowchart check`."""
    facts = REPOSITORY / "docs" / "evidence" / "facts.toml"

    assert [] == list(uncited([facts], {*KNOWN.sources, *KNOWN.cases}))


def test_every_source_has_a_grade_and_an_address_or_says_that_it_is_unknown():
    assert set(GRADES) >= {source.grade for source in KNOWN.sources.values()}
    assert [] == [
        source.id for source in KNOWN.sources.values() if not source.url.startswith("http") and source.url != "unknown"
    ]


def test_a_source_without_an_address_says_in_words_what_it_was_seen_in():
    assert [] == [one.id for one in KNOWN.sources.values() if (one.url == "unknown") != bool(one.seen)]


def test_every_grade_of_a_table_has_its_sources():
    """Where the list is empty, the page says that the source is unknown."""
    cited = [one for table in KNOWN.tables.values() for ids in table.values() for one in ids]

    assert [] == [one for one in cited if not KNOWN.known(one)]


def test_the_best_grade_of_several_sources_counts():
    assert ("documented", "observed", "unknown") == (
        KNOWN.best(["C1", "S2"]),
        KNOWN.best(["invented", "C1"]),
        KNOWN.best([]),
    )


def test_every_scenario_of_a_public_case_is_one_of_the_cases():
    folders = [path.name for path in Path(REPOSITORY / "fixtures" / "scenarios").glob("case-*")]

    assert [] == [name for name in folders if name.split("-")[1].upper() not in KNOWN.cases]


def test_no_source_is_kept_that_nothing_cites():
    cited = {one for _, text in citing_files() for one in cited_in(text)}
    cited |= {source.id for case in KNOWN.cases.values() for source in case.sources}
    cited |= {one for table in KNOWN.tables.values() for ids in table.values() for one in ids}
    releases = (REPOSITORY / "flowcharts" / "releases.toml").read_text(encoding="utf-8")

    assert set() == {name for name in KNOWN.sources.keys() - cited if name.replace("hotfix-", "KB") not in releases}
