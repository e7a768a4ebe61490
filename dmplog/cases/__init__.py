"""The cases station: which events belong together, and where the product starts over."""

from dmplog.cases.build import CASE_FIELDS, build_cases, idle_events
from dmplog.cases.subject import CaseSubject, LaneCases, Link

__all__ = ["CASE_FIELDS", "CaseSubject", "LaneCases", "Link", "build_cases", "idle_events"]
