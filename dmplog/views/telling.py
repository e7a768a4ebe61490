"""The report told as one page, the same for a terminal and for a ticket: only the parts are chosen here, not their looks.

The verdict sentence comes first, then every stuck case with what to do, then how far each update got, then what the
judgement rests on. Nothing here computes: the words are those of the report document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dmplog import layout
from dmplog.frozen import frozen
from dmplog.layout import advice, code, few, sentences
from dmplog.looks import document as reading
from dmplog.looks.advice import actions_of, cause_title, hedge_of, is_known, stated_cause, waits_for_another, why_of
from dmplog.looks.document import DETAILED, Document
from dmplog.looks.evidence import is_error, last_evidence, place_of, reason_of
from dmplog.looks.needs import empty_needs, hidden_needs, lacks_more, unseen_logs
from dmplog.looks.short import short_of
from dmplog.looks.story import Row, Story, alike, not_applicable, reasons_of, stories, worst_first
from dmplog.looks.times import as_of_text
from dmplog.views.fetching import fetch, fetch_field
from dmplog.views.fields import Fields, error_name, field, heading_of
from dmplog.views.moments import Clock, moments_of
from dmplog.views.places import with_short_places

MOST_DETAILED = 10
MOST_SITES = 12
MOST_LINES = 3
MOST_ROWS = 40
FEW_OTHERS = 6
"""From so many on, files that are no logs of an update are told in one line."""

_LOGS = (
    layout.Column("log"),
    layout.Column("server", spare=True),
    layout.Column("first"),
    layout.Column("last"),
    layout.Column("records", "number", spare=True),
    layout.Column("unread", "number", spare=True),
    layout.Column("gaps", "number", spare=True),
    layout.Column("file", "path"),
)
_RULES = (layout.Column("site"), layout.Column("server"), layout.Column("rule"), layout.Column("text"))


def told(document: Document, clock: Clock = "utc") -> layout.Page:
    """Return *document*, a report as `Report.to_dict()` gives it, as a page whose times are told by *clock*."""
    document, folder = with_short_places(document)
    return _Telling(document, folder, Fields(document, moments_of(document, clock))).page()


@frozen
class _Telling:
    """One report, whose files stand in one folder, told by one clock."""

    document: Document
    folder: str
    fields: Fields

    def page(self) -> layout.Page:
        document = self.document
        groups = alike([case for case in document["cases"] if case["verdict"] in DETAILED])
        sections = [self._case(row) for row in groups[:MOST_DETAILED]]
        if len(groups) > MOST_DETAILED:
            left = f"{len(groups) - MOST_DETAILED} more cases are in the list below and in full in the JSON report."
            sections.append(layout.Section("", (layout.Paragraph((left,)),)))
        below = (
            ("Fetch these logs", self._fetch(self._needs(groups))),
            ("Errors no step explains", self._unexplained(document["unexplained"])),
            ("How far it got", _progress(document["cases"])),
            ("Prerequisite checks", _prerequisites(document["prerequisites"])),
            ("Also seen, not blocking", _also_seen(document["also_seen"])),
            ("What the logs cover", self._coverage(document["coverage"])),
            ("Problems with the input", _problems(document["problems"])),
        )
        sections += [layout.Section(heading, found) for heading, blocks in below if (found := tuple(blocks))]
        clock = f"{self._as_of(groups[0].case['server'] if groups else None)} dmplog {document['version']}."
        headline = self.fields.headline(groups[0].case if groups else None)
        return layout.Page(headline, tuple(sections), (layout.Paragraph((clock,), "dim"),))

    def _as_of(self, server: str | None) -> str:
        document, moments = self.document, self.fields.moments
        return as_of_text(document, moments.of_all(document["as_of"], server)) + moments.note()

    def _needs(self, groups: Sequence[Row]) -> list[Document]:
        """Return what all cases need, and what the answers of *groups* ask for besides."""
        empty = empty_needs(self.document["cases"])
        found = [need for need in self.document.get("needs", ()) if (need["log"], need["server"]) not in empty]
        told = {(need["log"], need["server"]) for need in found}
        hidden = hidden_needs(groups[0].case, self.document["cases"]) if groups else []
        return found + [need for need in hidden if (need["log"], need["server"]) not in told]

    def _fetch(self, needs: Sequence[Document]) -> Iterator[layout.Block]:
        return fetch(needs, self.document.get("collect"), beyond=lacks_more(self.document["cases"], needs))

    def _unexplained(self, rows: Sequence[Document]) -> Iterator[layout.Block]:
        for row in rows[:MOST_ROWS]:
            place = place_of(row["evidence"]) + _more_of(row["count"])
            yield layout.Quotes((layout.Quote((row["evidence"]["text"],), place, error=is_error(row["evidence"])),))
        yield from _more(len(rows), "lines")

    def _case(self, row: Row) -> layout.Section:
        case = row.case
        fields = (
            *_step(case),
            *self._times(case),
            *self.fields.last_line(case),
            *field("So far", reading.so_far(case)),
            *self._why(case),
            *self.fields.next_line(case),
            *_actions(case),
            *_perhaps(case),
            *field("Certainty", self.fields.moments.within(sentences((case["confidence"], *case["reasons"])))),
            *fetch_field(case, MOST_ROWS, self.document["cases"], MOST_LINES, self.fields.hour_of(case)),
            *field("Blocked by", self._blocked_by(case)),
            *field("Same at", (few(row.sites[1:], MOST_SITES) or f"{len(row.others)} more") if row.others else None),
            *field("This step", code(asked) if (asked := reading.page_command(case)) else None),
        )
        return layout.Section(heading_of(case), (layout.Fields(fields),), case["verdict"])

    def _blocked_by(self, case: Document) -> str | None:
        return hedge_of(case) + case["blocked_by"] if case["blocked_by"] and not waits_for_another(case) else None

    def _times(self, case: Document) -> Iterator[layout.Field]:
        since = self.fields.since(case)
        yield from field("Since", since and since + self.fields.last_sign(case))
        yield from field("Attempts", self.fields.attempts(case) or None)

    def _why(self, case: Document) -> Iterator[layout.Field]:
        cause = case["cause"]
        why = [layout.Paragraph(advice(text)) for text in why_of(case)]
        if cause is not None and is_known(cause):
            why.insert(0, layout.Paragraph((stated_cause(cause),), case["verdict"]))
        if why:
            yield layout.Field("Why", tuple(why))
        last = last_evidence(case)
        for evidence in (cause["evidence"] if cause and not waits_for_another(case) else [])[:MOST_LINES]:
            if last is None or place_of(evidence) != place_of(last):
                yield layout.Field("", (self.fields.quote(evidence),))
        for error in case["errors"]:
            yield from field("Error", code(error["code"]), f" {error_name(error)}")

    def _short(self, moment: str | None, file: str) -> str | None:
        """Return *moment* to the minute; what stands behind it is only told where it is not UTC."""
        said = self.fields.moments.text(moment, file=file) if moment else ""
        return f"{said[:16]}{said[19:].replace(' UTC', '') if self.fields.moments.clock == 'server' else ''}" or None

    def _coverage(self, rows: Sequence[Document]) -> Iterator[layout.Block]:
        if self.folder and rows:
            yield layout.Paragraph(("The files stand in ", code(self.folder)), "dim")
        others = [row for row in rows if row["role"] == "other"]
        folded = len(others) >= FEW_OTHERS
        ordered = [row for row in rows if row["role"] != "other"] + ([] if folded else others)
        cells = [
            (
                row["role"],
                row["server"],
                self._short(row["first"], row["file"]),
                self._short(row["last"], row["file"]),
                str(row["records"]),
                str(row["unparsed_lines"] or "") or None,
                str(len(row["gaps"]) or "") or None,
                row["file"],
            )
            for row in ordered
        ]
        # Server, unread lines and gaps are no column where no file has any.
        kept = [place for place in range(len(_LOGS)) if place not in (1, 5, 6) or any(row[place] for row in cells)]
        columns = tuple(_LOGS[place] for place in kept)
        if cells:
            yield from _table(columns, [tuple(row[place] for place in kept) for row in cells], "files")
        if folded:
            names = few([row["file"].rpartition("/")[2] for row in others], MOST_LINES)
            said = f"{len(others)} more files are no logs of an update ({names}); --json lists them."
            yield layout.Paragraph((said,), "dim")


def _step(case: Document) -> Iterator[layout.Field]:
    if case["step"] is None:
        yield from field("Step", "No step can be named.")
        return
    found = reading.position(case)
    place = f", step {found[0]} of {found[1]}" if found else ""
    server = f", on {case['server']}" if case["server"] else ""
    site = f" (site {case['site']})" if case["site"] and case["site"] != reading.site_of(case) else ""
    yield layout.Field("Step", (layout.Paragraph((f"{reading.step_title(case)}{place}{server}{site}",), "title"),))


def _actions(case: Document) -> Iterator[layout.Field]:
    actions = tuple(advice(action) for action in actions_of(case))
    if actions:
        yield layout.Field("What to do", (layout.Items(actions, "number"),))


def _perhaps(case: Document) -> Iterator[layout.Field]:
    # In one line each: what to do about them stands in the page, and the first cause is the proved one.
    for cause in case["other_causes"][:MOST_LINES]:
        place = (", ", code(place_of(cause["evidence"][0]))) if cause["evidence"] else ()
        yield from field("Perhaps", cause_title(cause), *place)


def _progress(cases: Sequence[Document]) -> Iterator[layout.Block]:
    told, skipped = stories(cases)
    journeys = [journey(story, cases) for story in told]
    yield from journeys
    if skipped:
        counted, names = not_applicable(skipped)
        yield layout.Paragraph((f"{counted}: {few(names, 4)}.",), "dim")
        for reason in reasons_of(skipped)[:MOST_LINES]:
            yield layout.Paragraph((f"  {reason}",), "dim")
        if not any(story.package_guid for story in told):
            yield from (layout.Paragraph((f"  {check}",), "dim") for check in skipped[0]["checks"])
    statuses = frozenset(stop.status for journey in journeys for leg in journey.legs for stop in leg.stops)
    if statuses:
        yield layout.Legend(statuses)
    yield from unseen(cases)


def unseen(cases: Sequence[Document]) -> Iterator[layout.Block]:
    """Yield which logs the steps lack that nobody can see."""
    for name in unseen_logs(cases):
        yield layout.Paragraph((f"? = {name} was not supplied, or has no line of that time.",), "dim")


def journey(story: Story, cases: Sequence[Document], most_sites: int = MOST_SITES) -> layout.Journey:
    """Return the way of one update, in the order of *cases*, those of the report; of sites that stand alike, so many are named, or none."""
    guid = f" ({story.package_guid})" if story.package_guid and story.package_guid != story.name else ""
    return layout.Journey(story.name + guid, tuple(_leg(row, most_sites) for row in worst_first(story.rows, cases)))


def _leg(row: Row, most_sites: int) -> layout.Leg:
    case = row.case
    where = reading.lane_name(case, 1 + len(row.others))
    if row.others and row.sites and most_sites:
        where += f" ({few(row.sites, most_sites)})"
    stops = tuple(
        layout.Stop(short_of(step), step["status"], step["attempts"], here=step["id"] == case["step"])
        for step in case["steps"]
    )
    return layout.Leg(where, case["verdict"], () if row.others and case["verdict"] == "completed" else stops)


def _prerequisites(rows: Sequence[Document]) -> Iterator[layout.Block]:
    for result, words in (("error", "Errors, these block"), ("warning", "Warnings")):
        found = [row for row in rows if row["result"] == result]
        if found:
            yield layout.Paragraph((f"{words} ({len(found)})",), result)
            cells = [(row["site"] or None, row["server"] or None, row["rule"], row["text"] or "") for row in found]
            yield from _table(_RULES, cells, "rows")
    passed = sum(row["result"] == "passed" for row in rows)
    if passed:
        yield layout.Paragraph((f"{passed} passed.",), "dim")


def _more_of(count: int) -> str:
    return "" if count == 1 else f" ({count} times)"


def _also_seen(rows: Sequence[Document]) -> Iterator[layout.Block]:
    shown = list(rows[:MOST_ROWS])
    while shown:
        why = reason_of(shown[0])
        count = next((number for number, row in enumerate(shown) if reason_of(row) != why), len(shown))
        yield layout.Paragraph((why,))
        yield layout.Quotes(tuple(_quote(row["evidence"]) for row in shown[:count]))
        del shown[:count]
    yield from _more(len(rows), "lines")


def _quote(line: Document) -> layout.Quote:
    return layout.Quote((line["text"],), place_of(line), error=is_error(line))


def _problems(rows: Sequence[Document]) -> Iterator[layout.Block]:
    if rows:
        yield layout.Items(tuple(_problem(row) for row in rows[:MOST_ROWS]), "none")
    yield from _more(len(rows), "problems")


def _problem(row: Document) -> layout.Words:
    place = ":".join(str(part) for part in (row["file"], row["line"]) if part is not None)
    return (code(place), ": ", row["message"]) if place and place not in row["message"] else (row["message"],)


def _table(
    columns: tuple[layout.Column, ...], rows: Sequence[tuple[str | None, ...]], noun: str
) -> Iterator[layout.Block]:
    if rows:
        yield layout.Table(columns, tuple(rows[:MOST_ROWS]))
    yield from _more(len(rows), noun)


def _more(count: int, noun: str) -> Iterator[layout.Block]:
    if count > MOST_ROWS:
        yield layout.Paragraph((f"… and {count - MOST_ROWS} more {noun}; --json lists all.",), "dim")
