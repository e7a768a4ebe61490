"""The diagnosis station: traces and clocks in, cases of the report out."""

from dmplog.diagnosis.book import EvidenceBook
from dmplog.diagnosis.case import diagnose_case

__all__ = ["EvidenceBook", "diagnose_case"]
