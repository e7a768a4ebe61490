"""The summary in words: its parts with their rows, the same for a terminal, a ticket and the page, each row naming its bundles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dmplog import layout
from dmplog.fleet.shapes import ALL, NONE, NUMBERS, SHAPES, Shape, Values
from dmplog.frozen import frozen
from dmplog.layout import few

MOST_ROWS = 20
"""So many rows of a part are told in text; the page has more, and the JSON all."""

MOST_NAMED = 3
"""So many bundles of a row are named in text."""


@frozen
class Line:
    """One row of a part.

    Attributes:
        cells: Its texts, one for each column.
        bundles: The bundles behind it, as they are called here.
        share: How long its bar is, from 0 to 1.
        example: A line of a log, and where it stands.
    """

    cells: tuple[str, ...]
    bundles: tuple[str, ...]
    share: float
    example: tuple[str, str] | None = None


@frozen
class Part:
    """The answer to one question.

    Attributes:
        nothing: What is said where it has no rows.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    nothing: str


def parts_of(document: Values, wanted: Sequence[str] = ALL) -> list[Part]:
    """Return the *wanted* parts of the summary *document*; there are no changes where no run was before."""
    folder = common_folder(document["sources"])
    told = []
    for name in wanted:
        if name == "changes" and document["before"] is None:
            continue
        shape, rows = SHAPES[name], document[name]
        whole = max((row["bundle_count"] for row in rows), default=1)
        lines = tuple(_line(row, shape, folder, whole) for row in rows)
        told.append(Part(name, _title(name, document), tuple(shape.columns), lines, shape.nothing))
    return told


def _title(name: str, document: Values) -> str:
    title = SHAPES[name].title
    if name == "templates" and document["new_since"] is not None:
        return f"{title}, new since {document['new_since']}"
    return title


def _line(row: Values, shape: Shape, folder: str, whole: int) -> Line:
    example = None
    if "example" in row:
        example = (row["example"], f"{row['example_bundle'].removeprefix(folder)}: {row['place']}")
    bundles = tuple(name.removeprefix(folder) for name in row["bundles"])
    return Line(tuple(told(row) for told in shape.columns.values()), bundles, row["bundle_count"] / whole, example)


def common_folder(names: Sequence[str]) -> str:
    r"""Return what all *names* begin with, up to the end of a folder.

    >>> common_folder(["D:\\cases\\a.zip", "D:\\cases\\b\\c.zip"]), common_folder(["/cases/a.zip"])
    ('D:\\cases\\', '/cases/')
    """
    if not names:
        return ""
    least, most = min(names), max(names)
    same = next(
        (place for place, pair in enumerate(zip(least, most, strict=False)) if pair[0] != pair[1]),
        min(len(least), len(most)),
    )
    found = re.match(r".*[\\/]", least[:same])
    return found[0] if found else ""


def headline_of(document: Values) -> str:
    """Return the summary in one sentence."""
    stuck, whole = document["stuck_bundles"], document["bundles"]
    bundles = "1 bundle" if whole == 1 else f"{whole:,} bundles"
    failed = whole - document["statuses"].get("ok", 0)
    unjudged = f", {failed:,} could not be judged" if failed else ""
    return f"{bundles}: an update is stuck in {stuck:,}{unjudged}"


def told(document: Values, wanted: Sequence[str] = ALL, *, tables: bool = False) -> layout.Page:
    """Return the *wanted* parts of the summary *document* as a page: row by row for a terminal, or as *tables* for a ticket."""
    blocks = _table if tables else _rows
    sections = [layout.Section(part.title, tuple(blocks(part))) for part in parts_of(document, wanted)]
    return layout.Page(
        headline_of(document), tuple(sections), (layout.Paragraph((" ".join(remarks(document)),), "dim"),)
    )


def remarks(document: Values) -> list[str]:
    """Return what must be known of the whole summary, in sentences."""
    folder = common_folder(document["sources"])
    which = f"Run {document['run']}" if document["run"] else "A run that was not finished"
    said = [f"{which}, dmplog {document['dmplog']}." if document["dmplog"] else f"{which}."]
    if document["unfinished"] and document["run"]:
        said.append("More was judged since, and is counted; the run was not finished.")
    return [*said, f"The bundles lie in {folder}." if folder else ""]


def _rows(part: Part) -> Iterator[layout.Block]:
    """Yield *part* for a terminal, which is too narrow for its columns."""
    if part.lines:
        yield layout.Fields(tuple(_field(part.columns, line) for line in part.lines[:MOST_ROWS]))
    yield from _rest(part)


def _field(columns: Sequence[str], line: Line) -> layout.Field:
    first, *others = line.cells
    beside = " · ".join(f"{name}: {cell}" for name, cell in zip(columns[1:], others, strict=True) if cell != NONE)
    count = len(line.bundles)
    label = "1 bundle" if count == 1 else f"{count} bundles" if count < 1_000 else f"{count:,}"
    blocks: list[layout.Paragraph | layout.Quote] = [layout.Paragraph((first,))]
    if beside:
        blocks.append(layout.Paragraph((beside,), "dim"))
    if line.example is not None:
        blocks.append(layout.Quote((line.example[0],), line.example[1]))
    blocks.append(layout.Paragraph((few(line.bundles, MOST_NAMED),), "dim"))
    return layout.Field(label, tuple(blocks))


def _table(part: Part) -> Iterator[layout.Block]:
    """Yield *part* as a table."""
    if part.lines:
        quotes = any(line.example for line in part.lines)
        yield layout.Table(
            (
                layout.Column("bundles", "number"),
                *(layout.Column(name, "number" if name in NUMBERS else "text") for name in part.columns),
                *([layout.Column("newest line", "path"), layout.Column("where", "path")] if quotes else []),
                layout.Column("which"),
            ),
            tuple(
                (f"{len(line.bundles):,}", *line.cells, *(line.example or ()), few(line.bundles, MOST_NAMED))
                for line in part.lines[:MOST_ROWS]
            ),
        )
    yield from _rest(part)


def _rest(part: Part) -> Iterator[layout.Block]:
    left = len(part.lines) - MOST_ROWS
    if not part.lines:
        yield layout.Paragraph((part.nothing,), "dim")
    elif left > 0:
        yield layout.Paragraph((f"{left:,} more {'row is' if left == 1 else 'rows are'} in the JSON.",), "dim")
