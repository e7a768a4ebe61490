# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""The terminal view: what a tired person reads at two in the morning.

The verdict sentence comes first, then every stuck case with what to do, then how far each update got, then what the
judgement rests on. Nothing here computes: the words are those of the report document.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from dmplog.views.document import (
    DETAILED,
    VERDICTS,
    Document,
    actions_of,
    as_of_text,
    between,
    case_title,
    cause_title,
    duration_text,
    expected_of,
    is_known,
    lane_title,
    last_evidence,
    log_name,
    moment_text,
    overdue,
    place_of,
    position,
    site_of,
    so_far,
    step_title,
    update_name,
    waits_for_another,
    why_of,
)
from dmplog.views.places import with_short_places
from dmplog.views.sheet import LABEL, Sheet
from dmplog.views.states import HERE, legend_of, state_of
from dmplog.views.story import Row, Story, alike, stories
from dmplog.views.text_sections import also_seen, coverage, prerequisites, problems, said

MOST_DETAILED = 10
MOST_SITES = 12
MOST_LINES = 3
MOST_EXPECTED = 2


def render(
    document: Document,
    width: int = 100,
    color: bool = False,
    ascii_only: bool = False,
    zone: tzinfo | None = None,
) -> str:
    """Return *document* as text of *width* columns.

    Args:
        document: The report as `Report.to_dict()` gives it.
        width: Columns of the terminal; narrower than 40 counts as 40.
        color: Write SGR colour codes.
        ascii_only: Use no character outside ASCII, for consoles that lack the glyphs.
        zone: Zone of the times shown; None is UTC.
    """
    view = _TextView(Sheet(width, color=color, ascii_only=ascii_only), zone)
    view.report(*with_short_places(document))
    return str(view.sheet)


