"""Options several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dmplog.limits import MOST_MINUTES

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", help="Log files, folders, globs, .zip or .tar(.gz) archives; - is standard input."
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="Read text that is not Unicode by this code page, for example cp949."
    ),
]
DayFirst = Annotated[
    bool | None,
    typer.Option(
        "--day-first/--month-first", help="Read pasted dates such as 02/07/2018 with the day, or the month, in front."
    ),
]
UtcOffset = Annotated[
    int | None,
    typer.Option(
        "--utc-offset",
        metavar="MINUTES",
        min=-MOST_MINUTES,
        max=MOST_MINUTES,
        help="Add so many minutes to local times to get UTC, where records do not say (US Eastern: 300).",
    ),
]
Knowledge = Annotated[
    Path | None,
    typer.Option(
        "--knowledge",
        metavar="FOLDER",
        help="Add your own grammars/, flowcharts/ and flowcharts/causes/ in this folder to the shipped ones.",
    ),
]
Update = Annotated[str | None, typer.Option("--update", metavar="GUID|VERSION", help="Only this update.")]
Site = Annotated[str | None, typer.Option("--site", metavar="CODE", help="Only this site.")]
Flowcharts = Annotated[
    list[str] | None,
    typer.Option("--flowchart", metavar="NAME|FILE", help="Use only this flowchart; may be repeated."),
]
PictureFile = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="FILE.svg, .png, .pdf, .dot or .mmd.")
]
Dark = Annotated[bool, typer.Option("--dark", help="Light ink on a dark page.")]
Force = Annotated[
    bool, typer.Option("--force", help="Write over a file that is there although dmplog did not write it.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no hints.")]
Sites = Annotated[
    bool,
    typer.Option("--sites/--keep-sites", help="Replace site codes, too, or keep them, which is the default."),
]
