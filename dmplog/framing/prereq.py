"""Lines of an older ConfigMgrPrereq.log.

`<01-04-2013 16:25:14> INFO: Check Sql version on secondary site.`
Local time, no fraction, no bias, no thread, no component. Current sites write this log in the simple framing.
"""

from __future__ import annotations

from dmplog.framing.framing import Framing, stamp_first

NAME = "prereq"
LINE = r"^<[0-9]{2}-[0-9]{2}-[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}> ?"
_PARTS = (
    r"^<(?P<month>[0-9]{2})-(?P<day>[0-9]{2})-(?P<year>[0-9]{4}) "
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?P<fraction>)> ?(?P<message>.*)$"
)

FRAMING = Framing(
    NAME,
    "prerequisite log: <date and time> before the message",
    LINE,
    stamp_first(_PARTS),
    # The stamp is quoted with the message.
    lambda _text: None,
    timed=True,
    states_bias=False,
)
