"""The writing station: settled findings become the cases of the report. It explains and writes, and decides nothing."""

from dmplog.writing.case import Written, write
from dmplog.writing.collecting import collect_command
from dmplog.writing.headline import headline
from dmplog.writing.needs import logs_to_begin_with
from dmplog.writing.pen import Pen
from dmplog.writing.unmatched import unmatched

__all__ = ["Pen", "Written", "collect_command", "headline", "logs_to_begin_with", "unmatched", "write"]
