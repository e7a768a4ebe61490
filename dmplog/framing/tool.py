"""Lines of ServiceConnectionTool.log: `2024-11-19 11:53:40 INFO:downloading redist`.

Local time, no bias, no thread, and no blank after the colon. The level stays in the message: `INFO:` is part of the text in
which the documentation quotes these messages.
"""

from __future__ import annotations

import re

from dmplog.framing.framing import Framing, stamp_first

NAME = "tool"
_LEVEL = "(?:INFO|ERROR|WARN|WARNING|VERBOSE|DEBUG|FATAL)"
LINE = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:[.,][0-9]{{1,9}})?\s+{_LEVEL}:"
_STAMP = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?\s+(?=[A-Z]{4,7}:)")
_PARTS = (
    r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2}) (?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    rf":(?P<second>[0-9]{{2}})(?:[.,](?P<fraction>[0-9]{{1,9}}))?\s+(?P<message>{_LEVEL}:.*)$"
)


def _message_of(text: str) -> str | None:
    # The level behind the stamp is part of the text.
    found = _STAMP.match(text)
    return text[found.end() :] if found else None


FRAMING = Framing(
    NAME,
    "service connection tool: date, time and level before the message",
    LINE,
    stamp_first(_PARTS),
    _message_of,
    timed=True,
    states_bias=False,
)
