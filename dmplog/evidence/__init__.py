"""The evidence station: what settled findings are told with, asked for once and fetched once."""

from dmplog.evidence.asked import Asked, Questions, Telling, ask
from dmplog.evidence.fetch import EvidenceBook, fetch
from dmplog.evidence.named import rows_naming, values_last, values_near
from dmplog.evidence.owned import Owned
from dmplog.evidence.sidenotes import SideNotes, find_side_notes

__all__ = [
    "Asked",
    "EvidenceBook",
    "Owned",
    "Questions",
    "SideNotes",
    "Telling",
    "ask",
    "fetch",
    "find_side_notes",
    "rows_naming",
    "values_last",
    "values_near",
]
