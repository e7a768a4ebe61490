"""Error numbers in log lines: where they stand, and what they are called."""

from dmplog.codes.decoding import decode
from dmplog.codes.finding import find_codes

__all__ = ["decode", "find_codes"]
