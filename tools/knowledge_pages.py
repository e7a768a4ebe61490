"""Writes docs/knowledge/: the pages of `dmplog explain` about every step, cause and event.

`python tools/knowledge_pages.py` rewrites them; with `--check` it exits with 1 where they are not what the command says.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from dmplog.pages import every_page

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "knowledge"
TITLES = {"step": "Steps", "cause": "Causes", "event": "Events"}
HEAD = """# {title}

Written by `tools/knowledge_pages.py`; change nothing by hand. The same page for one name: `dmplog explain NAME`.
"""


def pages() -> dict[Path, str]:
    """Return the text of every file."""
    texts = {kind: [HEAD.format(title=title)] for kind, title in TITLES.items()}
    for page in every_page():
        texts[page.kind].append(_demoted(page.to_markdown()))
    return {FOLDER / f"{kind}s.md": "\n".join(parts) for kind, parts in texts.items()}


def _demoted(text: str) -> str:
    """Return *text* with its headings a level lower; what stands in a code block is left alone."""
    parts = re.split(r"(?ms)(^```.*?^```$)", text)
    return "".join(part if part.startswith("```") else re.sub(r"(?m)^#", "##", part) for part in parts).rstrip() + "\n"


def main() -> int:
    """Rewrite or check the pages."""
    wanted = pages()
    if "--check" in sys.argv[1:]:
        return int(any(not path.is_file() or path.read_text(encoding="utf-8") != text for path, text in wanted.items()))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
