# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""One update across lanes and sites: a strip of steps per place, healthy places folded, stuck ones in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from dmplog.views import document as reading
from dmplog.views.document import STUCK, VERDICTS, Document
from dmplog.views.dot import Style, add_legend, new_chart, sample_cell
from dmplog.views.labels import cell, lines, plain, table, wrap
from dmplog.views.picture import HEADING, Picture
from dmplog.views.states import STATES, VERDICT_STATES
from dmplog.views.story import Row, Story
from dmplog.views.visible import brief, unbroken

MOST_PLACES = 6
"""So many places of one lane stand side by side; more would be a frieze nobody can read."""

STRIP_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Strip:
    """One place, or several that stand alike: a title, the steps as a strip, and a line about it."""

    id: str
    lane: str
    title: str
    statuses: tuple[str, ...]
    verdict: str
    remark: str
    sites: frozenset[str] = frozenset()
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class OverviewPicture(Picture):
    """One update: strips from synchronization to the last installation, and what leads to what."""

    strips: tuple[Strip, ...]
    edges: tuple[tuple[str, str], ...]

    @property
    def statuses(self) -> set[str]:
        """The step states that occur."""
        return {status for strip in self.strips for status in strip.statuses}


def from_story(
    story: Story, *, title: str, as_of: str | None, anchors: dict[int, str] | None = None, prefix: str = "overview"
) -> OverviewPicture:
    """Return the overview of *story*, judged at *as_of*; *anchors* says, by `id()` of a case, where a page tells it in full."""
    strips: list[Strip] = []
    for _, lane in sorted({reading.lane_rank(row.case) for row in story.rows}):
        rows = [row for row in story.rows if row.case["lane"] == lane]
        shown = rows if len(rows) <= MOST_PLACES else rows[: MOST_PLACES - 1]
        strips += [_strip(f"s{len(strips) + number}", row, as_of, anchors or {}) for number, row in enumerate(shown)]
        if len(rows) > len(shown):
            strips.append(_rest(f"s{len(strips)}", rows[len(shown) :]))
    return OverviewPicture(brief(title, HEADING), "", tuple(strips), tuple(_arrows(strips)), prefix=prefix)


def overview_dot(picture: OverviewPicture, style: Style) -> str:
    """Return *picture* as DOT."""
    chart, colors = new_chart(picture, style), style.colors
    chart.attr(ranksep="0.5", nodesep="0.3")
    for lane in _by_lane(picture.strips):
        with chart.subgraph() as rank:
            rank.attr(rank="same")
            for strip in lane:
                _add_strip(rank, strip, picture.prefix, style)
    verdicts = {strip.id: strip.verdict for strip in picture.strips}
    for source, target in picture.edges:
        done = verdicts[source] in ("completed", "waiting", "in_progress") or verdicts[target] != "unknown"
        paint = {"color": colors.line, "style": "solid"} if done else {"color": colors.faint, "style": "dashed"}
        chart.edge(source, target, penwidth="1.6", **paint, **{"class": "edge-plain"})
    sources = {source for source, _ in picture.edges}
    add_legend(chart, picture, style, after=[strip.id for strip in picture.strips if strip.id not in sources])
    return str(chart.source)


def _strip(identity: str, row: Row, as_of: str | None, anchors: dict[int, str]) -> Strip:
    case = row.case
    title, remark = reading.lane_title(case), _remark(case, as_of)
    if row.others:
        done = case["verdict"] == "completed"
        noun = "cases" if not row.sites else "more sites" if done else "sites"
        title += f", {1 + len(row.others)} {noun}{' done' if done else ''}"
        sites = ", ".join(row.sites[:8]) + (f" and {len(row.sites) - 8} more" if len(row.sites) > 8 else "")
        remark = sites if done else f"{remark}: {sites}"
    elif reading.site_of(case):
        title += f", site {reading.site_of(case)}"
    statuses = tuple(step["status"] for step in case["steps"])
    anchor = anchors.get(id(case))
    return Strip(
        identity,
        case["lane"],
        brief(title),
        statuses,
        case["verdict"],
        brief(remark, 160),
        frozenset(row.sites),
        anchor,
    )


def _rest(identity: str, rows: Sequence[Row]) -> Strip:
    case = rows[0].case
    kinds = Counter[str]()
    for row in rows:
        kinds[row.case["verdict"]] += 1 + len(row.others)
    said = ", ".join(f"{number} {VERDICTS[verdict].lower()}" for verdict, number in kinds.items())
    sites = frozenset(site for row in rows for site in row.sites)
    title = f"{reading.lane_title(case)}, {kinds.total()} more sites"
    return Strip(identity, case["lane"], title, (), case["verdict"], said, sites)


def _remark(case: Document, as_of: str | None) -> str:
    verdict = VERDICTS[case["verdict"]]
    if case["verdict"] == "completed" or case["step"] is None:
        return verdict
    elapsed = reading.between(case["since"], as_of) if case["verdict"] in STUCK else None
    tries = f", ×{case['attempts']}" if case["attempts"] > 1 else ""
    since = (
        f", for {unbroken(reading.duration_text(elapsed))}" if elapsed is not None and elapsed > timedelta(0) else ""
    )
    return f"{verdict}: {reading.step_title(case)}{tries}{since}"


def _by_lane(strips: Iterable[Strip]) -> list[list[Strip]]:
    return [list(group) for _, group in groupby(strips, key=lambda strip: strip.lane)]


def _arrows(strips: Sequence[Strip]) -> Iterator[tuple[str, str]]:
    """Join each lane to the one before it, a site to itself where both lanes name it."""
    lanes = _by_lane(strips)
    for position, targets in enumerate(lanes[1:], start=1):
        for target in targets:
            same = [source for source in lanes[position - 1] if source.sites & target.sites]
            if not same and position > 1 and target.lane == "installation":
                # The top-level site installs without a transfer to itself.
                same = [source for source in lanes[position - 2] if source.sites & target.sites]
            yield from ((source.id, target.id) for source in same or lanes[position - 1][:1])


def _add_strip(chart: Any, strip: Strip, prefix: str, style: Style) -> None:
    colors = style.colors
    look = colors.looks[VERDICT_STATES[strip.verdict]]
    rows = [cell(lines(wrap(strip.title, STRIP_WIDTH, 3), size=11, color=colors.text, bold=True))]
    if strip.statuses and strip.verdict != "completed":
        cells = "".join(sample_cell(colors.looks[status], STATES[status].mark, style) for status in strip.statuses)
        row = f'<table border="0" cellborder="0" cellspacing="3" cellpadding="0"><tr>{cells}</tr></table>'
        rows.append(cell(row, 'align="left"'))
    rows.append(cell(lines(wrap(strip.remark, STRIP_WIDTH + 6, 4), size=9.5, color=colors.text)))
    target = {"URL": f"#{strip.anchor}"} if style.links and strip.anchor else {}
    chart.node(
        strip.id,
        label=table(rows),
        id=plain(f"{prefix}-{strip.id}"),
        color=look.border,
        fillcolor=colors.page,
        style="filled" if look.line == "solid" else f"filled,{look.line}",
        penwidth=f"{max(look.width, 1.2):g}",
        peripheries=str(look.rings),
        **{"class": f"strip {strip.verdict.replace('_', '-')}"},
        **target,
    )