class _TextView:
    """Writes one report on one sheet."""

    def __init__(self, sheet: Sheet, zone: tzinfo | None) -> None:
        self.sheet = sheet
        self.zone = zone

    def report(self, document: Document, folder: str) -> None:
        """Write *document*, whose files stand in *folder*."""
        sheet = self.sheet
        sheet.words(said(document["headline"]), style="title")
        sheet.words(f"{said(as_of_text(document, self.zone))} dmplog {said(document['version'])}.", style="dim")
        wanted = [case for case in document["cases"] if case["verdict"] in DETAILED]
        groups = alike(wanted)
        for row in groups[:MOST_DETAILED]:
            self.case(row, document)
        if len(groups) > MOST_DETAILED:
            sheet.blank()
            sheet.words(
                f"{len(groups) - MOST_DETAILED} more cases are in the list below and in full in the JSON report."
            )
        self.stories(document["cases"])
        prerequisites(sheet, document["prerequisites"])
        also_seen(sheet, document["also_seen"])
        coverage(sheet, document["coverage"], folder, self.zone)
        problems(sheet, document["problems"])

    def case(self, row: Row, document: Document) -> None:
        case, sheet = row.case, self.sheet
        sheet.blank()
        heading = f"{VERDICTS[case['verdict']].upper()} – {said(case_title(case))}"
        sheet.words(heading, style=case["verdict"])
        self._step(case)
        self._times(case, document)
        self._last_line(case)
        reached = so_far(case)
        if reached:
            sheet.field("So far", said(reached))
        self._cause(case)
        self._next(case, document)
        self._actions(case)
        self._other_causes(case)
        sheet.field("Certainty", " ".join(_sentence(text) for text in (case["confidence"], *case["reasons"])))
        if case["blocked_by"] and not waits_for_another(case):
            sheet.field("Blocked by", said(case["blocked_by"]))
        if row.others:
            sheet.field("Same at", _sites(row.sites[1:]) or f"{len(row.others)} more")

    def _step(self, case: Document) -> None:
        if case["step"] is None:
            self.sheet.field("Step", "No step can be named.")
            return
        found = position(case)
        place = f", step {found[0]} of {found[1]}" if found else ""
        server = f", on {said(case['server'])}" if case["server"] else ""
        site = f" (site {said(case['site'])})" if case["site"] else ""
        self.sheet.field("Step", f"{said(step_title(case))} [{said(case['step'])}]{place}{server}{site}", style="title")

    def _times(self, case: Document, document: Document) -> None:
        elapsed = between(case["since"], document["as_of"])
        if case["since"]:
            ago = f", for {duration_text(elapsed)}" if elapsed is not None and elapsed.total_seconds() >= 0 else ""
            self.sheet.field("Since", moment_text(case["since"], self.zone) + ago)
        if case["attempts"] > 1:
            self.sheet.field("Attempts", str(case["attempts"]))

    def _last_line(self, case: Document) -> None:
        evidence = last_evidence(case)
        if evidence is not None:
            time = moment_text(evidence["time"], self.zone)
            self.sheet.field("Last line", f"{said(place_of(evidence))} at {time}")
            self.sheet.quote(said(evidence["text"]))
        elif case["last_sign"]:
            self.sheet.field("Last sign", moment_text(case["last_sign"], self.zone))

    def _cause(self, case: Document) -> None:
        cause = case["cause"]
        said_why = [said(text) for text in why_of(case)]
        if cause is not None and is_known(cause):
            self.sheet.field("Why", said(cause_title(cause)), style=case["verdict"])
            said_why.insert(0, "")
        for number, text in enumerate(said_why):
            if text:
                self.sheet.field("" if number else "Why", text)
        last = last_evidence(case)
        for evidence in (cause["evidence"] if cause and not waits_for_another(case) else [])[:MOST_LINES]:
            if last is None or (evidence["file"], evidence["line"]) != (last["file"], last["line"]):
                self.sheet.field("", said(place_of(evidence)))
                self.sheet.quote(said(evidence["text"]))
        for error in case["errors"]:
            known = ": ".join(part for part in (error["name"], error["meaning"]) if part) or "no table knows this code"
            self.sheet.field("Error", said(f"{error['code']} {known}"))

    def _other_causes(self, case: Document) -> None:
        # In one line each: what to do about them stands in the other views, and the first cause is the proved one.
        for cause in case["other_causes"][:MOST_LINES]:
            place = f", {place_of(cause['evidence'][0])}" if cause["evidence"] else ""
            self.sheet.field("Perhaps", said(f"{cause_title(cause)}{place}"))

    def _next(self, case: Document, document: Document) -> None:
        sign = case["next"]
        if sign is None:
            return
        server = f" on {said(sign['server'])}" if sign["server"] else ""
        until = f", due by {moment_text(sign['deadline'], self.zone)}" if sign["deadline"] else ""
        late = overdue(case, document["as_of"])
        lateness = f" ({duration_text(late)} overdue)" if late is not None else ""
        missing = "" if sign["supplied"] else "; this log was not supplied"
        name = said(log_name(sign["log"]))
        self.sheet.field("Next line", f"in {name}{server}{until}{lateness}{missing}")
        for number, expected in enumerate(expected_of(sign)[:MOST_EXPECTED]):
            if number:
                self.sheet.words("or", indent=LABEL, style="dim")
            self.sheet.quote(said(expected))
        if sign["note"]:
            self.sheet.field("", said(sign["note"]))

    def _actions(self, case: Document) -> None:
        for label, action in _labelled("What to do", actions_of(case)):
            self.sheet.field(label, said(action))

    def stories(self, cases: Sequence[Document]) -> None:
        told, skipped = stories(cases)
        if not told and not skipped:
            return
        self.sheet.heading("How far it got")
        seen: set[str] = set()
        for story in told:
            self.story(story, seen)
        if skipped:
            names = list(dict.fromkeys(said(update_name(case)) for case in skipped))
            many = "1 update is" if len(names) == 1 else f"{len(names)} updates are"
            self.sheet.words(f"{many} not applicable here: {_few(names, 4)}.", indent=2, style="dim")
        if seen:
            ascii_only = self.sheet.ascii_only
            if not ascii_only:
                shown = "  ".join(f"{state.glyph} {state.word.lower()}" for state in legend_of(seen))
                self.sheet.words(shown, indent=2, style="dim")

    def story(self, story: Story, seen: set[str]) -> None:
        guid = f" ({story.package_guid})" if story.package_guid and story.package_guid != story.name else ""
        self.sheet.words(said(story.name + guid), style="title", indent=2)
        for row in story.rows:
            case = row.case
            where = lane_title(case["lane"])
            if row.others:
                where += (
                    f", {1 + len(row.others)} sites ({_sites(row.sites)})"
                    if row.sites
                    else f", {1 + len(row.others)} times"
                )
            elif site_of(case):
                where += f", site {site_of(case)}"
            self.sheet.tokens(
                [
                    *((word, "") for word in said(where).split()),
                    ("–", ""),
                    (VERDICTS[case["verdict"]].lower(), case["verdict"]),
                ],
                indent=4,
            )
            if case["steps"] and not (row.others and case["verdict"] == "completed"):
                self.sheet.tokens(_flow(case, ascii_only=self.sheet.ascii_only), indent=6)
                seen.update(step["status"] for step in case["steps"])


def _labelled(label: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    if len(texts) < 2:
        return [(label, text) for text in texts]
    return [(label if number == 1 else "", f"{number}. {text}") for number, text in enumerate(texts, start=1)]


def _sentence(text: str) -> str:
    shown = said(text)
    return shown if shown.endswith((".", "!", "?")) else f"{shown}."


def _flow(case: Document, *, ascii_only: bool) -> list[tuple[str, str]]:
    tokens = []
    for number, step in enumerate(case["steps"]):
        state = state_of(step["status"])
        repeated = f" ×{step['attempts']}" if step["attempts"] > 1 else ""
        glyph = state.ascii if ascii_only else state.glyph
        arrow = "→ " if number else ""
        name = said(step["id"])
        style = step["status"] if step["status"] in (*HERE, "done") else ("title" if step["id"] == case["step"] else "")
        tokens.append((f"{arrow}{glyph} {name}{repeated}", style))
    return tokens


def _sites(sites: Sequence[str]) -> str:
    return _few([said(site) for site in sites], MOST_SITES)


def _few(names: Sequence[str], most: int) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
