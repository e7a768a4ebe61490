"""The names in a text: what stands where names stand, or has the shape of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import polars as pl

from dmplog.redaction.conditions import FILE, holds
from dmplog.redaction.rules import GUID, Rules

Name = tuple[str, str]
"""A kind and a name as it is spelled."""

_ESCAPED = re.compile(r"(?<![^\s\"'<>|])[^\s\"'<>|]*%[0-9A-Fa-f]{2}[^\s\"'<>|]*")
_WIDE = re.compile(r"\0?(?:[\x20-\x7e]\0){3,}[\x20-\x7e]?")
_HIDDEN = r"%[0-9A-Fa-f]{2}|\x00"
_TAIL = r"(?P<c>\$\$<[^<>]*>)<\d\d-\d\d-\d{4} [0-9:.+-]+><thread=[^<>]*>\s*$"
"""The tail of a site server's record: no name stands behind its component, and without it many lines are the same."""

_NUMBER_FIRST = r"^([^\\]*?) \d{3,}([ ~])"
_NUMBER_LAST = r" \d{3,}([ ~][^\\]*)?$"
_NUMBERED_FILE = r"([^\\])\\(?:\w*\d\w*(\.STA|\.SMX)|\d(?:\w{0,6}|\w{8,})(\.PCK|\.TMP|\.SNI))\b"
_REQUEST_FILE = r"([^\\])\\\d\w{4}(\w{3})\.(PCK|TMP|SNI)\b"
"""A number that stands free in front of all paths or behind them, and a file of an inbox that is called by one.

They make lines unlike that name the same; between two backslashes stands the name of a share, which may hold a number.
"""

_NUMBER_IS_NAME = (
    r"(?i)serial|pass|pwd|secret|key|bearer|basic|\b(?:CN|OU|O)\s*=|organi|company|customer|licensed|registered"
    r"|(?:users|home|settings)[\\/]"
)
"""Where such a number is a name all the same, or a part of one."""

_GUID_SIEVE = "(?i)" + GUID
_HOST = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*")
_ADDRESS = re.compile(r"[\d.]+")
_GUID = re.compile(GUID, re.IGNORECASE)
_NO_HOST = re.compile(r"S-1-\d[\d-]*|[\d.]+|" + GUID, re.IGNORECASE)
_NETBIOS = 15
_FIRST = ("server", "instance", "database", "domain", "user")
"""Of two kinds of one name the first counts; what is not here comes behind."""


def hidden_readings(text: str) -> Iterator[str]:
    r"""Yield what stands in *text* URL-encoded, or with a zero behind each letter, as it is read.

    >>> list(hidden_readings("a%5C%5CSRV01%5Cb"))
    ['a\\\\SRV01\\b']
    """
    for found in _ESCAPED.findall(text):
        once = unquote(found)
        if once != found:
            yield once
            if "%" in once and (twice := unquote(once)) != once:
                yield twice
    for found in _WIDE.findall(text):
        yield found.replace("\0", "")


def _alike(lines: pl.Series) -> pl.Series:
    """Return *lines* without those that differ from another one in sizes, positions and numbers of files alone, which name nobody."""
    ways = f"{_NUMBER_FIRST}|{_NUMBER_LAST}|{_NUMBERED_FILE}|{_REQUEST_FILE}"
    wanted = lines.str.contains(ways) & ~lines.str.contains(_NUMBER_IS_NAME)
    masked = lines.filter(wanted).str.replace(_NUMBER_FIRST, "$1 0$2").str.replace(_NUMBER_LAST, " 0$1")
    # A send request ends with the site that made it.
    masked = masked.str.replace_all(_NUMBERED_FILE, r"$1\0$2$3").str.replace_all(_REQUEST_FILE, r"$1\00000$2.$3")
    return pl.concat([lines.filter(~wanted), masked.unique(maintain_order=True)])


