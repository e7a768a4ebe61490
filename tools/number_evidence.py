"""The pages of docs/evidence about numbers: states, sub-stages, status messages, error codes, releases and package GUIDs."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from citations import REPOSITORY, Evidence

FLOWCHARTS = REPOSITORY / "flowcharts"
WIN32, HRESULT = 16, 0x80000000


def number_page(known: Evidence) -> str:
    """Return the page of the numbers the product itself writes."""
    tables = known.tables
    states, console = _read("update_states")["state"], tables["console_words"]
    stages = _read("substages")
    parts = ["# Numbers\n\n{written} What each means: `dmplog explain NUMBER`.\n"]
    parts += _table(
        "States of an update",
        ("number", "name", "grade", "known from", "word of the console", "known from"),
        (
            (
                s["number"],
                s["name"],
                s["grade"],
                _cell(tables["update_states"], s),
                s.get("console", ""),
                _word(console, s),
            )
            for s in states
        ),
    )
    parts += _table(
        "State messages",
        ("number", "symbol", "grade", "known from"),
        (
            (m["number"], m.get("symbol", "unknown"), m["grade"], _cell(tables["state_messages"], m))
            for m in _read("state_messages")["state_message"]
        ),
    )
    parts += _table(
        "Sub-stages",
        ("id", "name", "grade", "known from"),
        ((s["id"], s["name"], s["grade"], _cell(tables["substages"], s)) for s in stages["substage"]),
    )
    parts += _table(
        "Stages and completions of sub-stages",
        ("value", "name", "grade", "known from"),
        (
            *((f"0x{s['digit']}", s["name"], s["grade"], _cell(tables["substages"], s)) for s in stages["stage"]),
            *((c["value"], c["name"], c["grade"], _cell(tables["completions"], c)) for c in stages["completion"]),
        ),
    )
    parts += _table(
        "States of a site",
        ("number", "name", "grade", "known from"),
        ((s["number"], s["name"], s["grade"], _cell(tables["site_states"], s)) for s in _read("site_states")["site"]),
    )
    parts += _table(
        "Status messages",
        ("id", "component", "severity", "grade", "known from"),
        (
            (
                m["id"],
                ", ".join(m["components"]) or "any",
                m["severity"],
                m["grade"],
                _cell(tables["status_messages"], m),
            )
            for m in _read("status_messages")["message"]
        ),
    )
    return "\n".join(parts)


def code_page(known: Evidence) -> str:
    """Return the page of error numbers: those with a meaning of our own one by one, the table of names by its sources."""
    table, meanings = known.tables["error_codes"], _read("error_meanings")
    with (FLOWCHARTS / "error_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {int(row["code"], WIN32): row for row in rows}
    parts = [
        "# Codes\n\n{written} Names come from `flowcharts/error_codes.csv`; meanings are in the project's own words.\n"
    ]
    parts += _table(
        "The table of names",
        ("source", "names", "known from"),
        (
            (source, count, cited(table, source))
            for source, count in Counter(row["source"] for row in rows).most_common()
        ),
    )
    for kind, base in (("win32", 10), ("hresult", 16)):
        parts += _table(
            f"Numbers with a meaning: {kind}",
            ("number", "name", "known from", "meaning"),
            (
                (number, *_named(named.get(int(number, base)), table), meaning)
                for number, meaning in meanings[kind].items()
            ),
        )
    for kind in ("http", "sql", "component"):
        parts += _table(
            f"Numbers with a meaning: {kind}",
            ("number", "name", "known from", "meaning"),
            (
                (number, meanings["http_names"].get(number, "") if kind == "http" else "", cited(table, kind), meaning)
                for number, meaning in meanings[kind].items()
            ),
        )
    return "\n".join(parts)


def update_page(known: Evidence) -> str:
    """Return the page of releases, their articles, and package GUIDs."""
    build = cited(known.tables["releases"], "build")
    articles = {name.removeprefix("hotfix-"): name for name in known.sources if name.startswith("hotfix-")}
    releases = _read("releases")["release"]
    parts = ["# Updates\n\n{written}\n"]
    parts += _table(
        "Releases",
        ("version", "build", "verified", "known from"),
        ((r["version"], r.get("build", "unknown"), "yes" if r["verified"] else "no", build) for r in releases),
    )
    parts += _table(
        "Articles",
        ("version", "article", "what", "client", "console", "known from"),
        (
            (
                release["version"],
                article["id"],
                article.get("what", ""),
                article.get("client", ""),
                article.get("console", ""),
                f"[@{articles[number]}]" if (number := article["id"].removeprefix("KB")) in articles else "unknown",
            )
            for release in releases
            for article in release.get("article", ())
        ),
    )
    parts += _table(
        "Package GUIDs",
        ("GUID", "update", "ring", "grade", "known from"),
        (
            (u["package_guid"], u["name"], u.get("ring", ""), u["grade"], u["source"])
            for u in _read("known_updates")["update"]
        ),
    )
    return "\n".join(parts)


def _named(row: Mapping[str, str] | None, table: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    """Return the name of a number and where it is known from."""
    return (row["name"], cited(table, row["source"])) if row else ("", "[@ms-erref]")


def _cell(table: Mapping[str, tuple[str, ...]], entry: Mapping[str, Any]) -> str:
    """Return the citation of an entry: its own, by its number, or that of its grade."""
    number = str(entry.get("id", entry.get("number", "")))
    return cited(table, number if number in table else entry["grade"])


def _word(table: Mapping[str, tuple[str, ...]], state: Mapping[str, Any]) -> str:
    return cited(table, state["console_grade"]) if "console" in state else ""


def cited(table: Mapping[str, tuple[str, ...]], key: str) -> str:
    """Return the citation of an entry of a table, or that its source is unknown."""
    ids = table.get(key, ())
    return f"[{'; '.join('@' + one for one in ids)}]" if ids else "unknown"


def _table(
    title: str, heads: tuple[str, ...], rows: Iterator[tuple[Any, ...]] | tuple[tuple[Any, ...], ...]
) -> list[str]:
    """Return the lines of a table under a heading."""
    told = [f"| {' | '.join(str(value).replace('|', '&#124;') for value in row)} |" for row in rows]
    return [f"## {title}\n", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *told, ""]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FLOWCHARTS / f"{name}.toml").read_text(encoding="utf-8"))
