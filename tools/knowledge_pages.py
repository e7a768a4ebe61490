"""Writes docs/knowledge/ and docs/glossary.md: the pages of `dmplog explain` about every step, cause, event and word.

`python tools/knowledge_pages.py` rewrites them; with `--check` it exits with 1 where they are not what the command says.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from written import keep

from dmplog.pages import Page, every_page

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
TITLES = {"step": "Steps", "cause": "Causes", "event": "Events", "term": "Glossary"}
FILES = {
    "step": "knowledge/steps.md",
    "cause": "knowledge/causes.md",
    "event": "knowledge/events.md",
    "term": "glossary.md",
}
HEAD = """# {title}

Written by `tools/knowledge_pages.py`; change nothing by hand. The same page for one name: `dmplog explain NAME`. {glossary}
"""
GLOSSARY = "What the words mean: [glossary](../glossary.md)."


def pages() -> dict[Path, str]:
    """Return the text of every file."""
    texts = {
        kind: [HEAD.format(title=title, glossary="" if kind == "term" else GLOSSARY).replace(" \n", "\n")]
        for kind, title in TITLES.items()
    }
    causes = _files_of_causes()
    for page in every_page():
        text = _with_links(page.to_markdown()).rstrip() + "\n" + _defined(page, causes)
        texts[page.kind].append(_demoted(_with_files(text)))
    return {DOCS / FILES[kind]: "\n".join(parts) for kind, parts in texts.items()}


def _with_links(text: str) -> str:
    """Return *text*, the page of a step or cause, with its words as links into the glossary."""
    head, found, rest = text.partition("## Words on this page\n")
    words, mark, links = rest.partition("\n## ")
    linked = re.sub(r"(?m)^- ([^:\n]+):", lambda word: f"- [{word[1]}](../glossary.md#{_anchor(word[1])}):", words)
    return f"{head}{found}{linked}{mark}{links}"


def _files_of_causes() -> dict[str, str]:
    """Return the file of each cause, by its id."""
    return {
        cause["id"]: path.relative_to(REPOSITORY).as_posix()
        for path in sorted((REPOSITORY / "flowcharts" / "causes").glob("*.toml"))
        for cause in tomllib.loads(path.read_text(encoding="utf-8")).get("cause", ())
    }


def _defined(page: Page, causes: dict[str, str]) -> str:
    """Return where a step or cause is written down: a file and a name, since a line would change with every line in front of it."""
    name = page.title.partition(":")[0]
    if page.kind == "step":
        chart, _, step = name.partition(".")
        return f"\n## Defined in\n\n- flowcharts/{chart}.toml: {step}\n"
    if page.kind == "cause":
        cause = name.removeprefix("Cause ")
        return f"\n## Defined in\n\n- {causes[cause]}: {cause}\n"
    return ""


def _with_files(text: str) -> str:
    """Return *text* with the files of its last section as links, and beside them where the thing is known from."""
    head, found, files = text.partition("## Defined in\n")
    return head + found + re.sub(r"(?m)^- (?P<file>[\w/]+\.(?:lark|toml)): (?P<name>\S+)$", _linked, files)


def _linked(found: re.Match[str]) -> str:
    file, name = found["file"], found["name"]
    stem = Path(file).stem
    known = {"grammars": f"messages/{stem}.md", "causes": "causes.md"}.get(Path(file).parent.name)
    told = f"; [known from](../evidence/{known}#{name})" if known else ""
    return f"- [{file}](../../{file}): {name}{told}"


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _demoted(text: str) -> str:
    """Return *text* with its headings a level lower; what stands in a code block is left alone."""
    parts = re.split(r"(?ms)(^```.*?^```$)", text)
    return "".join(part if part.startswith("```") else re.sub(r"(?m)^#", "##", part) for part in parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(keep(pages()))
