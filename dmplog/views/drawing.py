"""Drawing in this process, with the Graphviz that comes inside the pygraphviz wheel: no `dot` on PATH is needed."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from typing import Any

from dmplog.errors import RenderingError

MISSING = (
    "Pictures need pygraphviz, which is not installed or has no build for this machine; "
    "the .dot and .mmd formats and the reports without pictures work without it."
)


SHARP = "144"
"""Dots per inch of a PNG, so that small text stays readable on a screen that scales."""


def can_draw() -> bool:
    """Return whether pictures can be drawn on this machine."""
    try:
        import pygraphviz  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def draw(dot: str, kind: str) -> bytes:
    """Return *dot* drawn as *kind* ("svg", "png" or "pdf").

    Raises:
        RenderingError: pygraphviz is missing, or Graphviz cannot draw it.
    """
    try:
        import pygraphviz
    except (ImportError, OSError) as error:
        raise RenderingError(MISSING) from error
    graph: Any = pygraphviz.AGraph
    try:
        with _quiet(), graph(string=dot) as chart:
            if kind == "png":
                chart.graph_attr["dpi"] = SHARP
            drawn = chart.draw(format=kind, prog="dot")
    except (pygraphviz.DotError, ValueError, OSError) as error:
        raise RenderingError(f"Graphviz cannot draw this picture: {error}") from error
    return _dateless(bytes(drawn)) if kind == "pdf" else bytes(drawn)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    # The libraries in the wheel write about fonts of the machine straight to the standard error of the process, such as
    # `Fontconfig warning: … unknown element "reset-dirs"`: of no use to whoever asked for a picture.
    with contextlib.ExitStack() as stack:
        try:
            kept = os.dup(2)
            stack.callback(os.close, kept)
            nowhere = stack.enter_context(open(os.devnull, "wb"))  # noqa: PTH123 - no path of the user
            os.dup2(nowhere.fileno(), 2)
            stack.callback(os.dup2, kept, 2)
        except OSError:
            pass  # a process without a standard error has nothing to keep quiet
        yield


def _dateless(content: bytes) -> bytes:
    # cairo writes `/CreationDate (D:20241218162000Z)`: blanked in place, so that offsets in the file stay right.
    return re.sub(
        rb"(/(?:CreationDate|ModDate) \()([^)]*)(\))",
        lambda found: found[1] + b"D:19700101000000Z".ljust(len(found[2]))[: len(found[2])] + found[3],
        content,
    )
