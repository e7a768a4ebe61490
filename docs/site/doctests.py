"""Fences the examples of docstrings, which stand there without a mark, so that the site shows them as code."""

from __future__ import annotations

import re
from typing import Any

import griffe

EXAMPLE = re.compile(r"(?m)^(?P<indent> *)>>> .*(?:\n(?! *$).*)*")
"""From the first prompt to the next empty line."""


class FencedDoctests(griffe.Extension):
    """Gives each docstring of an object its fences."""

    def on_object(self, *, obj: griffe.Object, **_rest: Any) -> None:
        """Fence the examples of *obj*."""
        if obj.docstring:
            obj.docstring.value = EXAMPLE.sub(
                lambda found: f"{found['indent']}```pycon\n{found[0]}\n{found['indent']}```", obj.docstring.value
            )
