"""Bundles made from other bundles: servers renamed, logs cut into parts, files of other programs added, logs lost or cut."""

from __future__ import annotations

import re
import shutil
import tarfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dmplog.bundle.names import read_name
from dmplog.report import Report

Make = Callable[[Path], None]

_PLACE = re.compile(r"^(?P<file>.+):(?P<line>\d+)(?P<rest> .*)?$", re.DOTALL)
_LINK_PLACE = re.compile(r"\((?P<place>[^()]+:\d+)(?P<rest>\)\.?)$")


@dataclass(frozen=True, slots=True)
class Renaming:
    """Names of servers, upper-case, and what each becomes; of equal length, so that no byte moves."""

    names: dict[str, str]

    def text(self, text: str) -> str:
        """Return *text* with the names exchanged, in capitals where they stand in capitals."""
        if not self.names:
            return text
        pattern = r"(?<![0-9A-Za-z])(?:" + "|".join(map(re.escape, self.names)) + r")(?![0-9A-Za-z])"
        return re.sub(pattern, self._other, text, flags=re.IGNORECASE)

    def _other(self, found: re.Match[str]) -> str:
        name = found[0]
        other = self.names[name.upper()]
        return other if name.isupper() or not name.islower() else other.lower()

    def applied(self, value: Any) -> Any:
        """Return a document with the names exchanged everywhere."""
        if isinstance(value, dict):
            return {key: self.applied(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.applied(one) for one in value]
        return self.text(value) if isinstance(value, str) else value


def renaming(report: Report) -> Renaming:
    """Return names for the servers of *report* that sort the other way round.

    A folder that carries the code of a site says which site it is, so that its name stays.
    """
    sites = {case.subject.site for case in report.cases} | {log.site for log in report.coverage}
    servers = {log.server for log in report.coverage} | {case.server for case in report.cases}
    names = sorted(name.upper() for name in servers - sites - {None} if name is not None)
    return Renaming({name: _opposite(number, name) for number, name in enumerate(names)})


def _opposite(number: int, name: str) -> str:
    """Return a name as long as *name* that sorts the earlier the greater *number* is."""
    return f"{chr(ord('Y') - number)}{'QXJVKZ' * 3}"[: len(name)]


def renamed(bundle: Path, target: Path, names: Renaming) -> None:
    """Write *bundle* to *target* with its servers renamed, in paths and texts."""
    for path in sorted(bundle.rglob("*")):
        if path.is_file():
            other = target / names.text(path.relative_to(bundle).as_posix())
            other.parent.mkdir(parents=True, exist_ok=True)
            other.write_bytes(_recoded(path.read_bytes(), names.text))


def _recoded(data: bytes, change: Callable[[str], str]) -> bytes:
    """Return *data* with its text changed; every byte stands for itself but in UTF-16."""
    if data.startswith(b"\xff\xfe"):
        return change(data.decode("utf-16-le", "surrogatepass")).encode("utf-16-le", "surrogatepass")
    return change(data.decode("latin-1")).encode("latin-1")


def in_several_files(report: Report) -> frozenset[str]:
    """Return the files of the logs that *report* has in more than one: parts, and copies, of which a line has two places."""
    logs = Counter((log.server, log.role) for log in report.coverage)
    return frozenset(log.file for log in report.coverage if logs[log.server, log.role] > 1)


def cut_in_two(bundle: Path, target: Path, whole: Collection[str]) -> dict[str, int]:
    """Write *bundle* to *target* with every log cut in two, and return how many lines the older part of each has.

    The cut is made in front of a record about the middle. Logs that are a part already, or too short, stay whole, and so do the files
    *whole*, named as in a report.
    """
    cuts: dict[str, int] = {}
    shutil.copytree(bundle, target)
    for path in sorted(target.rglob("*.log")):
        data = path.read_bytes()
        lines = data.splitlines(keepends=True)
        older = path.with_suffix(".lo_")
        half = len(lines) // 2
        if (
            path.relative_to(target.parent).as_posix() in whole
            or half < 2
            or older.exists()
            or data.startswith(b"\xff\xfe")
            or not _framed(lines[half - 1])
        ):
            continue
        older.write_bytes(b"".join(lines[:half]))
        path.write_bytes(b"".join(lines[half:]))
        cuts[path.relative_to(target.parent).as_posix()] = half
    return cuts


def _framed(line: bytes) -> bool:
    """Return whether *line* ends a record of its own."""
    return b"$$<" in line or b"]LOG]!>" in line


def split_places(answer: Any, cuts: dict[str, int]) -> Any:
    """Return *answer* with the places of lines as they are in the parts."""
    if isinstance(answer, dict):
        return {key: split_places(value, cuts) for key, value in answer.items()}
    if isinstance(answer, list):
        return [split_places(value, cuts) for value in answer]
    if not isinstance(answer, str):
        return answer
    if link := _LINK_PLACE.search(answer):
        return answer[: link.start("place")] + _part(link["place"], cuts) + link["rest"]
    return _part(answer, cuts)


def _part(text: str, cuts: dict[str, int]) -> str:
    place = _PLACE.match(text)
    if place is None:
        return text
    # A sentence names a file without its folder.
    cuts = {name.rpartition("/")[2]: half for name, half in cuts.items()} | cuts
    if place["file"] not in cuts:
        return text
    line, half = int(place["line"]), cuts[place["file"]]
    file = place["file"] if line > half else place["file"].removesuffix("log") + "lo_"
    return f"{file}:{line - half if line > half else line}{place['rest'] or ''}"


def said_more(bundle: Path, target: Path, texts: Sequence[str], more: str) -> None:
    """Copy *bundle* to *target* with *more* behind each of *texts*, wherever it stands."""
    shutil.copytree(bundle, target)
    for path in sorted(target.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        for text in dict.fromkeys(texts):
            for encoding in ("utf-8", "utf-16-le"):
                data = data.replace(text.encode(encoding), (text + more).encode(encoding))
        path.write_bytes(data)


def foreign_files(bundle: Path) -> None:
    """Put three files of other programs into *bundle*: notes, a table, and a log of a program nobody asked about."""
    (bundle / "notes.txt").write_text("Ticket 4711: the console hangs. See https://example.com/a\n", encoding="utf-8")
    (bundle / "servers.csv").write_text("name;role\nAPP01;web\nAPP02;web\n", encoding="utf-8")
    record = '<![LOG[Policy was evaluated]LOG]!><time="03:04:05.678-060" date="01-13-2025" component="PolicyAgent" '
    tail = 'context="" type="1" thread="100" file="agent.cpp:1">'
    (bundle / "PolicyAgent.log").write_text(f"{record}{tail}\n", encoding="utf-8")


def reduced_bundles(bundle: Path) -> Iterator[tuple[str, Make]]:
    """Yield what each reduced form of *bundle* lacks, and a function that writes it: each log lost, emptied, cut at half."""
    for path in sorted(bundle.rglob("*")):
        if not path.is_file() or read_name(path.name).role == "other":
            continue
        inside = path.relative_to(bundle)
        half = path.stat().st_size // 2
        yield f"without {inside}", partial(_reduced, bundle, inside=inside, size=None)
        yield f"with an empty {inside}", partial(_reduced, bundle, inside=inside, size=0)
        yield f"with half of {inside}", partial(_reduced, bundle, inside=inside, size=half)


def _reduced(bundle: Path, target: Path, inside: Path, size: int | None) -> None:
    shutil.copytree(bundle, target)
    if size is None:
        (target / inside).unlink()
    else:
        (target / inside).write_bytes((bundle / inside).read_bytes()[:size])


def packed(bundle: Path, target: Path) -> None:
    """Write *bundle* as an archive that ends behind three quarters of its bytes."""
    with tarfile.open(target, "w:gz") as archive:
        archive.add(bundle, arcname=".", filter=_without_owner)
    data = target.read_bytes()
    target.write_bytes(data[: len(data) * 3 // 4])


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mtime, member.uid, member.gid, member.uname, member.gname = 0, 0, 0, "", ""
    return member


_STAMP = re.compile(rb"\$\$<(?P<component>[^<>]+)><(?P<day>\d\d-\d\d)-(?P<year>\d{4}) ")


def late_bundles(bundle: Path) -> Iterator[tuple[str, Make]]:
    """Yield a name and a function that writes it, for each log of *bundle* with one more line, two years later than the one before it.

    It stands at the end of every other log, and in the middle of the others.
    """
    for number, path in enumerate(sorted(path for path in bundle.rglob("*") if path.is_file())):
        stamps = list(_STAMP.finditer(path.read_bytes()))
        if stamps and read_name(path.name).role != "other":
            before = stamps[len(stamps) // 2 if number % 2 else -1]
            stamp = b"<%s-%d 01:00:00.000+000>" % (before["day"], int(before["year"]) + 2)
            line = b"Invented: nothing happens  $$<" + before["component"] + b">" + stamp + b"<thread=1 (0x1)>\r\n"
            inside, place = path.relative_to(bundle), before.end()
            yield (
                f"a late line in {inside}",
                partial(_longer, bundle, inside=inside, line=line, place=place),
            )


_RECORD = re.compile(rb"[^\r\n]*\$\$<[^\r\n]*\r?\n")


def repeated(bundle: Path, target: Path, times: int = 10) -> None:
    """Copy *bundle* to *target* with every record that ends in a line of its own written so many *times*; archives stay as they are."""
    shutil.copytree(bundle, target)
    for path in sorted(path for path in target.rglob("*") if path.is_file() and read_name(path.name).role != "other"):
        path.write_bytes(_RECORD.sub(lambda record: record[0] * times, path.read_bytes()))


def _longer(bundle: Path, target: Path, inside: Path, line: bytes, place: int) -> None:
    shutil.copytree(bundle, target)
    data = (bundle / inside).read_bytes()
    end = data.find(b"\n", place) + 1
    head, tail = (data[:end], data[end:]) if end else (data + b"\r\n", b"")
    (target / inside).write_bytes(head + line + tail)
