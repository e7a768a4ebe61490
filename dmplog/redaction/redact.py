"""A bundle read twice: once for its names, once to write it down without them; then the archive is searched for what is left."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from dmplog.bundle import Bundle, LogFile, open_bundle
from dmplog.errors import UsageError
from dmplog.frozen import frozen
from dmplog.limits import Limits
from dmplog.redaction.archive import Member, write_archive
from dmplog.redaction.finder import Finder, Name
from dmplog.redaction.layout import folder_names, members
from dmplog.redaction.ledger import BEGINNING, FOLDER, SITE, Ledger
from dmplog.redaction.leftovers import Leftover, Search
from dmplog.redaction.replacer import Replacer
from dmplog.redaction.rules import load_rules
from dmplog.redaction.sites import proved_codes
from dmplog.redaction.text import BLOCK, pieces
from dmplog.target import Target

_HEAD = 4_096


@frozen
class Redaction:
    """How a bundle is redacted: what each of its names becomes, and where each log stands in the archive.

    Attributes:
        members: The path of each log by its label.
        maps: Logs that are maps of earlier redactions; they are left out.
        counts: How many names of each kind this bundle holds.
        doubtful: Names that are words of the logs, too, or of two letters, and are replaced only where they stand as names.
        careful: Site codes that are replaced only where they stand as such, because they are words, too, or may be numbers.
        sites: The site codes that stay.
    """

    bundle: Bundle
    replacer: Replacer
    ledger: Ledger
    members: Mapping[str, str]
    maps: frozenset[str]
    counts: Mapping[str, int]
    doubtful: tuple[str, ...]
    careful: tuple[str, ...]
    sites: tuple[str, ...]

    def search(self) -> Search:
        """Return what looks for names that are left."""
        return Search(self.ledger.entries, self.replacer, load_rules())


def plan(
    paths: Sequence[str | Path],
    ledger: Ledger,
    *,
    words: Sequence[str] = (),
    encoding: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    sites: bool = False,
) -> Redaction:
    """Read the bundle that *paths* make for its names, *words* among them, and give each a token in *ledger*; *sites* are names, too.

    Raises:
        BundleError: No path yields a log.
    """
    rules = load_rules()
    bundle = open_bundle(paths, limits)
    finder, maps = Finder(rules, with_sites=sites), set()
    for log, stream in bundle.stream():
        if BEGINNING.match(stream.peek(_HEAD)[:_HEAD]):  # type: ignore[attr-defined]
            maps.add(log.name)
            continue
        for text in _texts(stream, encoding):
            finder.look(text)
    logs = [log for log in bundle.files if log.name not in maps]
    for kind, name in folder_names(logs):
        if kind == "server":
            finder.look_at_server(name)
    for log in logs:
        finder.look("\n".join((*log.folders[log.shared - 1 if log.shared else 0 :], log.name.rpartition("/")[2])))
    names = [*(each for each in finder.found()), *(("word", word) for word in words)]
    names += [each for each in folder_names(logs) if each[0] == FOLDER]
    if sites:
        names += [(SITE, code) for code in proved_codes(finder.sites, finder.codes, rules)]
    ledger.add(names, finder.prefixes)
    replacer = Replacer(
        (each for each in ledger.entries if each.kind != FOLDER and (sites or each.kind != SITE)), rules
    )
    return _planned(bundle, ledger, replacer, logs, maps, _counted(names), () if sites else finder.sites)


def _texts(stream: IO[bytes], encoding: str | None) -> Iterator[str]:
    """Yield what *stream* holds, many lines at a time: those of a code page are read one by one, and to look at a text takes as long for one."""
    held, length = [""], 0
    for piece in pieces(stream, encoding):
        held.append(piece.text)
        length += len(piece.text)
        if piece.encoding.startswith("utf-16"):
            # Letters of one byte in a file that is taken for UTF-16 are not replaced, and are found at the end.
            yield piece.raw.decode("latin-1")
        if length >= BLOCK:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)


def _counted(names: Iterable[Name]) -> Counter[str]:
    return Counter(kind for kind, _ in {(kind, name.casefold()) for kind, name in names})


def _planned(
    bundle: Bundle,
    ledger: Ledger,
    replacer: Replacer,
    logs: list[LogFile],
    maps: set[str],
    counts: Counter[str],
    sites: Iterable[str],
) -> Redaction:
    folders = {each.name.casefold(): each.token for each in ledger.entries if each.kind == FOLDER}
    return Redaction(
        bundle=bundle,
        replacer=replacer,
        ledger=ledger,
        members=members(logs, replacer, folders),
        maps=frozenset(maps),
        counts=counts,
        doubtful=tuple(sorted(set(replacer.doubtful))),
        careful=tuple(sorted(code.upper() for code in replacer.sites.careful)),
        sites=tuple(sorted(sites)),
    )


def write(redaction: Redaction, target: Target, *, encoding: str | None = None) -> tuple[Leftover, ...]:
    """Write the redacted bundle to *target*, and return what names are left in it; where there are any, nothing is written.

    Raises:
        UsageError: It cannot be written there.
    """
    with target.room() as room:
        packed = Path(room) / "packed"
        write_archive(packed, list(spooled(redaction, Path(room), encoding)))
        left = redaction.search().in_archive(packed)
        if not left:
            with target.written() as place:
                shutil.copyfile(packed, place)
    return tuple(left)


def spooled(redaction: Redaction, room: Path, encoding: str | None = None) -> Iterator[Member]:
    """Yield each log, redacted into a file of the folder *room*; the bundle is read in an order of its own, which would tell the order of the names."""
    change: Callable[[str], str] = redaction.replacer.text
    found = []
    for number, (log, stream) in enumerate(redaction.bundle.stream()):
        if log.name in redaction.maps:
            continue
        spooled = room / str(number)
        with spooled.open("wb") as file:
            for piece in pieces(stream, encoding):
                file.write(piece.encoded(change(piece.text)))
        found.append((log.name, spooled))
    broken = redaction.bundle.broken
    yield from (Member(redaction.members[name], spooled, name in broken) for name, spooled in found)


def words_of(text: str) -> list[str]:
    r"""Return the words of a list with one in each line; what follows `#` is a remark.

    >>> words_of("Project Bluebird\n# people\nAda Example\n")
    ['Project Bluebird', 'Ada Example']

    Raises:
        UsageError: A word is of a letter or two, which are in every word.
    """
    words = [line.partition("#")[0].strip() for line in text.splitlines()]
    short = [word for word in words if 0 < len(word) < 3]
    if short:
        raise UsageError(f"the list of names holds '{short[0]}', which is in many words; give three letters or more")
    return [word for word in words if word]
