"""Writes docs/evidence/*.md: every message, state, sub-stage, code and cause with its public source and how well that attests it.

`python tools/evidence_pages.py` rewrites them; with `--check` it exits with 1 where they are not what the knowledge files say. Nothing is
told here that is not in grammars, flowcharts, fixtures or docs/evidence/sources.toml.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from citations import EVIDENCE, GRADES, REPOSITORY, Evidence, evidence
from message_evidence import message_pages
from number_evidence import cited, code_page, number_page, update_page
from written import keep

from dmplog.validator.citations import CITED, cited_in

SCENARIOS = REPOSITORY / "fixtures" / "scenarios"
WRITTEN = "Written by `tools/evidence_pages.py`; change nothing by hand."
README = """# Evidence

{written} What dmplog knows of Configuration Manager is data, and each piece of it says where it is known from: `@update-article` in brackets, in a
grammar, a flowchart or a fixture, is an entry of [sources.toml](sources.toml). What has no source is called unknown.

| page | what stands there |
|---|---|
| [messages](messages/) | every message, to the letter as its source has it, one page for each log |
| [numbers](numbers.md) | states of an update, state messages, sub-stages, states of a site, status messages |
| [codes](codes.md) | error numbers and what they mean |
| [sentences](sentences.md) | sentences of Windows, .NET and SQL Server, in the languages they are known in |
| [causes](causes.md) | every cause and every harmless line |
| [updates](updates.md) | releases, their articles, package GUIDs |
| [facts](facts.md) | how logs are written, what the boxes of the flowcharts quote, how the product behaves |
| [cases](cases.md) | public reports with a diagnosis, and the scenarios that hold their lines |
| [sources](sources.md) | every source, with its address |

How well something is attested:

{grades}

## Messages by grade

The best grade among the sources of a message's samples.

{counts}
"""


def pages() -> dict[Path, str]:
    """Return the text of every page."""
    known = evidence()
    messages, counts = message_pages(known)
    texts = {
        "README.md": README.format(
            written=WRITTEN, grades="\n".join(f"- **{grade}**: {told}" for grade, told in GRADES.items()), counts=counts
        ),
        **{f"messages/{log}.md": text for log, text in messages.items()},
        "numbers.md": number_page(known),
        "codes.md": code_page(known),
        "sentences.md": _sentences(known),
        "causes.md": _causes(),
        "updates.md": update_page(known),
        "facts.md": _facts(),
        "cases.md": _cases(known),
        "sources.md": _sources(known),
    }
    linked = {name: _linked(text, known, "../" if "/" in name else "") for name, text in texts.items()}
    return {EVIDENCE / name: text.replace("{written}", WRITTEN).rstrip() + "\n" for name, text in linked.items()}


def _linked(text: str, known: Evidence, up: str) -> str:
    """Return *text* with each citation as links to the entries."""

    def links(ids: Iterable[str]) -> str:
        return "; ".join(
            f"[{one}]({up}{'sources' if one in known.sources else 'cases'}.md#{one.lower()}) ({known.best([one])})"
            for one in ids
        )

    return CITED.sub(lambda found: links(cited_in(found[0])), text)


def _sources(known: Evidence) -> str:
    parts = ["# Sources\n\n{written}\n"]
    for source in known.sources.values():
        public = source.url != "unknown"
        address = f"<{source.url}>" if public else f"no public page known; seen in {source.seen}"
        parts.append(f"## {source.id}\n\n{source.title}. {source.tells}\n\n- {address}\n- grade: {source.grade}\n")
    return "\n".join(parts)


def _cases(known: Evidence) -> str:
    parts = ["# Public cases\n\n{written} What dmplog answers to each is in [cases.md](../cases.md).\n"]
    folders = sorted(path.name for path in SCENARIOS.glob("case-*"))
    for case in known.cases.values():
        held = [name for name in folders if name.startswith(f"case-{case.id.lower()}-")]
        sources = f"[{'; '.join('@' + source.id for source in case.sources)}]"
        parts.append(f"## {case.id}\n\n{case.title}.\n\n- {sources}")
        parts.append(f"- scenarios: {', '.join(held) or 'none'}\n")
    return "\n".join(parts)


def _facts() -> str:
    parts = ["# Facts\n\n{written} From [facts.toml](facts.toml): what is known beyond single messages and numbers.\n"]
    for topic in _read(EVIDENCE / "facts.toml")["topic"]:
        parts += [f"## {topic['title']}\n", *(f"- {fact['says']} {fact['from']}" for fact in topic["facts"]), ""]
    return "\n".join(parts)


def _causes() -> str:
    parts = ["# Causes and harmless lines\n\n{written} What each means: [causes](../knowledge/causes.md).\n"]
    for path in _tomls("flowcharts/causes"):
        told, samples = _read(path), _read(REPOSITORY / "fixtures" / "causes" / path.name)
        entries = [*told.get("cause", ()), *told.get("benign", ())]
        if entries:
            parts.append(f"## {path.stem}\n")
        for entry in entries:
            sample = samples.get(entry["id"], {})
            parts += [f"### {entry['id']}\n", f"{entry.get('title') or entry['why']}\n"]
            parts += [f"- known from: {entry.get('evidence') or 'unknown'}", f"- status: {entry['status']}"]
            parts += [f"- lines that prove it: {sample['from']}"] if "from" in sample else []
            parts += [f"- <{link}>" for link in entry.get("references", ())]
            parts.append("")
    return "\n".join(parts)


def _sentences(known: Evidence) -> str:
    parts = [
        "# Sentences\n\n{written} Phrases prove causes; sentences only tell that a line is an error.\n\n## Phrases\n"
    ]
    samples = _read(REPOSITORY / "fixtures" / "causes" / "phrases.toml")
    for phrase in _read(REPOSITORY / "flowcharts" / "causes" / "phrases.toml")["phrase"]:
        told = samples.get(phrase["id"], {}).get("from")
        parts += [f"### {phrase['id']}\n", *([f"Lines: {told}\n"] if told else [])]
        parts += ["| language | text | known from |", "|---|---|---|"]
        parts += [
            f"| {text['language']} | {text['text']} | {cited(known.tables['phrases'], text['grade'])} |"
            for text in phrase["texts"]
        ]
        parts.append("")
    parts.append("## Sentences of failure\n")
    for sentence in _read(REPOSITORY / "flowcharts" / "failure_sentences.toml")["sentence"]:
        parts += [f"### {sentence['id']}\n", f"Known from: {sentence['evidence']}\n"]
        parts += [f"- {text['language']}: {text['text']} ({text['grade']})" for text in sentence.get("texts", ())]
        parts.append("")
    return "\n".join(parts)


def _tomls(folder: str) -> Iterator[Path]:
    yield from sorted((REPOSITORY / folder).glob("*.toml"))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


if __name__ == "__main__":
    sys.exit(keep(pages(), set(EVIDENCE.rglob("*.md"))))
