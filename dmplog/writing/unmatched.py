"""The sentence where no case is the one that was asked for: what there is instead, and what is near."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.case import Case
from dmplog.nearest import did_you_mean
from dmplog.options import DiagnoseOptions


def unmatched(cases: Sequence[Case], options: DiagnoseOptions) -> str:
    """Return the sentence where no case is the one that was asked for."""
    updates = sorted({case.subject.update or case.subject.package_guid or "" for case in cases} - {""})
    sites = sorted({case.subject.site for case in cases if case.subject.site})
    guids = {case.subject.package_guid for case in cases}
    given = (("update", options.update), ("site", options.site))
    asked = " and ".join(f"{kind} {name}" for kind, name in given if name)
    held = "; ".join(part for part in (", ".join(updates), "sites " + ", ".join(sites) if sites else "") if part)
    known = {*updates, *(word for name in updates for word in name.split()), *(guid for guid in guids if guid), *sites}
    hint = next((near for _, name in given if name and (near := did_you_mean(name, known - {name}))), "")
    said = f" {hint[:1].upper()}{hint[1:]}" if hint else ""
    if options.site and not sites and cases:
        # A download is of the whole hierarchy, whatever site its server is of.
        said += " They belong to no single site: leave out --site."
    return f"No case of {asked} is in these logs; they hold {held or 'no named update'}.{said}"
