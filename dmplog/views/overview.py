# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""One update across lanes and sites: a strip of steps per place, healthy places folded, stuck ones in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dmplog.views.document import (
    STUCK,
    VERDICTS,
    Document,
    between,
    duration_text,
    lane_rank,
    lane_title,
    site_of,
    step_title,
)
from dmplog.views.dot import add_legend, new_chart, sample_cell
from dmplog.views.labels import cell, lines, plain, table, wrap
from dmplog.views.palette import Palette
from dmplog.views.states import VERDICT_STATES, state_of
from dmplog.views.story import Row, Story
from dmplog.views.visible import clip, one_line, unbroken

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
class OverviewPicture:
    """One update: strips from synchronization to the last installation, and what leads to what."""

    title: str
    subtitle: str
    strips: tuple[Strip, ...]
    edges: tuple[tuple[str, str], ...]
    prefix: str = "overview"

    @property
    def statuses(self) -> set[str]:
        """The step states that occur."""
        return {status for strip in self.strips for status in strip.statuses}


def from_story(
    story: Story,
    *,
    title: str,
    as_of: str | None,
    subtitle: str = "",
    anchors: dict[int, str] | None = None,
    prefix: str = "overview",
) -> OverviewPicture:
    """Return the overview of *story*.

    Args:
        story: One update with its rows, worst place first in each lane.
        title: The sentence above the picture.
        as_of: The clock of the report.
        subtitle: A smaller line below the title.
        anchors: By `id()` of a case, where it is told in full on the page the picture stands in.
        prefix: Begins every id of the picture.
    """
    strips: list[Strip] = []
    lanes = sorted({row.case["lane"] for row in story.rows}, key=lane_rank)
    for lane in lanes:
        rows = [row for row in story.rows if row.case["lane"] == lane]
        shown = rows if len(rows) <= MOST_PLACES else rows[: MOST_PLACES - 1]
        strips += [_strip(f"s{len(strips) + number}", row, as_of, anchors or {}) for number, row in enumerate(shown)]
        if len(rows) > len(shown):
            strips.append(_rest(f"s{len(strips)}", lane, rows[len(shown) :]))
    heading = clip(one_line(title[:800]), 400)
    return OverviewPicture(heading, clip(one_line(subtitle[:400]), 200), tuple(strips), tuple(_arrows(strips)), prefix)


def overview_dot(
    picture: OverviewPicture, colors: Palette, *, links: bool = False, hatched: bool = True, heading: bool = True
) -> str:
    """Return *picture* as DOT."""
    chart = new_chart(picture, colors, heading=heading)
    chart.attr(ranksep="0.5", nodesep="0.3")
    for lane in dict.fromkeys(strip.lane for strip in picture.strips):
        with chart.subgraph() as rank:
            rank.attr(rank="same")
            for strip in picture.strips:
                if strip.lane == lane:
                    _add_strip(rank, strip, picture, colors, links=links, hatched=hatched)
    verdicts = {strip.id: strip.verdict for strip in picture.strips}
    for source, target in picture.edges:
        done = verdicts[source] in ("completed", "waiting", "in_progress") or verdicts[target] != "unknown"
        chart.edge(
            source,
            target,
            color=colors.line if done else colors.faint,
            style="solid" if done else "dashed",
            penwidth="1.6",
            **{"class": "edge-plain"},
        )
    targets = {target for _, target in picture.edges}
    sources = {source for source, _ in picture.edges}
    last = [strip.id for strip in picture.strips if strip.id not in sources or strip.id not in targets | sources]
    add_legend(chart, picture, colors, last, hatched=hatched)
    return str(chart.source)


