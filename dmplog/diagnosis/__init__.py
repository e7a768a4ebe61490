"""The diagnosis station: traces and clocks in, settled findings out. It decides, and knows no text."""

from dmplog.diagnosis.confidence import with_confidence
from dmplog.diagnosis.finding import Blocker, Finding, Proof, spot_of
from dmplog.diagnosis.seen import Seen, seen
from dmplog.diagnosis.settle import settle
from dmplog.diagnosis.settle.sub_stages import open_stage
from dmplog.diagnosis.stall import Clock
from dmplog.diagnosis.verdict import Ground, judge

__all__ = [
    "Blocker",
    "Clock",
    "Finding",
    "Ground",
    "Proof",
    "Seen",
    "judge",
    "open_stage",
    "seen",
    "settle",
    "spot_of",
    "with_confidence",
]
