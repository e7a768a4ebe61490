"""Text inside Graphviz: every label of a picture is built here, so that no log text reaches Graphviz as markup.

The graphviz package takes any string of the form `<...>` for markup, and Microsoft's chart really holds
`<Updating JOB [JobID]>`: plain strings pass through `graphviz.escape`, texts inside a label's table through HTML escaping.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable

from dmplog.looks.visible import visible


def plain(text: str) -> str:
    r"""Return *text* as a plain Graphviz string: no markup, no escape sequence.

    >>> plain("<Updating JOB 00000A1B>"), plain("C:\\SMSPKG")
    ('<Updating JOB 00000A1B>', 'C:\\\\SMSPKG')
    """
    from graphviz import escape

    return escape(visible(text))


def escaped(text: str) -> str:
    """Return *text* for use inside a label's table.

    >>> escaped("<b>5 & 6</b>")
    '&lt;b&gt;5 &amp; 6&lt;/b&gt;'
    """
    # Graphviz reads `\G`, `\N` and `\\` even inside markup and after entities, and paths are full of them: a backslash is two.
    return html.escape(visible(text), quote=True).replace("\\", "&#92;&#92;")


def wrap(text: str, width: int, most: int = 6) -> list[str]:
    """Return *text* in lines of at most *width* characters, the rest cut."""
    lines = textwrap.wrap(text, width, break_long_words=True, break_on_hyphens=False, max_lines=most, placeholder=" …")
    return lines or [""]


def balance(text: str, width: int) -> list[str]:
    """Return *text* wrapped into lines of about one length, for a heading without a lonely last word.

    >>> balance("one two three four", 16)
    ['one two', 'three four']
    """
    count = len(wrap(text, width))
    widths = range(max(len(text) // count, 1), width)
    return wrap(text, next((size for size in widths if len(wrap(text, size)) <= count), width))


def lines(texts: Iterable[str], *, size: float, color: str, bold: bool = False, face: str = "") -> str:
    """Return *texts* as lines of one table cell, aligned left."""
    parts = []
    for text in texts:
        shown = escaped(text)
        shown = f"<b>{shown}</b>" if bold and shown else shown
        parts.append(shown + '<br align="left"/>')
    name = f' face="{escaped(face)}"' if face else ""
    return f'<font point-size="{size:g}" color="{color}"{name}>{"".join(parts)}</font>'


def table(rows: Iterable[str], attributes: str = 'border="0" cellborder="0" cellspacing="0" cellpadding="2"') -> str:
    """Return *rows* of cells as a label."""
    return f"<<table {attributes}>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>>"


def cell(content: str, attributes: str = 'align="left" balign="left"') -> str:
    """Return one cell; *content* is markup made by `lines`."""
    return f"<td {attributes}>{content}</td>"
