"""The answer alone, as a terminal shows it before anybody scrolls: what is stuck, since when, why, what comes next, what to do.

Everything else is one line each, with its count; what a line leaves out stands in the full page of `telling`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dmplog import layout
from dmplog.frozen import frozen
from dmplog.layout import advice, code, few
from dmplog.looks import document as reading
from dmplog.looks.advice import actions_of, is_known, stated_cause, waiting_said, waits_for_another, why_of
from dmplog.looks.document import DETAILED, VERDICTS, Document
from dmplog.looks.evidence import is_error, last_evidence, place_of
from dmplog.looks.needs import lacks_more, to_copy, unseen_words
from dmplog.looks.story import Row, alike, not_applicable, stories
from dmplog.looks.times import CLOCKS, as_of_text
from dmplog.verdicts import WORST_FIRST
from dmplog.views.fetching import fetch, fetch_field
from dmplog.views.fields import Fields, error_name, field, heading_of
from dmplog.views.moments import Clock, moments_of
from dmplog.views.places import with_short_places
from dmplog.views.room import Room, cut, shortened
from dmplog.views.telling import journey

MOST_BESIDE = 8
MOST_STORIES = 4
MOST_LEGS = 12
MOST_SITES = 3
MOST_LINES = 3
MOST_RULES = 4
LINE = 150
"""So many characters of a line that is not the answer are shown."""
MESSAGE = 3 * LINE
"""So many of what is wrong with the input: its end says what to do."""


def briefly(document: Document, room: Room, clock: Clock = "utc", made: Collection[str] = ()) -> layout.Page:
    """Return *document*, a report as `Report.to_dict()` gives it, as a page that begins with the answer, and fits *room*.

    The first section is the answer; where there is none, it says which logs would hold it. No option is offered whose file was *made*.
    """
    document, _ = with_short_places(document)
    return _brief(document, room, clock, made).page()


def answer_alone(page: layout.Page) -> layout.Page:
    """Return what *page* answers, and nothing of what stands beside: where no case asks for a look, the sentence, or which logs to fetch."""
    first = page.sections[:1]
    is_answer = any(isinstance(block, layout.Fields | layout.Code) for section in first for block in section.blocks)
    return layout.Page(page.title, first if is_answer else (), page.lead)


def answer_of(document: Document, row: Row, room: Room) -> layout.Section:
    """Return what *document* says of the cases of *row*, field by field."""
    return _brief(document, room, "utc").answer(row)


def lead_of(document: Document, row: Row | None, room: Room) -> tuple[layout.Paragraph, ...]:
    """Return how sure the answer to *row* is, if there is one, and the clock of *document* with its counts."""
    return tuple(_brief(document, room, "utc").lead(row))


def _brief(document: Document, room: Room, clock: Clock, made: Collection[str] = ()) -> _Brief:
    return _Brief(document, room, Fields(document, moments_of(document, clock), room.quote), frozenset(made))


@frozen
class _Brief:
    """One report, told in the room there is."""

    document: Document
    room: Room
    fields: Fields
    made: frozenset[str] = frozenset()

    def page(self) -> layout.Page:
        document = self.document
        groups = alike([case for case in document["cases"] if case["verdict"] in DETAILED])
        first = groups[0] if groups else None
        needs = to_copy(first.case, document["cases"]) if first else document.get("needs", ())
        sections = [self.answer(first)] if first else []
        below = (
            ("To copy them" if first else "Fetch these logs", self._fetch(needs)),
            (_also(groups[1:]), self._beside(groups[1:])),
            ("Errors no step explains", _unexplained(document["unexplained"])),
            ("Prerequisite checks", _prerequisites(document["prerequisites"])),
            ("How far it got", _progress(document["cases"])),
            ("Problems with the input", _problems(document["problems"])),
            (f"Shown {self.room.rest}" if self.room.rest else "What was read", self._folded()),
        )
        sections += [layout.Section(heading, found) for heading, blocks in below if (found := tuple(blocks))]
        sections.append(layout.Section("", tuple(self._end(first))))
        headline = self.fields.headline(first.case if first else None)
        return layout.Page(headline, tuple(sections), tuple(self.lead(first)))

    def lead(self, first: Row | None) -> Iterator[layout.Paragraph]:
        """Yield how sure the answer to *first* is, and the clock with what is counted by it."""
        if first:
            certainty = ": ".join([first.case["confidence"].capitalize(), *first.case["reasons"][:1]])
            certainty += "" if certainty.endswith(".") else "."
            yield layout.Paragraph((shortened(self.fields.moments.within(certainty), self.room.why),))
        if first is None or self.room.spare:
            yield self._clock(first)

    def _fetch(self, needs: Sequence[Document]) -> Iterator[layout.Block]:
        """Yield how what is missing is copied; a ticket goes to somebody who has no dmplog."""
        rest = bool(self.room.rest)
        beyond = lacks_more(self.document["cases"], needs)
        return fetch(needs, self.document.get("collect"), 1 if rest else None, by_hand=not rest, beyond=beyond)

    def _clock(self, first: Row | None) -> layout.Paragraph:
        server = first.case["server"] if first else None
        return layout.Paragraph((self._as_of(server) + _counted(self.document["cases"]),), "dim")

    def _as_of(self, server: str | None) -> str:
        """Return the clock of the report, shorter than in the full page; by that of *server*, whose case is told first."""
        document, moments = self.document, self.fields.moments
        if document.get("as_of") is None:
            return as_of_text(document)
        source = CLOCKS[document["as_of_source"]]
        return f"As of {moments.of_all(document['as_of'], server)}{source}.{moments.note()}"

    def _end(self, first: Row | None) -> Iterator[layout.Paragraph]:
        """Yield the clock, where there was no room for it above, and where all of the report is told."""
        if first is not None and not self.room.spare:
            yield self._clock(first)
        if self.room.rest:
            yield layout.Paragraph((_more(first, self.made),), "dim")
        else:
            yield layout.Paragraph((f"Read from the logs by dmplog {self.document['version']}.",), "dim")

    def answer(self, row: Row) -> layout.Section:
        """Return the fields of *row*."""
        case = row.case
        fields = (
            *field("Step", *_step(case)),
            *field("Since", self._since(case)),
            *field("Attempts", self.fields.attempts(case) if case.get("rhythm") else None),
            *self.fields.last_line(case),
            *self._so_far(case),
            *self._why(case),
            *self.fields.next_line(case, note=False),
            *self._actions(case),
            *fetch_field(case, MOST_LINES, self.document["cases"], int(self.room.spare), self.fields.hour_of(case)),
            *field("Same at", few(row.sites[1:], 2 * MOST_SITES) or f"{len(row.others)} more" if row.others else None),
        )
        return layout.Section(heading_of(case), (layout.Fields(fields),), case["verdict"])

    def _since(self, case: Document) -> str | None:
        since = self.fields.since(case)
        tries = f", {case['attempts']} attempts" if case["attempts"] > 1 and not case.get("rhythm") else ""
        return since and since + tries + self.fields.last_sign(case)

    def _why(self, case: Document) -> Iterator[layout.Field]:
        cause, most = case["cause"], self.room.why
        known = cause is not None and is_known(cause)
        said = [layout.Paragraph((stated_cause(cause),), case["verdict"])] if known else []
        texts = why_of(case)
        said += [layout.Paragraph(advice(shortened(" ".join(texts), most)))] if texts else []
        if said:
            yield layout.Field("Why", tuple(said))
        last = last_evidence(case)
        lines = [] if cause is None or waits_for_another(case) else cause["evidence"]
        proving = [line for line in lines if last is None or place_of(line) != place_of(last)]
        # Who has nothing but a ticket reads all that the reason rests on.
        for line in proving[: 1 if self.room.rest else 2] if known else ():
            yield layout.Field("", (self.fields.quote(line),))
        for error in case["errors"][: self.room.errors if known else 1 + self.room.spare]:
            # What the cause says already is not said twice.
            told = known and error["meaning"] and error["meaning"].rstrip(".") == cause["title"].rstrip(".")
            name = error["name"] if told and error["name"] else error_name(error)
            yield from field("Error", code(error["code"]), shortened(f" {name}", most))

    def _actions(self, case: Document) -> Iterator[layout.Field]:
        actions = actions_of(case)
        left = len(actions) - self.room.actions
        if actions:
            shown = [advice(shortened(action, self.room.said)) for action in actions[: self.room.actions]]
            said = f"… and {left} more {self.room.rest}" if left > 0 else ""
            # Where room is small, a line of its own would take that of a whole action.
            if said and not self.room.spare:
                shown[-1] = (*shown[-1], f" {said}")
            more = (layout.Paragraph((said,), "dim"),) if said and self.room.spare else ()
            yield layout.Field("What to do", (layout.Items(tuple(shown), "number"), *more))

    def _so_far(self, case: Document) -> Iterator[layout.Field]:
        """Yield how far the step got: all that is known, or in little room the first of it."""
        found = reading.so_far(case)
        if found is not None:
            yield from field("So far", found if self.room.spare else cut(found.split("; ")[0], self.room.quote))

    def _beside(self, rows: Sequence[Row]) -> Iterator[layout.Block]:
        if rows:
            yield layout.Items(tuple((self._place(row),) for row in rows[:MOST_BESIDE]))
        yield from _left(len(rows) - MOST_BESIDE, "places")

    def _folded(self) -> Iterator[layout.Block]:
        """Yield in one line what is not told here, each kind with its count."""
        document = self.document
        logs = [row for row in document["coverage"] if row["role"] != "other"]
        servers = {row["server"] for row in logs if row["server"]}
        others = len(document["coverage"]) - len(logs)
        results = [row["result"] for row in document["prerequisites"]]
        _, skipped = stories(document["cases"])
        counts = (
            (len(logs), "log", f" of {_many(len(servers), 'server')}" if servers else ""),
            (others, "file", " that is no log of an update" if others == 1 else " that are no logs of an update"),
            (results.count("warning"), "warning", " of prerequisite checks"),
            (results.count("passed"), "prerequisite check", " passed"),
            (len(document["also_seen"]), "line", " also seen, not blocking"),
        )
        said = [_many(count, noun) + rest for count, noun, rest in counts if count > 0]
        said += [not_applicable(skipped)[0]] if skipped else []
        if said:
            yield layout.Paragraph(("; ".join(said) + ".",), "dim")

    def _place(self, row: Row) -> str:
        case = row.case
        others = f" and {len(row.others)} more" if row.others else ""
        step = f" at “{reading.step_title(case)}”" if case["step"] else ""
        since = f" since {self.fields.moments.minute(case['since'], server=case['server'])}" if case["since"] else ""
        # What only waits asks nobody for anything: whom it waits for is its whole answer.
        awaits = f", {waiting_said(case)}" if case["blocked_by"] else ""
        return f"{VERDICTS[case['verdict']]}: {reading.case_title(case)}{others}{step}{since}{awaits}"


def _step(case: Document) -> tuple[str, ...]:
    if case["step"] is None:
        return ("No step can be named.",)
    found = reading.position(case)
    place = f" ({found[0]} of {found[1]})" if found else ""
    server = f" on {case['server']}" if case["server"] else ""
    site = f", site {case['site']}" if case["site"] and case["site"] != reading.site_of(case) else ""
    return (f"{reading.step_title(case)}{place}{server}{site}",)


def _also(rows: Sequence[Row]) -> str:
    """Return the heading of what is told beside the answer: what of it there is."""
    verdicts = {row.case["verdict"] for row in rows}
    words = [word for told, word in reading.ELSE if verdicts & set(told)]
    return f"Also {' or '.join(filter(None, (', '.join(words[:-1]), *words[-1:])))}"


def _counted(cases: Sequence[Document]) -> str:
    """Return how many cases there are of each verdict, worst first."""
    verdicts = [case["verdict"] for case in cases]
    told = [f"{verdicts.count(one)} {VERDICTS[one].lower()}" for one in WORST_FIRST if one in verdicts]
    return f" {', '.join(told)}." if len(cases) > 1 else ""


def _unexplained(rows: Sequence[Document]) -> Iterator[layout.Block]:
    for row in rows[:MOST_LINES]:
        many = "" if row["count"] == 1 else f" ({row['count']} times)"
        text = cut(row["evidence"]["text"], LINE)
        yield layout.Quotes((layout.Quote((text,), place_of(row["evidence"]) + many, error=is_error(row["evidence"])),))
    yield from _left(len(rows) - MOST_LINES, "lines")


def _prerequisites(rows: Sequence[Document]) -> Iterator[layout.Block]:
    wrong = [row for row in rows if row["result"] == "error"]
    if wrong:
        said = (f"{row['site'] or row['server'] or 'error'}: {cut(row['rule'], LINE)}" for row in wrong[:MOST_RULES])
        yield layout.Items(tuple((text,) for text in said))
    yield from _left(len(wrong) - MOST_RULES, "errors")


def _progress(cases: Sequence[Document]) -> Iterator[layout.Block]:
    told, _ = stories(cases)
    journeys = [journey(story, cases, 0) for story in told[:MOST_STORIES]]
    for made in journeys:
        yield layout.Journey(made.name, made.legs[:MOST_LEGS], brief=True)
        yield from _left(len(made.legs) - MOST_LEGS, "lanes")
    yield from _left(len(told) - MOST_STORIES, "updates")
    statuses = frozenset(stop.status for made in journeys for leg in made.legs for stop in leg.stops)
    if statuses:
        yield layout.Legend(statuses, brief=True)
    if missing := unseen_words(cases):
        yield layout.Paragraph((missing,), "dim")


def _problems(rows: Sequence[Document]) -> Iterator[layout.Block]:
    for row in rows[:MOST_LINES]:
        where = f"{row['file']}: " if row["file"] and row["file"] not in row["message"] else ""
        yield layout.Paragraph((where + shortened(row["message"], MESSAGE),))
    yield from _left(len(rows) - MOST_LINES, "problems")


def _left(count: int, noun: str) -> Iterator[layout.Block]:
    if count > 0:
        yield layout.Paragraph((f"… and {count} more {noun}.",), "dim")


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _more(first: Row | None, made: Collection[str]) -> str:
    asked = reading.page_command(first.case) if first else None
    offers = {"html": "A page: --html report.html.", "markdown": "A ticket: --markdown ticket.md."}
    left = [said for option, said in offers.items() if option not in made]
    return " ".join(["Everything: -v.", *left, *([f"This step: {asked}"] if asked else ())])
