"""The doors hostile input comes in by: what may come out is an answer or a sentence, and nothing else.

Each takes the files of one input and raises where something falls. `tools/fuzz.py` makes such inputs; what fell once is kept in
`tests/corpus`, and goes through the same doors with every run of the tests.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import dmplog
from dmplog.causes import load_causes
from dmplog.errors import DmplogError
from dmplog.flowchart import check_flowchart, load_flowchart
from dmplog.framing.reader import RecordReader
from dmplog.isolation import KIND
from dmplog.looks.visible import CONTROLS
from dmplog.pages import explain
from dmplog.report import Report

Files = Mapping[str, bytes]
"""One input: its files by name; what is no file is called "text"."""

SIZES = (1 << 20, 1000, 64)
"""Chunks in which a log is read."""
TINY, SHORT = 7, 2_000
"""The chunks of a short log, too: they take long."""


def read_records(files: Files) -> None:
    """Every line is accounted for, and no record depends on where the file is cut into chunks."""
    for data in files.values():
        read = []
        for size in (*SIZES, TINY) if len(data) <= SHORT else SIZES:
            reader = RecordReader("x.log", len(data), io.BytesIO(data), chunk_size=size)
            rows = [row for frame in reader.frames() for row in frame.iter_rows(named=True)]
            census = reader.census
            if census.lines != census.record_lines + census.unparsed_lines + census.marker_lines:
                raise AssertionError(f"{census.lines} lines are not all accounted for")
            read.append([(row["byte_offset"], row["length"], row["message"], row["utc"]) for row in rows])
        if any(one != read[0] for one in read):
            raise AssertionError("the size of the chunks changes what is read")


def diagnose(files: Files) -> None:
    """A diagnosis answers, finds no fault of its own, and every view of it is inert."""
    with _folder(files) as folder:
        report = _sound(dmplog.diagnose(folder, context=2))
    for view in (report.to_text(), report.to_markdown(), report.to_json(), report.to_html()):
        _refuse_controls(view.replace("\t", " "))
    if Report.from_json(report.to_json()) != report:
        raise AssertionError("the report is not the one that was written")


def open_archive(files: Files) -> None:
    """An archive with damage anywhere is read as far as it goes."""
    with _folder(files) as folder, suppress(DmplogError):
        _sound(dmplog.diagnose(*(folder / name for name in files)))


def explain_text(files: Files) -> None:
    """A pasted text is explained, or it is said that nothing is known of it."""
    for data in files.values():
        with suppress(DmplogError):
            page = explain(data.decode("utf-8", "replace"))
            for view in (page.to_text(), page.to_markdown()):
                _refuse_controls(view)


def check_chart(files: Files) -> None:
    """A flowchart with anything wrong in it is told in sentences."""
    with _folder(files) as folder:
        for name in files:
            with suppress(DmplogError):
                path = str(folder / name)
                if not any(finding.severity == "error" for finding in check_flowchart(path)):
                    load_flowchart(path)


def check_causes(files: Files) -> None:
    """Causes with anything wrong in them are told in a sentence."""
    with _folder(files) as folder, suppress(DmplogError):
        load_causes(folder)


DOORS: dict[str, Callable[[Files], None]] = {
    "records": read_records,
    "diagnose": diagnose,
    "archive": open_archive,
    "explain": explain_text,
    "flowchart": check_chart,
    "causes": check_causes,
}


def kept(path: Path) -> tuple[str, Files]:
    """Return the door and the files of the input that is kept in *path*."""
    document = json.loads(path.read_text(encoding="ascii"))
    return document["door"], {name: text.encode("latin-1") for name, text in document["files"].items()}


def keep(path: Path, door: str, files: Files, why: str) -> None:
    """Write an input to *path*, byte for byte a letter, so that it can be read and compared."""
    texts = {name: data.decode("latin-1") for name, data in files.items()}
    path.write_text(json.dumps({"door": door, "why": why, "files": texts}, indent=1) + "\n", encoding="ascii")


class _folder(tempfile.TemporaryDirectory[str]):  # noqa: N801 - used as a function
    """A folder with *files* in it, for a while."""

    def __init__(self, files: Files) -> None:
        super().__init__()
        for name, data in files.items():
            (Path(self.name) / name).write_bytes(data)

    def __enter__(self) -> Path:  # type: ignore[override]
        return Path(super().__enter__())


def _sound(report: Report) -> Report:
    for problem in report.problems:
        if problem.kind == KIND:
            raise AssertionError(problem.message)
    return report


def _refuse_controls(view: str) -> None:
    if found := CONTROLS.search(view):
        raise AssertionError(f"a control character in a view: {found[0]!r}")
