"""The cases station: which events belong together, and where the product starts over."""

from dmplog.cases.build import build_cases, idle_events
from dmplog.cases.subject import CaseSubject, LaneCases, Link

__all__ = ["CaseSubject", "LaneCases", "Link", "build_cases", "idle_events"]
