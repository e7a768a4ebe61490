"""Builds the documentation site from README, docs and knowledge: strict, with every link checked, and without anything from elsewhere.

`python tools/site.py --output site` needs the dependency group `docs`. The start page is `site/index.html`; it can be opened as a file, and
its search works there, too.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import reference

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
SETTINGS = DOCS / "site"
"""How the site is built; no page of it."""

KNOWLEDGE = DOCS / "knowledge"
GLOSSARY = DOCS / "glossary.md"
"""Pages with a heading for each thing that is known."""

AT_THE_TOP = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages that do not lie in docs/, and what they are called on the site."""

SHOWN = "repository"
"""Where files lie that a page names and that are no pages: a grammar, a flowchart, samples."""

LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|<)(?P<path>[^)#\s]+)(?P<anchor>#[^)\s]*)?(?=\))")
CODE = re.compile(r"(?ms)^(?P<mark>`{3,}|~{3,}).*?^(?P=mark)$|`[^`\n]+`")
PARAGRAPH = re.compile(r"(?m)^### (?P<title>.+)$")
FETCHED = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=\"?(?P<address>https?://[^\"\s>]+)")


class BrokenLinkError(Exception):
    """A page names a file that is not there."""


def lay_out(folder: Path) -> None:
    """Write every page of the site into *folder*, and what its pages show."""
    listed = [path for folder in untold_folders() for path in folder.iterdir() if path.is_file()]
    waiting = [*(REPOSITORY / name for name in AT_THE_TOP), *DOCS.rglob("*.md"), *listed]
    done: set[Path] = set()
    while waiting:
        if (path := waiting.pop()) in done:
            continue
        done.add(path)
        target = folder / place_of(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            text = path.read_text(encoding="utf-8")
            target.write_text(gathered(moved(text, path), path), encoding="utf-8")
            waiting += [found for link in links(text) if (found := target_of(link, path)).exists()]
        else:
            shutil.copyfile(path, target)
    write_made(folder)


def write_made(folder: Path) -> None:
    """Write into *folder* what no file of the repository holds."""
    lists = {f"{place_of(path)}/README.md": listing(path) for path in untold_folders()}
    made = {**lists, **{f"reference/{name}": text for name, text in reference.pages().items()}}
    for name, text in made.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copyfile(reference.SCHEMA, folder / "reference" / reference.SCHEMA.name)
    (folder / "assets").mkdir()
    shutil.copyfile(SETTINGS / "iframe-worker.js", folder / "assets" / "iframe-worker.js")


def place_of(path: Path) -> PurePosixPath:
    """Return where *path* lies on the site."""
    name = path.relative_to(REPOSITORY).as_posix()
    if name in AT_THE_TOP:
        return PurePosixPath(AT_THE_TOP[name])
    if name.startswith("docs/"):
        return PurePosixPath(name).relative_to("docs")
    # As text, which a browser shows and does not only save.
    return PurePosixPath(SHOWN, f"{name}.txt")


def links(text: str) -> Iterator[re.Match[str]]:
    """Yield the links of *text* to files; what stands in code is none."""
    code = [found.span() for found in CODE.finditer(text)]
    return (link for link in LINK.finditer(text) if not any(begin <= link.start() < end for begin, end in code))


def target_of(link: re.Match[str], path: Path) -> Path:
    """Return the file that *link* of the page *path* means; of a folder, the page that tells of it."""
    target = (path.parent / link["path"]).resolve()
    return target / "README.md" if not target.suffix else target


def moved(text: str, path: Path) -> str:
    """Return *text*, the page *path*, with its links as they lead on the site.

    Raises:
        BrokenLinkError: A file is not there.
    """
    untold = untold_folders()
    parts = []
    end = 0
    for link in links(text):
        target = target_of(link, path)
        if not target.exists() and target.parent not in untold:
            sentence = f"{path.relative_to(REPOSITORY).as_posix()} names {link[0]}, which is not there"
            raise BrokenLinkError(sentence)
        way = os.path.relpath(place_of(target), place_of(path).parent).replace(os.sep, "/")
        parts += [text[end : link.start()], way, link["anchor"] or ""]
        end = link.end()
    return "".join((*parts, text[end:]))


def gathered(text: str, path: Path) -> str:
    """Return *text*, the page *path*, with one heading for each step, cause, event or word, so that the search names these.

    Each has the same paragraphs: twenty results called "What to check" would help nobody.
    """
    if path != GLOSSARY and path.parent != KNOWLEDGE:
        return text
    code = [found.span() for found in CODE.finditer(text)]
    inside = [
        found for found in PARAGRAPH.finditer(text) if not any(begin <= found.start() < end for begin, end in code)
    ]
    for found in reversed(inside):
        text = f"{text[: found.start()]}**{found['title']}**{text[found.end() :]}"
    return text


def untold_folders() -> list[Path]:
    """Return the folders of which no page tells."""
    folders = {path.parent for path in DOCS.rglob("*") if path.is_file()} - {DOCS, SETTINGS}
    return sorted(folder for folder in folders if not (folder / "README.md").exists())


def listing(folder: Path) -> str:
    """Return a page that lists what lies in *folder*: pages by their titles."""
    entries = (f"- [{_title(path)}]({path.name})\n" for path in sorted(folder.iterdir()) if path.is_file())
    return f"# {folder.name.capitalize()}\n\n" + "".join(entries)


def _title(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0].lstrip("# ") if path.suffix == ".md" else path.name


class ToolsMissingError(Exception):
    """What the site is built with is not installed."""


def refuse_without_tools() -> None:
    """Refuse to begin where what the site is built with is not installed.

    Raises:
        ToolsMissingError: The dependency group `docs` is not there.
    """
    missing = [name for name in ("zensical", "mkdocstrings") if importlib.util.find_spec(name) is None]
    if missing:
        sentence = f"the site is built with {missing[0]}, which is not installed: python -m pip install --group docs"
        raise ToolsMissingError(sentence)


def build(work: Path) -> Path:
    """Build what lies in *work*, and return the folder of the site; a warning ends it."""
    for name in ("zensical.toml", "doctests.py"):
        shutil.copyfile(SETTINGS / name, work / name)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
    subprocess.run([sys.executable, "-m", "zensical", "build", "--strict"], cwd=work, env=environment, check=True)
    return work / "site"


def fetched(site: Path) -> list[str]:
    """Return what pages of *site* would fetch from elsewhere."""
    found = ((page, FETCHED.findall(page.read_text(encoding="utf-8"))) for page in sorted(site.rglob("*.html")))
    return [
        f"{page.relative_to(site).as_posix()} fetches {address}" for page, addresses in found for address in addresses
    ]


def main() -> int:
    """Lay out, build, look and hand over."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--output", type=Path, default=Path("site"), help="where the site goes; what is there is replaced"
    )
    output: Path = parser.parse_args().output.resolve()
    try:
        refuse_without_tools()
    except ToolsMissingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        lay_out(work / "docs")
        site = build(work)
        if wrong := fetched(site):
            sys.stderr.write("\n".join(wrong) + "\n")
            return 1
        if output.exists():
            shutil.rmtree(output)
        shutil.copytree(site, output)
    sys.stdout.write(f"{output / 'index.html'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
