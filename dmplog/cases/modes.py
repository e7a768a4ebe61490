"""How a service connection point works: online, or offline with the service connection tool.

No line names the mode. A point that asks for a manifest is online; one whose manifest the tool imports is offline. Both in one
bundle mean that the mode was changed, and then the thread must be restarted [@scp-docs; @C22].
"""

from __future__ import annotations

import polars as pl

from dmplog.cases.subject import Mode

STILL_ONLINE = (
    "The service connection tool has imported a manifest, and the service connection point still downloads its own. If its mode "
    "was changed to offline, the thread SMS_DMP_DOWNLOADER was not restarted, and the old mode is still in use."
)
CHANGED = (
    "The service connection point downloaded the manifest itself before the service connection tool imported one. Since then no "
    "restart of SMS_DMP_DOWNLOADER is seen. If the mode was changed, the old one may still be in use."
)
BOTH = (
    "The service connection point has downloaded a manifest itself, and the service connection tool has imported one. The log of "
    "the tool gives no UTC offset, so it is not known which came last. After a change of the mode, restart the thread "
    "SMS_DMP_DOWNLOADER. Until then it works in the old mode."
)


def modes_of(rows: pl.DataFrame) -> tuple[Mode | None, tuple[str, ...]]:
    """Return the mode that the lines of one service connection point show last, and what a change of it may mean.

    Args:
        rows: Columns `row`, `utc_known`, `imports`, `mode_online` and `mode_restart`, in order.

    >>> rows = pl.DataFrame({"row": [1, 2], "utc_known": [True, True], "imports": [False, True], "mode_online": [True, False],
    ...     "mode_restart": [False, False]})
    >>> modes_of(rows)[0]
    'offline'
    """
    imported_rows = rows.filter("imports")
    imports = imported_rows["row"]
    online = rows.filter(~pl.col("imports") & pl.col("mode_online"))["row"]
    if imports.is_empty():
        return (None if online.is_empty() else "online"), ()
    if online.is_empty():
        return "offline", ()
    if not imported_rows["utc_known"].all():
        return None, (BOTH,)
    imported = imports[-1]
    before, after = online.filter(online < imported), online.filter(online > imported)
    restarts = rows.filter("mode_restart")["row"]
    if after.is_empty():
        return "offline", () if (restarts > before[-1]).any() else (CHANGED,)
    if before.is_empty() or restarts.is_between(imported, after[0]).any():
        return "online", ()
    return "online", (STILL_ONLINE,)
