"""Pages about published updates: by package GUID, and by version."""

from __future__ import annotations

from collections.abc import Iterator

from dmplog.knowledge import KnownUpdate, update_of, updates
from dmplog.pages.page import Page, known, page_of, section

ZERO = "00000000-0000-0000-0000-000000000000"


def update_page(asked: str) -> Page:
    """Return the page of a package GUID, known or not."""
    guid = asked.strip("{} ").lower()
    if guid == ZERO:
        told = "The empty GUID stands for the cycle of the service connection point itself, not for an update: state messages 0 to 4."
        return page_of("update", f"{guid}: no update", section("What it is", (told,)))
    update = update_of(guid)
    if update is None:
        told = (
            "No public list names this GUID. Every release ring has GUIDs of its own, so that an unlisted one is as good as a"
            " listed one; the console (Updates and Servicing, column Package GUID) and manifest.xml give its name."
        )
        return page_of("update", f"{guid}: an update that is not listed", section("What it is", (told,)))
    return page_of("update", f"{guid}: {update.name}", section("What is known", items=_facts(update)))


def version_page(asked: str) -> tuple[Page, ...]:
    """Return the page of a release such as "2409", or nothing."""
    found = [update for update in updates().values() if update.version == asked]
    if not found:
        return ()
    items = [
        f"{update.package_guid.lower()}: {update.name}" + (f" ({update.ring})" if update.ring else "")
        for update in found
    ]
    told = "Every release ring has GUIDs of its own; a GUID that is not listed here can be this release too."
    return (page_of("update", f"Release {asked}", section("Package GUIDs", (told,), items)),)


def _facts(update: KnownUpdate) -> Iterator[str]:
    if update.version:
        yield f"Release {update.version}"
    if update.build:
        yield f"Build 5.00.{update.build}"
    if update.ring:
        yield f"Ring: {update.ring}"
    if update.note:
        yield update.note
    yield f"{known(update.grade)} It is shown beside the GUID and decides nothing."
