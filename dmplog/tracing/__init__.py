"""The tracing station: one run of a lane, laid over the chart at the least cost.

`track` turns a lane and the coverage of its logs into prices, `alignment` finds the cheapest explanation of a run.
"""

from dmplog.tracing.alignment import Alignment, Segment, align
from dmplog.tracing.track import Track, build_track

__all__ = ["Alignment", "Segment", "Track", "align", "build_track"]
