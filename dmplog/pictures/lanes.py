"""Every lane and site of an update as one row of dots, worst first; many that are done fold into one row."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from dmplog.frozen import frozen
from dmplog.looks import document as reading
from dmplog.looks.document import VERDICTS, Document
from dmplog.looks.needs import unseen_words, would_tell
from dmplog.looks.short import short_of
from dmplog.looks.states import VERDICT_STATES
from dmplog.looks.story import FOLD_FROM
from dmplog.looks.visible import brief
from dmplog.pictures.drawing import Box, Drawing, Group, Paint, Path, Shape, Text
from dmplog.pictures.marks import dot, state_words
from dmplog.pictures.measure import fit, wrap
from dmplog.verdicts import OVER, WORST_FIRST

WIDTH = 820.0
TITLES = 198.0
"""The room for the names of the rows, at the left."""

ROW = 46.0
GAP = 5.0
LABEL = 9.0
SECOND = 11.0
"""How much higher a row is whose short names need a second line."""

MOST_ROWS = 8
"""So many rows are read at a glance; of more, those that are done fold, and then the least bad of the others."""

PASSED = ("done", "inferred", "silent", "bypassed")


@frozen
class Row:
    """A row: a case, and those of the same lane that stand exactly as it does."""

    case: Document
    others: tuple[Document, ...] = ()

    @property
    def name(self) -> str:
        """The lane and the site, or how many sites there are."""
        return brief(reading.lane_name(self.case, 1 + len(self.others)))

    @property
    def words(self) -> str:
        """The row in words."""
        case = self.case
        over = case["verdict"] in OVER or not case["step"]
        where = "" if over else f" at “{brief(reading.step_title(case))}”"
        return f"{self.name}: {VERDICTS[case['verdict']].lower()}{where}"


@frozen
class Folded:
    """The cases that have no row of their own."""

    cases: tuple[Document, ...]

    @property
    def words(self) -> str:
        """What they are, in words, such as `291 more, all done`."""
        kinds = [case["verdict"] for case in self.cases]
        counts = [(verdict, kinds.count(verdict)) for verdict in WORST_FIRST if verdict in kinds]
        if [verdict for verdict, _ in counts] == ["completed"]:
            return f"{len(kinds)} more, all done"
        return f"{len(kinds)} more: " + ", ".join(f"{count} {VERDICTS[verdict].lower()}" for verdict, count in counts)


def draw(document: Document, cases: Sequence[Document], *, selected: int, width: float = WIDTH) -> Drawing:
    """Return the rows of *cases*, the lanes and sites of one update.

    Args:
        document: The report; it gives each case its number.
        cases: Some of its cases.
        selected: The place, in *cases*, of the one whose row is framed.
        width: How wide the drawing is.
    """
    chosen = cases[selected]
    rows, folded = rows_of(cases, chosen)
    numbers = {id(case): number for number, case in enumerate(document["cases"], start=1)}
    most = max((len(row.case["steps"]) for row in rows), default=1)
    column = (width - TITLES - 24) / max(most, 1)
    shapes: list[Shape] = []
    top = 0.0
    for row in rows:
        place = _Place(top, column, ROW + SECOND * (_lines(row.case, column) - 1), width)
        shapes.append(_row(row, numbers.get(id(row.case)), place, framed=row.case is chosen))
        top += place.height + GAP
    if folded.cases:
        shapes.append(_folded_row(folded, top, width))
        top += ROW + GAP
    height = top - GAP + 4
    missing = unseen_words(cases)
    if missing:
        shapes.append(Text(2, height + 14, fit(missing, width - 4, 10), 10, "dim"))
        height += 20
    said = [row.words for row in rows] + ([folded.words] if folded.cases else [])
    said += [missing.removesuffix(".")] if missing else []
    title = f"Every lane and site of {brief(reading.update_name(chosen))}"
    return Drawing(width, height, tuple(shapes), title, ". ".join(said) + ".")


def rows_of(cases: Sequence[Document], chosen: Document) -> tuple[list[Row], Folded]:
    """Return the rows, worst first and *chosen* always among them, and the cases that have none.

    Four sites or more that stand alike share a row. Where there are still too many, those that are done fold, and then the least bad.
    """
    ordered = sorted(cases, key=lambda case: WORST_FIRST.index(case["verdict"]))
    if len(ordered) <= MOST_ROWS:
        return [Row(case) for case in ordered], Folded(())
    done = [case for case in ordered if case["verdict"] == "completed" and case is not chosen]
    rows = _alike([case for case in ordered if case["verdict"] != "completed" or case is chosen], chosen)
    if len(rows) + len(done) <= MOST_ROWS:
        return [*rows, *map(Row, done)], Folded(())
    kept = rows[: MOST_ROWS - 1]
    if not any(row.case is chosen for row in kept):
        kept[-1] = Row(chosen)
    own = {id(case) for row in kept for case in (row.case, *row.others)}
    return kept, Folded(tuple(case for case in ordered if id(case) not in own))


def _alike(cases: Sequence[Document], chosen: Document) -> list[Row]:
    groups: dict[Hashable, list[Document]] = {}
    for case in cases:
        states = tuple(step["status"] for step in case["steps"])
        # The one that is looked at keeps a row of its own.
        groups.setdefault((case["lane"], case["verdict"], case["step"], states, case is chosen), []).append(case)
    rows: list[Row] = []
    for found in groups.values():
        folds = len(found) >= FOLD_FROM and all(reading.site_of(case) for case in found)
        rows += [Row(found[0], tuple(found[1:]))] if folds else [Row(case) for case in found]
    return rows


def name_of(case: Document) -> str:
    """Return the lane and the site of *case*, as its row is called."""
    return brief(reading.lane_name(case))


@frozen
class _Place:
    """Where a row stands, and how wide a column of it is."""

    top: float
    column: float
    height: float
    width: float


def _labels(case: Document, column: float) -> list[tuple[str, ...]]:
    """Return the short names of the steps of *case* in one line or two: no word is cut where a blank is left."""
    return [wrap(short_of(step), column - 6, LABEL, most=2, bold=_here(case, step)) for step in case["steps"]]


def _lines(case: Document, column: float) -> int:
    return max(map(len, _labels(case, column)), default=1)


def _here(case: Document, step: Document) -> bool:
    return bool(step["id"] == case["step"] and case["verdict"] != "completed")


def _row(row: Row, number: int | None, place: _Place, *, framed: bool) -> Group:
    case, status = row.case, VERDICT_STATES[row.case["verdict"]]
    top, column, width = place.top, place.column, place.width
    line = Paint("page", f"{status}-border", 2.2) if framed else Paint("page", "faint", 0.8)
    frame = Box(2, top + 2, width - 4, place.height - 4, line, 6)
    title = Text(14, top + place.height / 2 + 5, fit(row.name, TITLES - 26, 13, bold=True), 13, bold=True)
    steps = case["steps"]
    middle = top + 17
    places = [TITLES + column * (place + 0.5) for place in range(len(steps))]
    joins = [
        _join(places[place], places[place + 1], middle, steps[place], steps[place + 1])
        for place in range(len(steps) - 1)
    ]
    labels = _labels(case, column)
    dots = [_dot(case, step, number, (x, middle), label) for step, x, label in zip(steps, places, labels, strict=True)]
    return Group((frame, title, *joins, *dots), row.words, case=number, kind="row", status=status)


def _join(left: float, right: float, middle: float, before: Document, after: Document) -> Path:
    passed = before["status"] in PASSED and after["status"] not in ("not_reached", "unobservable")
    role = "done-border" if passed else "faint"
    return Path(
        ((left + 12, middle), (right - 12, middle)),
        Paint("", role, 2.4 if passed else 1.6, "solid" if passed else "dotted"),
    )


def _dot(case: Document, step: Document, number: int | None, at: tuple[float, float], label: tuple[str, ...]) -> Group:
    (x, middle), here = at, _here(case, step)
    title = brief(step["title"] or step["id"])
    color = "text" if here else "dim"
    words = [
        Text(x, middle + 22 + place * SECOND, line, LABEL, color, "middle", bold=here)
        for place, line in enumerate(label)
    ]
    told = would_tell(case) if step["status"] == "unobservable" else ""
    said = ", ".join(filter(None, (f"{title}: {state_words(step).lower()}", told)))
    return Group(
        (*dot(x, middle, step["status"], 9), *words),
        said,
        case=number,
        step=step["id"],
        kind="dot",
        status=step["status"],
    )


def _folded_row(folded: Folded, top: float, width: float) -> Group:
    worst = VERDICT_STATES[min((case["verdict"] for case in folded.cases), key=WORST_FIRST.index)]
    frame = Box(2, top + 2, width - 4, ROW - 4, Paint("page", "faint", 0.8, "dashed"), 6)
    middle = top + ROW / 2
    sites = ", ".join(brief(site, 12) for site in dict.fromkeys(filter(None, map(reading.site_of, folded.cases))))
    room = width - TITLES - 130
    words = (
        Text(42, middle + 5, fit(folded.words, width - TITLES, 13, bold=True), 13, bold=True),
        Text(width - 14, middle + 4, fit(sites, room, 10), 10, "dim", "end"),
    )
    return Group((frame, *dot(24, middle, worst, 9), *words), folded.words, kind="fold", status=worst)
