"""The JSON Schemas of the knowledge files, for editors that complete and check TOML while it is written."""

from __future__ import annotations

import json

from pydantic import BaseModel

from dmplog.errors import UsageError
from dmplog.nearest import did_you_mean
from dmplog.validator.causes import CauseFile
from dmplog.validator.charts import FlowchartFile
from dmplog.validator.tables import TABLES

FORMS: dict[str, type[BaseModel]] = {"flowchart": FlowchartFile, "causes": CauseFile, **TABLES}
"""The form of every kind of file by its name."""


def json_schema(kind: str) -> str:
    """Return the JSON Schema of a *kind* of file as text.

    >>> json.loads(json_schema("causes"))["title"]
    'CauseFile'

    Raises:
        UsageError: There is no such kind.
    """
    if kind not in FORMS:
        raise UsageError(
            f"there is no schema of {kind!r}; {did_you_mean(kind, FORMS) or 'there are ' + ', '.join(FORMS)}"
        )
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **FORMS[kind].model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2)
