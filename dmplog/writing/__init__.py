"""The writing station: settled findings become the cases of the report. It explains and writes, and decides nothing."""

from dmplog.writing.case import Pen, Written, write
from dmplog.writing.headline import headline

__all__ = ["Pen", "Written", "headline", "write"]
