"""Pages by what reports call things: the title of a step, of a lane or of a cause, as it was copied, and the kind in brackets behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial

from dmplog.causes import categories, load_causes
from dmplog.data import OwnKnowledge, knowledge_in_use
from dmplog.pages.names import category_page, cause_page, lane_page, step_page
from dmplog.pages.page import Page
from dmplog.pages.related import placed_steps

_KIND = re.compile(r"(?P<title>.*?)\s*\((?P<kind>[^()]+)\)")
_AT_A_PLACE = re.compile(r"(?:the )?(?P<lane>.+) [\w.-]{1,253}")
_MANY = re.compile(r"(?P<lane>.+), \d+ (?:sites|times)")
_ANYWHERE = "…"
"""Stands for the site or the server in the name of a lane: the page is the same for every one."""
_LEAD = re.compile(r"^(?:perhaps|why|step)(?:: |\s{2,})", re.IGNORECASE)


def label_pages(asked: str) -> tuple[Page, ...]:
    """Return every page of what a report calls *asked*, or nothing.

    >>> [page.title for page in label_pages("Perhaps: The request to the web server timed out (timeout)")]
    ['Cause download_timeout: The request to the web server timed out']
    >>> [page.title for page in label_pages("“download the redistributables”")][0]
    'download.package.download_redist: Download the redistributables'
    """
    whole = _plain(asked)
    found = _KIND.fullmatch(whole)
    title = whole
    if found is not None and (kind := found["kind"].replace(" ", "_")) in categories():
        if not found["title"]:
            return (category_page(kind),)
        title = found["title"]
    index = _index(knowledge_in_use())
    found_names = dict.fromkeys((whole, title, *_placed(whole)))
    pages = [page() for name in found_names for page in index.get(name, ())]
    kind = whole.replace(" ", "_")
    return (*pages, *((category_page(kind),) if kind in categories() and " " in whole else ()))


@lru_cache(maxsize=4)
def _index(_own: OwnKnowledge | None) -> Mapping[str, Sequence[Callable[[], Page]]]:
    """Return what makes the pages of each title, steps first."""
    found: dict[str, list[Callable[[], Page]]] = {}

    def called(page: Callable[[], Page], *names: str) -> None:
        for name in dict.fromkeys(map(_plain, filter(None, names))):
            found.setdefault(name, []).append(page)

    for placed in placed_steps():
        called(partial(step_page, placed), placed.step.title, placed.step.short)
    for placed in {(placed.flowchart.id, placed.lane.id): placed for placed in placed_steps()}.values():
        called(partial(lane_page, placed), placed.lane.title, placed.lane.traits.short, placed.lane.called(_ANYWHERE))
    for cause in load_causes().known:
        called(partial(cause_page, cause), cause.title)
    return found


def _placed(name: str) -> tuple[str, ...]:
    """Return what the lane *name* is called in the index, where a site or a server stands behind it, or how many sites.

    >>> _placed("the transfer to ps1"), _placed("installation, 12 sites"), _placed("download")
    (('transfer to …',), ('installation',), ())
    """
    many = _MANY.fullmatch(name)
    if many is not None:
        return (many["lane"],)
    placed = _AT_A_PLACE.fullmatch(name)
    return (f"{placed['lane']} {_ANYWHERE}",) if placed is not None else ()


def _plain(text: str) -> str:
    """Return *text* as titles are compared: without what a report puts around it."""
    said = " ".join(_LEAD.sub("", text.strip(), count=1).split()).strip(" .“”\"'")
    return said.casefold()
