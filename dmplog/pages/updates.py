"""Pages about published updates: by package GUID, and by version."""

from __future__ import annotations

from collections.abc import Iterator

from dmplog.knowledge import KnownUpdate, update_of, updates
from dmplog.layout import Section
from dmplog.pages.page import Page, known, page_of, section
from dmplog.releases import Article, Release, releases

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
    known = next((release for release in releases() if release.version == asked), None)
    found = [update for update in updates().values() if update.version == asked]
    if not found and known is None:
        return ()
    facts = () if known is None else (section("What is known", items=_release_facts(known)), *_articles(known))
    items = [
        f"{update.package_guid.lower()}: {update.name}" + (f" ({update.ring})" if update.ring else "")
        for update in found
    ]
    told = "Every release ring has GUIDs of its own; a GUID that is not listed here can be this release too."
    guids = section("Package GUIDs", (told,), items) if items else section("Package GUIDs", ("None is public.",))
    return (page_of("update", f"Release {asked}", *facts, guids),)


def article_page(asked: str) -> tuple[Page, ...]:
    """Return the page of an article such as "KB37426535", or nothing."""
    wanted = asked.upper().replace(" ", "")
    found = [(release, one) for release in releases() for one in release.articles if one.id == wanted]
    if not found:
        return ()
    items = [f"{release.version}: {_article(article)}" for release, article in found]
    return (page_of("update", f"Article {wanted}", section("What is known", items=items)),)


def _release_facts(release: Release) -> Iterator[str]:
    yield f"Build 5.00.{release.build}" if release.build else "Its build is in no source that was read."
    if release.early_builds:
        yield "Early rings had " + ", ".join(f"5.00.{build}" for build in release.early_builds)
    if release.applies_on:
        yield f"It updates {release.applies_on} and later."
    for cause, action in release.advice:
        yield f"{cause}: {action}"


def _articles(release: Release) -> tuple[Section, ...]:
    return (section("Articles", items=map(_article, release.articles)),) if release.articles else ()


def _article(article: Article) -> str:
    versions = [
        f"{name} {version}" for name, version in (("console", article.console), ("client", article.client)) if version
    ]
    told = f"{article.id}: {article.what}" + (f" ({', '.join(versions)})" if versions else "")
    return f"{told}. {article.note}" if article.note else told


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
