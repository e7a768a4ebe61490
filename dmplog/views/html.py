"""The report as one HTML file to forward: everything inside, nothing loaded, log text escaped once and never a link.

The page is whole without JavaScript: what the script folds into tabs then stands as sections. Its policy allows no network and no
other style or script than the two it carries, named by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from dmplog.bundle.names import log_called
from dmplog.layout import few
from dmplog.looks import advice, awaited, evidence, times
from dmplog.looks import document as reading
from dmplog.looks.document import STUCK, VERDICTS, Document, lane_name, slug
from dmplog.looks.needs import lacks_more
from dmplog.looks.states import STATES, VERDICT_STATES, state_said
from dmplog.looks.story import not_applicable, reasons_of
from dmplog.looks.times import as_of_text
from dmplog.looks.updates import updates_of
from dmplog.looks.visible import unbroken
from dmplog.views.fetching import SCRIPT, by_script, errands
from dmplog.views.moments import moments_of, zone_name
from dmplog.views.page import markup
from dmplog.views.page.certainty import beside, lateness, rests_on
from dmplog.views.page.clocks import Clocks, clocks_of
from dmplog.views.page.lanes import sites_of, strips_of
from dmplog.views.page.lines import book_of
from dmplog.views.page.panels import MOST_ACTIONS, panels_of
from dmplog.views.page.rest import rest_of, shown_of
from dmplog.views.page.spans import MOST_BARS, MOST_FILES, axis_of, cases_of, logs_of
from dmplog.views.page.style import style
from dmplog.views.places import with_short_places
from dmplog.views.room import parted

MOST_ROWS = 100
MOST_SITES = 40
MOST_SAID = 170
"""So many characters of why a case stands where it stands are told before what to do; the rest is folded."""
MOST_TRIES = 20
"""So many attempts of a step are told by their times, the newest."""
MOST_NAMED = 1000
"""So many sites that stand alike are named where every lane and site has to be found."""
MOST_ERRANDS = 4
"""On so many servers it is told how logs are copied by hand."""
MANY = 8
"""From so many cases of one update on a site is looked for by its name."""

SCRIPTS = ("page", "time", "lanes", "tabs", "search", "keys", "copy")
"""The parts of the script, in their order."""

Values = dict[str, Any]


def render(document: Document) -> str:
    """Return *document* as one self-contained HTML page."""
    from dmplog.views.text import ticket as ticket_of

    ticket = ticket_of(document)
    document, folder = with_short_places(document)
    css, script = style(), _script()
    page: str = _template().render(
        **_values(document),
        style=markup.made(css),
        script=markup.made(script),
        style_hash=_hash(css),
        script_hash=_hash(script),
        ticket=ticket,
        folder=folder,
    )
    return page.rstrip("\n") + "\n"


def _values(document: Document) -> Values:
    """Return what the templates show of *document*."""
    told, skipped = updates_of(document)
    updates = strips_of(document, told)
    panels = panels_of(document, updates)
    clocks, axis, rows = clocks_of(document), axis_of(document), shown_of(updates)
    logs, others = logs_of(document, axis)
    book = book_of(document, [(panel.number, panel.case) for panel in panels])
    first = document["cases"][0] if document["cases"] else None
    as_of = document["as_of"]
    counted, names = not_applicable(skipped)
    return {
        "document": document,
        "updates": updates,
        "rows": rows,
        "many": any(update.count > MANY for update in updates),
        "skipped": (counted, few(names, MOST_SITES), [*reasons_of(skipped), *skipped[0]["checks"]])
        if skipped
        else None,
        "panels": panels,
        "told_in_full": {panel.number for panel in panels},
        "first": 1 if panels else None,
        "under": [lateness(first, as_of), rests_on(first), beside(document["cases"], first)] if first else [],
        "as_of": as_of_text(document),
        "clocks": clocks,
        "server_offset": _server_offset(clocks, first),
        "clocks_differ": moments_of(document, "server").note().strip(),
        "since": first["since"] if first else None,
        "main_clock": clocks.of_server(first["server"] if first else None),
        "axis": axis,
        "spans": cases_of(updates, axis),
        "logs": logs,
        "others": others,
        "book": book,
        "again": any(len(step.get("tries", ())) > 1 for panel in panels for step in panel.case["steps"]),
        "needs": document.get("needs", ()),
        "script_of_needs": _script_of_needs(document),
        "collecting": document.get("collect") or SCRIPT,
        "summary": _summary(document),
        "tabs": _tabs(document),
        "data": markup.made(rest_of(document, updates, rows, clocks, axis)),
        "time": lambda moment, form="": markup.moment(moment, axis.start if form == "end" else as_of, form),
    }


def _script_of_needs(document: Document) -> str:
    """Return how a script copies what *document* needs."""
    needs = document.get("needs", ())
    return by_script(errands(needs), beyond=lacks_more(document["cases"], needs))


def _summary(document: Document) -> str:
    """Return whose logs these are, and how many."""
    logs = [row for row in document["coverage"] if row["role"] != "other"]
    servers = list(dict.fromkeys(row["server"] for row in logs if row["server"]))
    return " · ".join(filter(None, (few(servers, 3), f"{len(logs)} {'log' if len(logs) == 1 else 'logs'}")))


def _server_offset(clocks: Clocks, first: Document | None) -> str:
    """Return the offset of the server the answer is about, where all servers share one."""
    numbers = {clock[-1][1] for clock in clocks.clocks}
    return f" {zone_name(numbers.pop())}" if len(numbers) == 1 and first is not None else ""


def _tabs(document: Document) -> list[Values]:
    logs = sum(row["role"] != "other" for row in document["coverage"])
    errors = len(document["unexplained"])
    return [
        {"anchor": "cases", "title": "Cases", "count": len(document["cases"]), "alarm": False},
        {"anchor": "errors", "title": "Errors no step explains", "count": errors, "alarm": errors > 0},
        {"anchor": "timeline", "title": "Timeline", "count": None, "alarm": False},
        {"anchor": "logs", "title": "Logs covered", "count": logs, "alarm": False},
        {"anchor": "prerequisites", "title": "Prerequisites", "count": None, "alarm": False},
        {"anchor": "decided", "title": "How it was decided", "count": None, "alarm": False},
        {"anchor": "ticket", "title": "Ticket text", "count": None, "alarm": False},
    ]


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("dmplog.views", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters |= {
        "line": markup.line,
        "raw": markup.raw,
        "said": markup.said,
        "state_said": state_said,
        "signed": markup.signed,
        "advice": markup.advice,
        "file_line": markup.file_line,
        "linkable": markup.linkable,
        "made": markup.made,
        "slug": slug,
        "lane_name": lane_name,
        "sites": sites_of,
        "parted": parted,
        "unbroken": unbroken,
        "tied": markup.tied,
    }
    environment.globals |= {
        "states": STATES,
        "verdicts": VERDICTS,
        "verdict_states": VERDICT_STATES,
        "stuck": STUCK,
        "glyph": markup.glyph,
        "sign": markup.sign,
        "icon": markup.icon,
        "bar": markup.bar,
        "sprite": markup.sprite(),
        "clock": lambda number: markup.made(f' data-clock="{"none" if number is None else number}"'),
        "most_rows": MOST_ROWS,
        "most_said": MOST_SAID,
        "most_named": MOST_NAMED,
        "most_tries": MOST_TRIES,
        "most_bars": MOST_BARS,
        "most_files": MOST_FILES,
        "most_actions": MOST_ACTIONS,
        "most_errands": MOST_ERRANDS,
        "reading": reading,
        "advice": advice,
        "awaited": awaited,
        "evidence": evidence,
        "times": times,
        "log_called": log_called,
    }
    return environment.get_template("page/page.html.j2")


@cache
def _script() -> str:
    folder = files("dmplog.views") / "templates" / "script"
    return "\n".join((folder / f"{name}.js").read_text(encoding="utf-8").strip() for name in SCRIPTS)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
