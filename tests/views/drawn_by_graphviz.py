"""Graphviz itself, which comes inside the wheel of pygraphviz: what reads the DOT text that is written."""

from __future__ import annotations

import pytest


def drawn(dot, program):
    """Return *dot* as SVG, as the *program* of Graphviz draws it."""
    pygraphviz = pytest.importorskip("pygraphviz", reason="no build for this machine", exc_type=ImportError)
    with pygraphviz.AGraph(string=dot) as chart:
        return chart.draw(format="svg", prog=program, args="-n2" if program == "neato" else "")
