"""Going round: a line that says once more what was said before is no sign that a step gets on (truth rule T2).

The clock gives a step its whole time again with each of its lines. A worker that tries something every hour, and writes the same lines
each time, would so be in time for ever. Here only a line of the lane counts that did not stand there since the step was entered, to the
letter. Where the time has run out since the last of those, the step stands still if lines have come back often enough, and is at least no
longer sure to be well if not. What no step of the lane asks for, as `Used 0 out of 3 despooling threads` at every poll, is neither a sign
of life nor a try.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dmplog.cases.labels import lane_signals, rows_meant
from dmplog.diagnosis.finding import Finding, Proof, spot_of
from dmplog.diagnosis.verdict import ENOUGH, Ground
from dmplog.thinning import with_omitted


def without_getting_on(finding: Finding, ground: Ground) -> Finding:
    """Return *finding* standing still, or less certain, where the lines since it entered its step only repeat themselves."""
    step = finding.at
    since = finding.trace.since_row if finding.trace is not None else None
    if finding.verdict != "in_progress" or finding.in_wait or step is None or since is None:
        return finding
    own = finding.cases.rows_of(finding.subject)
    said = ground.events[own.filter(own >= since).sort()]
    says = said.filter(pl.col("row").is_in(rows_meant(lane_signals(finding.lane), said).implode()))
    lines = with_omitted(says).select("digest", pl.col("clock").dt.cast_time_unit("us")).with_row_index("place")
    new = lines.filter(pl.col("digest").is_first_distinct())
    told = new["clock"][-1] if new.height else None
    judged = ground.clock.judge(spot_of(finding.subject, step), told, step.expect)
    if judged.verdict == "in_progress" or judged.deadline is None:
        return finding
    # A block that begins anew repeats each of its lines; the one that came back most often counts the tries.
    came_back = lines.filter(pl.col("place") > new["place"][-1]).group_by("digest").len()["len"].to_list()
    again = max(came_back, default=0)
    if again < ENOUGH:
        return finding.proved(Proof("nothing_new", "likely"))
    late = replace(finding, deadline=judged.deadline, counted_from=judged.since)
    stalled = replace(late, verdict="stalled", since=since, attempts=again + 1)
    return stalled.proved(Proof("going_round", "likely", (("count", str(again)),)))
