"""One case on its lane of Microsoft's flowchart: boxes with the state and the time inside, the deciding line beneath the last."""

from __future__ import annotations

from dmplog.frozen import frozen
from dmplog.looks.document import Document, slug
from dmplog.looks.evidence import is_error, last_evidence
from dmplog.looks.needs import unseen_words, would_tell
from dmplog.looks.picture import Edge, Node
from dmplog.looks.states import STATES
from dmplog.looks.structure import case_picture
from dmplog.looks.visible import brief, quoted
from dmplog.pictures.drawing import Box, Drawing, Group, Mark, Paint, Path, Shape, Text, flat
from dmplog.pictures.lanes import Row
from dmplog.pictures.marks import paint_of, soft_ink_of, soft_paint_of, state_words
from dmplog.pictures.measure import fit, wrap
from dmplog.pictures.measure import width as width_of
from dmplog.pictures.spent import is_here, spent_text
from dmplog.pictures.spine import MARGIN, TRACK, Detour, Placed, Spine, lay_out

WIDTH = 820.0
HEIGHT = 92.0
"""How high a box is."""

LINE = 36.0
"""How far below the top of the boxes the arrows run; beneath it a decision has room for its question."""

TURN = 13.0
"""Half of a diamond."""

TITLE_SIZE = 11.0
SMALL = 9.5
QUESTION = 9.0
QUOTE = 10.0
MOST_QUOTED = 240
WHOLE = 400
"""So many characters of the deciding line stand in a chart that is sent alone: what matters may be the end of it."""


@frozen
class _Chart:
    """The case that is drawn, with what its parts are told with."""

    document: Document
    case: Document
    number: int | None
    prefix: str
    top: float

    def step(self, name: str) -> Document:
        """Return how far the step *name* got."""
        found: Document = next(step for step in self.case["steps"] if step["id"] == name)
        return found

    def words(self, step: Document) -> str:
        """Return *step* in words."""
        spent = spent_text(self.case, step, self.document["as_of"])
        told = would_tell(self.case) if step["status"] == "unobservable" else ""
        said = ", ".join(filter(None, (state_words(step).lower(), spent, told)))
        return f"{brief(step['title'] or step['id'])}: {said}"


def draw(document: Document, case: Document, *, prefix: str = "", width: float = WIDTH) -> Drawing:
    """Return *case* on its lane, with decisions and loops where the *width* has room for them.

    Args:
        document: The report, which gives the clock.
        case: One of its cases.
        prefix: What the anchors of the page begin with that tell a step; without one, no box is a link.
        width: How wide the drawing is.
    """
    spine = lay_out(case_picture(case), width)
    number = next((place for place, one in enumerate(document["cases"], start=1) if one is case), None)
    chart = _Chart(document, case, number, prefix, MARGIN + TRACK * spine.tracks + (4 if spine.tracks else 0))
    shapes: list[Shape] = [_detour(detour, chart) for detour in spine.detours]
    shapes += _joints(spine, chart)
    shapes += [_shape(placed, chart) for placed in spine.row]
    here = next((placed for placed in spine.row if placed.node.kind == "step" and _stands_at(placed, chart)), None)
    quote = _quote(chart, here, width) if here is not None else []
    shapes += quote
    lowest = max((shape.y + 5 for shape in flat(tuple(shapes)) if isinstance(shape, Text)), default=0.0)
    lowest = max(chart.top + HEIGHT, lowest)
    missing = unseen_words([case])
    if missing:
        lowest += 20
        shapes.append(Text(MARGIN, lowest, fit(missing, width - 2 * MARGIN, SMALL), SMALL, "dim"))
    height = lowest + MARGIN + 2 * bool(missing)
    said = "; ".join(chart.words(step) for step in case["steps"]) + "."
    return Drawing(width, height, tuple(shapes), Row(case).words, said)


@frozen
class DecidingLine:
    """The line that shows where a case stands: its place, what it says, and whether it tells of a failure itself."""

    place: str
    text: str
    error: bool


def deciding_line(case: Document, most: int = MOST_QUOTED) -> DecidingLine | None:
    """Return the line that shows where *case* stands, at *most* so many characters of it."""
    found = last_evidence(case)
    if found is None:
        return None
    # The name says which log it is; the folders are in the report.
    file = str(found["file"]).replace("\\", "/").rsplit("/", 1)[-1]
    return DecidingLine(f"{brief(file, 40)}:{found['line']}", quoted(found["text"], most), is_error(found))


def _stands_at(placed: Placed, chart: _Chart) -> bool:
    return is_here(chart.case, chart.step(placed.node.id))


def _shape(placed: Placed, chart: _Chart) -> Group:
    match placed.node.kind:
        case "step":
            return _step(placed, chart)
        case "decision":
            return _decision(placed, chart)
    return _end(placed, chart)


def _step(placed: Placed, chart: _Chart) -> Group:
    step = chart.step(placed.node.id)
    status, ink, top = step["status"], soft_ink_of(step["status"]), chart.top
    shapes: list[Shape] = _frame(placed, step["status"], top)
    y = top + 20
    for line in wrap(brief(step["title"] or step["id"]), placed.width - 14, TITLE_SIZE, most=3, bold=True):
        struck = status == "bypassed"
        shapes.append(Text(placed.middle, y, line, TITLE_SIZE, ink, "middle", bold=True, strike=struck))
        y += 14
    spent = spent_text(chart.case, step, chart.document["as_of"])
    word = state_words(step)
    left = placed.middle - (width_of(word, SMALL) + 15) / 2
    below = top + HEIGHT - (24 if spent else 14)
    shapes.append(Mark(left + 5, below - 3.5, 9, STATES[status].mark.strip("()"), ink))
    shapes.append(Text(left + 15, below, word, SMALL, ink))
    if spent:
        shapes.append(Text(placed.middle, top + HEIGHT - 10, spent, SMALL, ink, "middle"))
    name = slug(step["id"])
    link = f"{chart.prefix}-evidence-{name}" if chart.prefix and step["evidence"] else ""
    return Group(
        tuple(shapes),
        chart.words(step),
        case=chart.number,
        step=step["id"],
        name=name,
        link=link,
        kind="step here" if _stands_at(placed, chart) else "step",
        status=status,
    )


