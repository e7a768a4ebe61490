"""Pages of reference for the site: the commands, the library and the report as JSON, each written from what it is about."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dmplog

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMA = REPOSITORY / "dmplog" / "views" / "report.schema.json"
LIBRARY = (
    ("Functions", ("diagnose", "explain", "load_flowchart", "read_events", "read_records")),
    (
        "A report",
        ("Report", "Case", "StepProgress", "NextSign", "Need", "Cause", "CaseProof", "Decision", "KeyLink", "Evidence"),
    ),
    ("Beside the cases", ("LogCoverage", "InputFile", "PrerequisiteResult", "AlsoSeen", "Unexplained", "Problem")),
)
"""The public names, in the order a reader needs them; what is not named stands behind."""


def pages() -> dict[str, str]:
    """Return the text of each page by its name."""
    return {"commands.md": commands(), "library.md": library(), "report.md": report()}


def commands() -> str:
    """Return the page of the commands, as Typer writes it from their help."""
    call = ["-m", "typer", "dmplog.cli.app", "utils", "docs", "--name", "dmplog", "--title", "Commands"]
    return subprocess.run(
        [sys.executable, *call], cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=True
    ).stdout


def library() -> str:
    """Return the page of the library: mkdocstrings writes each name from its docstring."""
    named = {name for _, names in LIBRARY for name in names}
    # What has no such name is a type of words, and told where it is used.
    others = [
        name for name in sorted(dmplog.__all__) if name not in named and hasattr(getattr(dmplog, name), "__qualname__")
    ]
    parts = ["# Library\n\nWhat `import dmplog` offers.\n"]
    for title, names in (*LIBRARY, ("And", others)):
        parts.append(f"## {title}\n")
        parts += [f"::: {_home(name)}\n    options:\n      heading_level: 3\n" for name in names]
    return "\n".join(parts)


def _home(name: str) -> str:
    """Return the full name of what `dmplog` offers as *name*."""
    found = getattr(dmplog, name)
    return f"{found.__module__}.{found.__qualname__}"


def report() -> str:
    """Return the page of the report as JSON, a table for each kind of object."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    parts = [
        "# Report as JSON\n",
        f"{schema['description']}\n\nThe same for programs, as JSON Schema: [report.schema.json](report.schema.json).\n",
        "## The document\n",
        *_table(schema),
    ]
    for name, kind in schema["$defs"].items():
        parts += [f"## {name}\n", *_said(kind), *(_table(kind) if "properties" in kind else [f"{_form(kind)}\n"])]
    return "\n".join(parts)


def _said(kind: dict[str, Any]) -> Iterator[str]:
    if description := kind.get("description"):
        yield f"{description}\n"


def _table(kind: dict[str, Any]) -> Iterator[str]:
    yield "| field | form | what it says |\n|---|---|---|"
    for name, field in kind["properties"].items():
        text = field.get("description", "").replace("|", "\\|").replace("\n", " ")
        yield f"| `{name}` | {_form(field)} | {text} |"
    yield ""


def _form(field: dict[str, Any]) -> str:
    """Return in one phrase what values *field* may have."""
    if reference := field.get("$ref"):
        name = reference.rpartition("/")[2]
        return f"[{name}](#{name})"
    if "enum" in field:
        return ", ".join(f"`{json.dumps(value)}`" for value in field["enum"])
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    for union in ("anyOf", "oneOf"):
        if union in field:
            return " or ".join(_form(part) for part in field[union])
    if field.get("type") == "array":
        return f"list of {_form(field['items'])}" if field.get("items") else "list"
    kinds = field.get("type", "anything")
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
