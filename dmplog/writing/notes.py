"""What lines tell about a step beside its state: how far a transfer got, which sub-stage was reached.

The sentences are data: `notes` of a step in its flowchart file, with the fields of the line in braces.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from dmplog.knowledge import completions, state_of, substage_of


def fill(text: str, fields: Mapping[str, str]) -> str:
    """Return *text* with the fields of a line, and what they stand for, in place of its braces.

    >>> fill("{substage_name} ({substage_id})", {"substage_id": "0xd000e"})
    'Upgrade ConfigMgr database (0xd000e)'
    """
    known = {**fields, **_derived(fields)}
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    return text.format_map({name: known.get(name) or "unknown" for name in names})


def _derived(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what the numbers of a line stand for."""
    found = {}
    if (substage := fields.get("substage_id")) and (known := substage_of(int(substage, 16))):
        found["substage_name"] = known.name
    if complete := fields.get("is_complete"):
        found["completion"] = completions().get(int(complete), f"IsComplete={complete}")
    if (state := fields.get("state")) and state.isdigit() and (named := state_of(int(state))):
        found["state_name"] = named.name
    if total := fields.get("total_kilobytes"):
        found["total_bytes"] = str(int(total) * 1024)
    return found