def _frame(placed: Placed, status: str, top: float) -> list[Shape]:
    paint = soft_paint_of(status)
    frame = Box(placed.left, top, placed.width, HEIGHT, paint, 7)
    if paint.hatched:
        # The stripes are a frame: no word is written on them.
        plain = Paint(paint.fill)
        return [frame, Box(placed.left + 6, top + 6, placed.width - 12, HEIGHT - 12, plain, 3)]
    if status == "stalled":
        inner = Paint("", paint_of(status).line, 1)
        return [frame, Box(placed.left + 3.5, top + 3.5, placed.width - 7, HEIGHT - 7, inner, 5)]
    return [frame]


def _decision(placed: Placed, chart: _Chart) -> Group:
    x, y = placed.middle, chart.top + LINE
    points = ((x, y - TURN), (x + TURN * 1.3, y), (x, y + TURN), (x - TURN * 1.3, y))
    color = "dim" if placed.node.status == "not_reached" else "text"
    lines = wrap(placed.node.title, placed.width, QUESTION, most=5)
    words = [Text(x, y + TURN + 12 + place * 11, line, QUESTION, color, "middle") for place, line in enumerate(lines)]
    return Group((Path(points, _turn_paint(placed.node), closed=True), *words), placed.node.title, kind="decision")


def _end(placed: Placed, chart: _Chart) -> Group:
    y = chart.top + LINE
    dimmed = placed.node.status == "not_reached"
    words = Text(placed.middle, y + 3.5, placed.node.title, 10, "dim" if dimmed else "terminal-ink", "middle")
    oval = Box(placed.left, y - 12, placed.width, 24, _turn_paint(placed.node), 12)
    return Group((oval, words), kind=placed.node.kind)


def _turn_paint(node: Node) -> Paint:
    return Paint("page", "faint", 1.2) if node.status == "not_reached" else Paint("terminal", "line", 1.2)


def _arrow_paint(edge: Edge) -> Paint:
    return Paint("", "line", 1.7) if edge.taken else Paint("", "faint", 1.3, "dotted" if edge.loop else "solid")


def _joints(spine: Spine, chart: _Chart) -> list[Shape]:
    y = chart.top + LINE
    found: list[Shape] = []
    for before, after, edge in zip(spine.row, spine.row[1:], spine.joints, strict=False):
        if edge is None:
            continue
        start = before.middle + TURN * 1.3 if before.node.kind == "decision" else before.right
        end = after.middle - TURN * 1.3 if after.node.kind == "decision" else after.left
        found.append(Path(((start, y), (end - 1.5, y)), _arrow_paint(edge), arrow=True))
        if edge.label:
            room = end - start - 4
            label = fit(edge.label.lower(), room, QUESTION)
            found.append(Text((start + end) / 2 - 2, y - 5, label, QUESTION, "dim", "middle"))
    return found


def _detour(detour: Detour, chart: _Chart) -> Group:
    edge = detour.edge
    forward = detour.source.left < detour.target.left
    start = detour.source.middle + (5 if forward else -5) * (detour.source.node.kind != "decision")
    end = detour.target.middle - (5 if forward else -5)
    if detour.source is detour.target:
        start, end = detour.source.middle + 14, detour.source.middle - 14
    y = chart.top - 10 - detour.track * TRACK
    points = ((start, _roof(detour.source, chart)), (start, y), (end, y), (end, _roof(detour.target, chart) - 1.5))
    shapes: list[Shape] = [Path(points, _arrow_paint(edge), arrow=True)]
    if edge.label:
        words = fit(edge.label.lower(), abs(end - start) - 12, QUESTION)
        shapes.append(Text((start + end) / 2, y - 3, words, QUESTION, "dim", "middle"))
    return Group(tuple(shapes), kind="detour")


def _roof(placed: Placed, chart: _Chart) -> float:
    """Return where a shape begins, seen from above."""
    if placed.node.kind == "step":
        return chart.top
    return chart.top + LINE - (TURN if placed.node.kind == "decision" else 12)


def _quote(chart: _Chart, here: Placed, width: float) -> list[Shape]:
    """Return the line that decided, beneath its box."""
    found = deciding_line(chart.case, MOST_QUOTED if width <= WIDTH else WHOLE)
    if found is None:
        return []
    color = "quote" if found.error else "dim"
    lines = wrap(
        f"{found.place} {found.text}", max(width * 0.6, width - here.left - 8), QUOTE, most=_lines(width), mono=True
    )
    widest = max(width_of(line, QUOTE, mono=True) for line in lines)
    left = max(MARGIN, min(here.left, width - widest - MARGIN))
    bottom = chart.top + HEIGHT
    x = min(max(here.middle, left + 4), left + widest)
    tie = Path(((x, bottom + 2), (x, bottom + 8)), Paint("", color, 1.4))
    return [tie, *_quoted(lines, left, bottom + 20, color)]


def _lines(width: float) -> int:
    """Return in how many lines the deciding line is told: the page holds it whole beside the chart."""
    return 4 if width > WIDTH else 2


def _quoted(lines: tuple[str, ...], left: float, top: float, color: str) -> list[Text]:
    return [Text(left, top + place * 14, line, QUOTE, color, mono=True) for place, line in enumerate(lines)]
