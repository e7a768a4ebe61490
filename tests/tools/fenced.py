"""The blocks of code of every page that people read, wherever in a page and in whichever folder they stand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDERS = ("docs", "flowcharts", "fixtures/causes", "fixtures/messages", "grammars")


class Block(NamedTuple):
    """A block of code, and where it begins."""

    page: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def pages(root: Path = REPOSITORY) -> list[Path]:
    """Return every page of *root* that is written in Markdown for people."""
    folders = [path for folder in FOLDERS for path in (root / folder).rglob("*.md")]
    return sorted([*root.glob("*.md"), *folders])


def blocks_of(path: Path, root: Path = REPOSITORY) -> Iterator[Block]:
    """Yield the blocks of one page: fenced by ticks or tildes or indented, in lists and quotations, too."""
    for token in MarkdownIt().parse(path.read_text(encoding="utf-8")):
        if token.type in ("fence", "code_block"):
            language = (token.info.split() or [""])[0].lower()
            line = (token.map or [0])[0] + 1
            yield Block(path.relative_to(root).as_posix(), line, language, token.content)


def spans_of(path: Path, root: Path = REPOSITORY) -> Iterator[Block]:
    """Yield what stands in single ticks inside the sentences of a page."""
    for token in MarkdownIt().enable("table").parse(path.read_text(encoding="utf-8")):
        for child in token.children or ():
            if child.type == "code_inline":
                yield Block(path.relative_to(root).as_posix(), (token.map or [0])[0] + 1, "", child.content)


def set_out(folder: Path) -> None:
    """Put into *folder* what the pages take for granted: Logs.zip, Logs, and the bundles of this repository that they name."""
    bundle = REPOSITORY / "fixtures" / "scenarios" / "waits-for-stuck-child" / "bundle"
    shutil.make_archive(str(folder / "Logs"), "zip", bundle)
    shutil.copytree(bundle, folder / "Logs")
    named = Path("fixtures", "scenarios", "redist-fails-daily")
    shutil.copytree(REPOSITORY / named, folder / named)


BLOCKS = [block for path in pages() for block in blocks_of(path)]
SPANS = [span for path in pages() for span in spans_of(path)]