class Finder:
    """Collects the names of a bundle, text by text.

    Attributes:
        names: What was found so far, in the order of first sight.
        domains: Names of domains, in small letters.
        sites: Site codes, in capitals.
        codes: Those of them that stand where nothing but a site code does.
        prefixes: What package ids begin with, which is a site code, or chance.
    """

    def __init__(self, rules: Rules, *, with_sites: bool = False) -> None:
        self._rules = rules
        self._patterns = tuple(each for each in rules.patterns if with_sites or not each.only_sites)
        self.names: dict[Name, None] = {}
        self._seen: set[Name] = set()
        self._perhaps: dict[tuple[str, str], None] = {}
        self._guids: dict[str, str] = {}
        self._updates: set[str] = set()
        self.domains: set[str] = set()
        self.sites: set[str] = set()
        self.codes: set[str] = set()
        self.prefixes: set[str] = set()

    def look(self, text: str) -> None:
        """Take in what *text* names."""
        lines = pl.Series(text.split("\n"), dtype=pl.String).str.replace(_TAIL, "$c").unique(maintain_order=True)
        lines = _alike(lines)
        self._look(lines)
        hidden = lines.filter(lines.str.contains(_HIDDEN)).to_list()
        if readings := [reading for line in hidden for reading in hidden_readings(line)]:
            self._look(pl.Series(readings, dtype=pl.String).unique(maintain_order=True))

    def _look(self, lines: pl.Series) -> None:
        for pattern in self._patterns:
            if told := "\n".join(lines.filter(lines.str.contains(pattern.sieve)).to_list()):
                for found in pattern.expression.finditer(told):
                    if pattern.needs is None or holds(pattern.needs, found, self._rules):
                        self._take(found.groupdict())
        if guids := "\n".join(lines.filter(lines.str.contains(_GUID_SIEVE)).to_list()):
            self._updates.update(self._update_guids(guids))

    def look_at_server(self, name: str) -> None:
        """Take in *name*, which the bundle itself tells as that of a server."""
        self._host(name)

    def found(self) -> list[Name]:
        """Return every name, now that all texts were looked at."""
        known = self.domains | {name.casefold() for kind, name in self.names if kind == "server"}
        for domain, user in self._perhaps:
            if (
                domain.casefold() in known
                and not FILE.fullmatch(user)
                and not self._rules.kept["shares"].fullmatch(user)
            ):
                self._user(user)
        for guid, spelled in self._guids.items():
            if guid not in self._updates and guid not in self._rules.public_guids:
                self._add("guid", spelled)
        kinds: dict[str, Name] = {}
        for kind, name in sorted(self.names, key=_rank):
            kinds.setdefault(name.casefold(), (kind, name))
        return [each for each in kinds.values() if each[1].upper() not in self.sites | self.prefixes]

    def _update_guids(self, text: str) -> Iterator[str]:
        pattern: re.Pattern[str] = self._rules.kept["updates"]
        for found in pattern.finditer(text):
            yield from (guid.lower() for guid in _GUID.findall(found[0]))

    def _take(self, groups: dict[str, str | None]) -> None:
        if (domain := groups.get("maybe_domain")) and (user := groups.get("maybe_user")):
            self._perhaps[domain, user] = None
            return
        for kind, name in groups.items():
            if name and (kind, name) not in self._seen:
                self._seen.add((kind, name))
                getattr(self, f"_{kind}", self._other)(name, kind)

    def _add(self, kind: str, name: str) -> None:
        self.names.setdefault((kind, name))

    def _other(self, name: str, kind: str) -> None:
        self._add(kind, name.strip())

    def _host(self, name: str, _kind: str = "host") -> None:
        name = name.strip(".-_")
        if not _HOST.fullmatch(name) or _NO_HOST.fullmatch(name) or self._is_public(name):
            return
        label, _, domain = name.partition(".")
        if domain and not domain.rpartition(".")[2][:1].isalpha():
            return
        if domain and "." not in domain and (domain.casefold() in self._rules.suffixes):
            # Two labels of which the last ends every name: a domain by itself.
            self._domain_of(name)
            return
        if domain:
            self._domain_of(domain)
        self._label(label)

    def _label(self, label: str) -> None:
        if len(label) < 2 or label.isdigit() or label.casefold() in self._rules.kept["labels"]:
            return
        self._add("server", label)
        if len(label) > _NETBIOS:
            self._add("server", label[:_NETBIOS])

    def _domain_of(self, name: str, _kind: str = "domain_of") -> None:
        """Take in a domain with all domains above it, and the short name of each."""
        name = name.strip(".-_")
        if _ADDRESS.fullmatch(name) or self._is_public(name):
            return
        labels = name.split(".")
        for number, label in enumerate(labels):
            above = ".".join(labels[number:])
            if number < len(labels) - 1 and above.casefold() not in self._rules.suffixes:
                if not (
                    len(labels) - number == 2 and label.casefold() in ("co", "com", "org", "net", "gov", "ac", "edu")
                ):
                    self._add("domain", above)
                    self._domain(label)
            elif len(labels) == 1:
                self._domain(label)

    def _domain(self, name: str, _kind: str = "domain") -> None:
        if "." in name:
            self._domain_of(name)
            return
        if (
            len(name) < 2
            or name.isdigit()
            or name.casefold() in self._rules.kept["labels"]
            or name.casefold() in self._rules.suffixes
        ):
            return
        self.domains.add(name.casefold())
        self._add("domain", name)

    def _user(self, name: str, _kind: str = "user") -> None:
        name = name.strip()
        folded = name.casefold()
        if (
            "@" in name
            or len(name) < 2
            or name.isdigit()
            or _GUID.fullmatch(name)
            or folded in self._rules.kept["users"]
        ):
            return
        if folded.endswith("$"):
            self._label(name[:-1])
            return
        self._add("user", name)

    def _instance(self, name: str, _kind: str = "instance") -> None:
        if name.casefold() not in self._rules.kept["instances"] and len(name) > 1:
            self._add("instance", name)

    def _database(self, name: str, _kind: str = "database") -> None:
        if name.casefold() not in self._rules.kept["databases"] and not re.fullmatch(r"CM_\w{3}", name, re.IGNORECASE):
            self._add("database", name)

    def _share(self, name: str, _kind: str = "share") -> None:
        if not self._rules.kept["shares"].fullmatch(name) and not _GUID.fullmatch(name) and len(name) > 2:
            self._add("share", name)

    def _subject(self, name: str, _kind: str = "subject") -> None:
        name = name.strip()
        if _GUID.fullmatch(name) or self._rules.kept["subjects"].fullmatch(name) or name.isdigit():
            return
        if "." in name and " " not in name and _HOST.fullmatch(name):
            self._host(name)
        elif len(name) > 1:
            self._add("subject", name)

    def _guid(self, name: str, _kind: str = "guid") -> None:
        if len(name) == 32:
            self._add("guid", name)
        else:
            self._guids.setdefault(name.lower(), name)

    def _site(self, name: str, _kind: str = "site") -> None:
        self.sites.add(name.upper())

    def _code(self, name: str, _kind: str = "code") -> None:
        self.sites.add(name.upper())
        self.codes.add(name.upper())

    def _prefix(self, name: str, _kind: str = "prefix") -> None:
        self.prefixes.add(name)

    def _ipv4(self, name: str, _kind: str = "ipv4") -> None:
        if not name.startswith("127.") and name not in self._rules.kept["ipv4"]:
            self._add("ipv4", name)

    def _ipv6(self, name: str, _kind: str = "ipv6") -> None:
        if name not in self._rules.kept["ipv6"]:
            self._add("ipv6", name)

    def _is_public(self, name: str) -> bool:
        folded = name.casefold()
        first = folded.partition(".")[0]
        if first in self._rules.kept["namespaces"]:
            return True
        for host in self._rules.kept["hosts"]:
            end, _, only = host.partition("/")
            if folded == end or (folded.endswith(f".{end}") and (not only or folded == f"{only}.{end}")):
                return True
        return False


def _rank(name: Name) -> int:
    return _FIRST.index(name[0]) if name[0] in _FIRST else len(_FIRST)
