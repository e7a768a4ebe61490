"""The report inside a notebook."""

from __future__ import annotations

from html import escape

HEIGHT = 720


def framed(page: str) -> str:
    """Return the whole *page* as a frame of a notebook cell.

    The frame may run scripts, which filter and copy, and nothing else: it has no address, reaches neither the notebook nor a
    network.

    >>> framed('<p class="a">x</p>')[-59:]
    'srcdoc="&lt;p class=&quot;a&quot;&gt;x&lt;/p&gt;"></iframe>'
    """
    return (
        f'<iframe sandbox="allow-scripts" title="Report of dmplog" style="width:100%;height:{HEIGHT}px;border:0" '
        f'srcdoc="{escape(page)}"></iframe>'
    )
