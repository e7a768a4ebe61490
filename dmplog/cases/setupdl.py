r"""Who started setupdl.exe: the site's download of an update, or the service connection tool.

Both write to ConfigMgrSetup.log of the computer they run on, and both are told by the folder the files go to:

    INFO: Downloading files to E:\ConfigMgr\EasySetupPayload\<GUID>\redist                     the site
    INFO: Verifying hash for file 'E:\ServiceConnectionTool\Update\<GUID>\Redist\….msi'        the tool
    …\EasySetupPayload\Offline\<GUID>\Redists                                                  what the tool imported

Sources: [@update-article], ConfigMgrSetup.log; [@C11; @C12].
"""

from __future__ import annotations

import polars as pl

from dmplog.cases.context import texts
from dmplog.cases.parts import logs, plays
from dmplog.flowchart import Flowchart

_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_FOLDER = rf"\\({_GUID})\\redists?(?:\\|$)"
_OF_SITE = rf"\\easysetuppayload\\{_GUID}\\redists?(?:\\|$)"


def call_rows(events: pl.DataFrame, chart: Flowchart) -> pl.DataFrame:
    """Return the rows of the called program's log with the call they belong to.

    Columns: `row, server, call, failed, of_tool, target`; `call` numbers the calls, `failed` marks its failures, `of_tool` is null
    where no path tells whose files they are, `target` is the package GUID of the path.
    """
    rows = (
        events.filter(pl.col("role").cast(pl.String).is_in(logs(chart, "calls")))
        .select(
            "row",
            "log",
            "thread",
            pl.col("server").cast(pl.String),
            starts=plays(chart, "call_begins"),
            failed=plays(chart, "call_fails"),
            path=texts(events, ["path"])[0],
        )
        .sort("row")
    )
    thread = ["log", "thread"]
    # Both lines may begin a call; the second of the two goes on with it.
    begins = pl.col("starts") & ~pl.col("starts").shift(1).over(thread).fill_null(value=False)
    called = rows.with_columns(begun=begins.cum_sum().over(thread)).with_columns(
        call=pl.struct(*thread, "begun").rank("dense"), target=pl.col("path").str.extract(_FOLDER)
    )
    of_tool = pl.when(pl.col("target").is_not_null()).then(~pl.col("path").str.contains(_OF_SITE))
    return called.with_columns(
        target=pl.col("target").drop_nulls().first().over("call"),
        of_tool=of_tool.drop_nulls().first().over("call"),
    ).select("row", "server", "call", "failed", "of_tool", "target")
