"""A page of knowledge about a pasted line, an event, a step, a cause, a state, a sub-stage, an error number or a GUID."""

from dmplog.pages.ask import every_page, explain
from dmplog.pages.page import Page

__all__ = ["Page", "every_page", "explain"]
