"""The functions a troubleshooting script calls.

A diagnosis is told to the loggers below `dmplog`: what was read and found at INFO, each file and each case at DEBUG.

>>> import logging, sys
>>> logging.getLogger("dmplog").addHandler(handler := logging.StreamHandler(sys.stdout))
>>> logging.getLogger("dmplog").setLevel("INFO")
>>> report = diagnose("fixtures/scenarios/healthy-download/bundle")
3 files read: 138 lines, 111 rows of events kept
2 cases found: completed
>>> logging.getLogger("dmplog").setLevel("NOTSET")
>>> logging.getLogger("dmplog").removeHandler(handler)
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dmplog.arguments import check_moment, check_number, check_paths, check_text, several
from dmplog.data import own_knowledge
from dmplog.document import remember
from dmplog.errors import UsageError
from dmplog.flowchart import Flowchart
from dmplog.flowchart import load_flowchart as _load_flowchart
from dmplog.framing.options import read_options
from dmplog.limits import MOST_CONTEXT
from dmplog.options import DiagnoseOptions
from dmplog.pipeline import run
from dmplog.report import Report

if TYPE_CHECKING:
    from dmplog.pages import Page

_LOGGER = logging.getLogger(__name__)


def diagnose(  # noqa: PLR0913 - every option is one of the command line's
    *paths: str | Path,
    as_of: datetime | str | None = None,
    update: str | None = None,
    site: str | None = None,
    flowcharts: str | Path | Iterable[str | Path] = (),
    encoding: str | None = None,
    day_first: bool | None = None,
    utc_offset: int | None = None,
    context: int = 0,
    knowledge: str | Path | None = None,
) -> Report:
    """Return which step each update in *paths* is stuck on.

    Args:
        paths: Log files, folders, globs, archives; "-" is standard input.
        as_of: Time up to which the logs are said to be complete; text is ISO 8601; without an offset it is UTC.
        update: Only this package GUID or version.
        site: Only this site.
        flowcharts: One name or file, or several; empty means all that are shipped.
        encoding: Code page of text that is not Unicode.
        day_first: How pasted dates such as 02/07/2018 are read.
        utc_offset: Minutes added to local time to get UTC, for records that do not say.
        context: Lines shown around each cited line.
        knowledge: A folder with your own `grammars/`, `flowcharts/` and `flowcharts/causes/`, added to the shipped ones.

    Raises:
        BundleError: No path yields a file.
        UsageError: An option makes no sense.
        EncodingNameError: No such encoding.
        FlowchartError: A flowchart file is wrong.

    >>> import dmplog
    >>> report = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle")
    >>> report.headline.startswith("Configuration Manager 2409")
    True
    >>> alone = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle", flowcharts="download")
    >>> {case.flowchart for case in alone.cases}
    {'download'}
    """
    if not paths:
        message = "diagnose needs at least one path"
        raise UsageError(message)
    check_paths(paths)
    check_moment("as_of", as_of)
    check_text("update", update)
    check_text("site", site)
    check_number("context", context, 0, MOST_CONTEXT)
    options = DiagnoseOptions(
        as_of=_moment(as_of),
        update=update,
        site=site,
        flowcharts=several("flowcharts", flowcharts),
        context=context,
        read=read_options(encoding, day_first, utc_offset),
    )
    with own_knowledge(knowledge):
        report = run(paths, options)
    remember((report, *report.cases), knowledge)
    for case in report.cases:
        _LOGGER.debug("%r", case)
    _LOGGER.info("%d cases found: %s", len(report.cases), report.verdict)
    return report


def load_flowchart(name_or_path: str | Path, *, knowledge: str | Path | None = None) -> Flowchart:
    """Return a flowchart: "download", "replication", "upload", "offline", a file of your own, or an id in *knowledge*.

    Raises:
        FlowchartError: The file is wrong.

    >>> import dmplog
    >>> graph = dmplog.load_flowchart("download").graph
    >>> sorted(graph.successors("package.queue_package"))
    ['package.already_local?']
    """
    check_paths([name_or_path], "a flowchart")
    with own_knowledge(knowledge):
        return _load_flowchart(name_or_path)


def explain(text: str, *, knowledge: str | Path | None = None) -> Page:
    """Return the page of knowledge about a pasted line, an event, step, cause, state or code.

    Raises:
        UsageError: Nothing is known of it, nor of anything like it.

    >>> import dmplog
    >>> dmplog.explain("0x80072ee2").kind
    'error_code'
    """
    from dmplog.pages import explain as page_of

    if text is None:
        raise UsageError("there is nothing to explain")
    check_text("what is explained", text)
    with own_knowledge(knowledge):
        return page_of(text)


def _moment(value: datetime | str | None) -> datetime | None:
    if not isinstance(value, str):
        return value
    from dmplog.cli.moments import parse_moment

    return parse_moment(value)
