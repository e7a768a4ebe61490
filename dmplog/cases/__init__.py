"""The cases station: which events belong together, and where the product starts over."""

from dmplog.cases.build import build_cases
from dmplog.cases.shelf import Shelf, wanted_fields
from dmplog.cases.subject import CaseSubject, LaneCases, Link

__all__ = ["CaseSubject", "LaneCases", "Link", "Shelf", "build_cases", "wanted_fields"]