def _strip(identity: str, row: Row, as_of: str | None, anchors: dict[int, str]) -> Strip:
    case = row.case
    title = lane_title(case["lane"])
    done = case["verdict"] == "completed"
    if row.others:
        sites = f"{1 + len(row.others)} {'more ' if done else ''}sites" if row.sites else f"{1 + len(row.others)} cases"
        title += f", {sites} {'done' if done else ''}".rstrip()
        remark = ", ".join(row.sites[:8]) + (f" and {len(row.sites) - 8} more" if len(row.sites) > 8 else "")
        remark = remark if done else f"{_remark(case, as_of)}: {remark}"
    else:
        title += f", site {site_of(case)}" if site_of(case) else ""
        remark = _remark(case, as_of)
    statuses = tuple(step["status"] for step in case["steps"])
    return Strip(
        identity,
        case["lane"],
        clip(one_line(title[:200]), 80),
        statuses,
        case["verdict"],
        clip(one_line(remark[:400]), 160),
        frozenset(row.sites),
        anchors.get(id(case)),
    )


def _rest(identity: str, lane: str, rows: Sequence[Row]) -> Strip:
    count = sum(1 + len(row.others) for row in rows)
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row.case["verdict"]] = kinds.get(row.case["verdict"], 0) + 1 + len(row.others)
    said = ", ".join(f"{number} {VERDICTS[verdict].lower()}" for verdict, number in kinds.items())
    sites = frozenset(site for row in rows for site in row.sites)
    return Strip(identity, lane, f"{lane_title(lane)}, {count} more sites", (), rows[0].case["verdict"], said, sites)


def _remark(case: Document, as_of: str | None) -> str:
    verdict = VERDICTS[case["verdict"]]
    if case["verdict"] == "completed" or case["step"] is None:
        return verdict
    elapsed = between(case["since"], as_of) if case["verdict"] in STUCK else None
    tries = f", ×{case['attempts']}" if case["attempts"] > 1 else ""
    lasting = f", for {unbroken(duration_text(elapsed))}" if elapsed is not None and elapsed.total_seconds() > 0 else ""
    return f"{verdict}: {step_title(case)}{tries}{lasting}"


def _arrows(strips: Sequence[Strip]) -> list[tuple[str, str]]:
    """Join each lane to the one before it, a site to itself where both lanes name it."""
    lanes = [
        [strip for strip in strips if strip.lane == lane] for lane in dict.fromkeys(strip.lane for strip in strips)
    ]
    found = []
    for position, targets in enumerate(lanes[1:], start=1):
        before = lanes[position - 1]
        for target in targets:
            same = [source for source in before if source.sites & target.sites]
            if not same and position > 1 and target.lane == "installation":
                # The top-level site installs without a transfer to itself.
                same = [source for source in lanes[position - 2] if source.sites & target.sites]
            found += [(source.id, target.id) for source in same or before[:1]]
    return found


def _add_strip(
    chart: Any, strip: Strip, picture: OverviewPicture, colors: Palette, *, links: bool, hatched: bool
) -> None:
    look = colors.looks[VERDICT_STATES[strip.verdict]]
    title = lines(wrap(strip.title, STRIP_WIDTH, 3), size=11, color=colors.text, bold=True)
    remark = lines(wrap(strip.remark, STRIP_WIDTH + 6, 4), size=9.5, color=colors.text)
    rows = [cell(title)]
    if strip.statuses and strip.verdict != "completed":
        cells = "".join(
            sample_cell(colors.looks[status], state_of(status).mark, colors, hatched=hatched)
            for status in strip.statuses
        )
        rows.append(
            f'<td align="left"><table border="0" cellborder="0" cellspacing="3" cellpadding="0"><tr>{cells}</tr></table></td>'
        )
    rows.append(cell(remark))
    target = {"URL": f"#{strip.anchor}"} if links and strip.anchor else {}
    chart.node(
        strip.id,
        label=table(rows),
        id=plain(f"{picture.prefix}-{strip.id}"),
        color=look.border if strip.verdict != "completed" else colors.looks["done"].border,
        fillcolor=colors.page,
        style="filled" if look.line == "solid" else f"filled,{look.line}",
        penwidth=f"{max(look.width, 1.2):g}",
        peripheries=str(look.rings),
        **{"class": f"strip {strip.verdict.replace('_', '-')}"},
        **target,
    )
