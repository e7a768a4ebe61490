"""The writing station: settled findings become the cases of the report. It explains and writes, and decides nothing."""

from dmplog.writing.case import Pen, Written, write
from dmplog.writing.headline import headline
from dmplog.writing.needs import logs_to_begin_with
from dmplog.writing.unmatched import unmatched

__all__ = ["Pen", "Written", "headline", "logs_to_begin_with", "unmatched", "write"]
