"""Which server a file comes from, as far as the names around it tell.

| rule, the first that holds | example | source |
|---|---|---|
| the machine a collector put before the file's name | `SCP01_hman.log` → `SCP01` | [@tss; @memlabs] |
| the nearest folder or archive `{X}_Logs…` | `SCP01_Logs_ConfigMgr.zip!/SMS_Logs/hman.log` → `SCP01` | [@tss] |
| `SMSSqlBackup_{X}_Logs` | the database server | [@tss] |
| the nearest folder or archive whose name looks like a host | `bundle/PS1/Logs/hman.log` → `PS1` | copies made by scripts |
| nothing: the status messages decide later | `Logs/hman.log` → None | design D5 |

Names that say nothing, so that the next one outwards is looked at (design D5): `Logs`, `SMS_Logs` and the other folders a
collector makes on every machine, dated folders, words such as `backup`, and what all arguments have in common, the
bundle's own top folder among it: what holds everything tells nothing apart. Only `{X}_Logs_ConfigMgr`, which one collector
writes for one machine, counts there too. A site code (`PS1`, `CAS`) is taken as a server's label: the site is found elsewhere.
Servers are equal by their first DNS label, in any case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# [@tss]: what SDP / TSS names its folders on every machine; here the first word is no machine.
_COLLECTED = (
    r"(?:CCM|CCM_SoftwareCatalog|SMS|SMS_CCM|DP|SMSProv|AdminUI|ConfigMgrSetup|CCMSetupRTM|CCMSetup|AppCatalog\w*|EnrollPoint"
    r"|EnrollProxyPoint|CRP|PolicyPlatform|WDS|SMSSHV)"
)
_HOST = r"[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]+)*"
_LONGEST = 255
_SURE = (
    re.compile(rf"(?P<host>{_HOST})_Logs_ConfigMgr", re.IGNORECASE),
    re.compile(rf"SMSSqlBackup_(?P<host>{_HOST})_Logs", re.IGNORECASE),
)
_PREFIXED = re.compile(rf"(?P<host>{_HOST}?)[_ -](?:{_COLLECTED}_)?Logs(?:[_ -].*)?", re.IGNORECASE)
_COLLECTED_FOLDER = re.compile(rf"{_COLLECTED}(?:_Logs)?", re.IGNORECASE)
_STAMP = re.compile(r"[-_ .]?(?:\d{8}|\d{4}[-_.]\d{2}[-_.]\d{2})(?:[-_ T]?\d{2}[-_.]?\d{2}(?:[-_.]?\d{2})?)?$")
_HOST_LIKE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9-]{1,13}[A-Za-z0-9](?:\.[A-Za-z0-9-]+)*\.?")
_NEUTRAL_WORDS = re.compile(
    r"logs?\d*|.*logs|.*\.(?:log|lo_|txt|zip|gz|tar)"
    r"|(?:old|new|before|after|previous|current|today|yesterday|day|week|part|copy|case|ticket|run|test|set|rollover|rotated|archives?|archived)[-_]?\d*"
    r"|bundles?|fixtures?|scenarios?|samples?|examples?|data|files|inputs?|temp|tmp|te?mp\d+|downloads?|desktop|documents|users|home|share|attachments?"
    r"|uploads?|backups?|support|collected|collector|output|results?|reports?|diagnostics?|sdp|tss"
    r"|sms|ccm|sccm|mecm|memcm|cm|cmcb|configmgr|configurationmanager|tracing|trace|client|clients|server|servers|sites?|hierarchy"
    r"|mp|dp|sup|wsus|iis|sql|event|setup|prereqs?|cmupdate|cmupdatelogs|cd\.latest|bin|x64|i386|programdata|windows|program|inboxes|crashdumps|easysetuppayload",
    re.IGNORECASE,
)


def server_of(folders: Sequence[str], host: str | None = None, shared: int = 0) -> str | None:
    """Return the server of a file in *folders* (outermost first), or None where no name tells.

    Args:
        folders: Folders and archives around the file, archives without their `.zip`.
        host: The machine a collector put before the file's name.
        shared: How many of the outermost folders all arguments have in common.

    >>> server_of(["bundle", "SCP01_Logs_ConfigMgr", "SMS_Logs"])
    'SCP01'
    >>> server_of(["bundle", "scp01.contoso.com", "Logs", "2024-12-18"], shared=1)
    'SCP01'
    >>> server_of(["SMS_Logs"]) is None
    True
    """
    if host is not None and (found := _host_like(host)):
        return first_label(found)
    outwards = [(number, folder) for number, folder in enumerate(folders) if len(folder) <= _LONGEST][::-1]
    for number, folder in outwards:
        if found := _prefix(folder, inside=number >= shared):
            return first_label(found)
    tops = {folder.casefold() for folder in folders[:shared]}
    for number, folder in outwards:
        if number >= shared and folder.casefold() not in tops and (found := _host_like(folder)):
            return first_label(found)
    return None


def is_neutral(folder: str) -> bool:
    """Return whether *folder* is called as it is on every machine, so that its name tells of nobody.

    >>> [is_neutral(folder) for folder in ("SMS_Logs", "Logs_20241218_101500", "2024-12-18", "Case of Fabrikam", "SCP01")]
    [True, True, True, False, False]
    """
    undated = _STAMP.sub("", folder)
    return (
        not undated or _NEUTRAL_WORDS.fullmatch(undated) is not None or _COLLECTED_FOLDER.fullmatch(undated) is not None
    )


def shared_folders(chains: Sequence[Sequence[str]]) -> int:
    """Return how many outermost folders tell none of the *chains* apart.

    >>> shared_folders([["cases", "4711", "SCP01"], ["cases", "4711", "PS1"]]), shared_folders([["SCP01"]])
    (2, 1)
    """
    longest = max((len(chain) for chain in chains), default=0)
    for depth in range(longest):
        if len({chain[depth].casefold() for chain in chains if len(chain) > depth}) > 1:
            return depth
    return longest


def first_label(name: str) -> str:
    """Return the first DNS label of *name* in capitals.

    >>> first_label("scp01.contoso.com")
    'SCP01'
    """
    return name.split(".", maxsplit=1)[0].upper()


def _prefix(folder: str, *, inside: bool) -> str | None:
    for pattern in _SURE:
        if found := pattern.fullmatch(folder):
            return _unless_neutral(found["host"])
    found = _PREFIXED.fullmatch(folder) if inside and not _COLLECTED_FOLDER.fullmatch(folder) else None
    return _unless_neutral(found["host"]) if found else None


def _host_like(folder: str) -> str | None:
    # Scripts write `SCP01_20241218` as well as `Logs_20241218_101500`.
    undated = _STAMP.sub("", folder)
    return _unless_neutral(undated) if _HOST_LIKE.fullmatch(undated) else None


def _unless_neutral(name: str) -> str | None:
    if _NEUTRAL_WORDS.fullmatch(name) or _COLLECTED_FOLDER.fullmatch(name):
        return None
    return name
