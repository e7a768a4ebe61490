r"""Who started setupdl.exe: the site's download of an update, or the service connection tool.

Both write to ConfigMgrSetup.log of the computer they run on, and both are told by the folder the files go to:

    INFO: Downloading files to E:\ConfigMgr\EasySetupPayload\<GUID>\redist                     the site
    INFO: Verifying hash for file 'E:\ServiceConnectionTool\Update\<GUID>\Redist\….msi'        the tool
    …\EasySetupPayload\Offline\<GUID>\Redists                                                  what the tool imported

Sources: official messages of ConfigMgrSetup.log; dmp-logs.md 1.12; cases.md C11.
"""

from __future__ import annotations

import polars as pl

from dmplog.cases.context import texts

ROLE = "configmgrsetup"
SITE = "site"
TOOL = "tool"

PATH_EVENTS = frozenset(
    {
        "redist_folder_reported",
        "redist_folder_verifying",
        "redist_hash_verifying",
        "redist_signature_verifying",
        "redist_signature_failed",
        "setup_file_extracted",
    }
)
"""Events whose path tells whose files they are."""

FAILED_EVENTS = (
    "redist_file_download_failed",
    "redist_signature_failed",
    "redist_hash_failed",
    "component_manifest_failed",
)

_OPENS = ("resource_library_loading", "setupdl_started")
_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_FOLDER = rf"\\({_GUID})\\redists?(?:\\|$)"
_OF_SITE = rf"\\easysetuppayload\\{_GUID}\\redists?(?:\\|$)"


def setupdl_rows(events: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of ConfigMgrSetup.log with the call of setupdl.exe they belong to.

    Columns: `row, server, thread, event, call, owner, target`; `call` numbers the calls, `owner` is `SITE`, `TOOL` or null where no
    path tells, `target` the package GUID of the path.
    """
    rows = (
        events.filter(pl.col("role").cast(pl.String) == ROLE)
        .select(
            "row",
            "file",
            "thread",
            pl.col("server").cast(pl.String),
            pl.col("event").cast(pl.String),
            *texts(events, ["path"]),
        )
        .sort("row")
    )
    thread = ["file", "thread"]
    starts = pl.col("event").is_in(_OPENS)
    # Both lines may begin a call; the second of the two goes on with it.
    begins = starts & ~starts.shift(1).over(thread).fill_null(value=False)
    numbered = rows.with_columns(begun=begins.cum_sum().over(thread))
    called = numbered.with_columns(call=pl.struct(*thread, "begun").rank("dense"))
    target = pl.col("path").str.extract(_FOLDER)
    owner = pl.when(target.is_not_null()).then(
        pl.when(pl.col("path").str.contains(_OF_SITE)).then(pl.lit(SITE)).otherwise(pl.lit(TOOL))
    )
    told = called.with_columns(target=target, owner=owner)
    return told.with_columns(
        target=pl.col("target").drop_nulls().first().over("call"),
        owner=pl.col("owner").drop_nulls().first().over("call"),
    ).select("row", "server", "thread", "event", "call", "owner", "target")
