"""Proves over all scenarios what must hold for every bundle: what changes nothing, and what may not be turned round.

    python tools/metamorphic.py [PROPERTY …] [--every N] [--offset K] [--share N]

| property | what is done to a bundle | what must follow |
|---|---|---|
| renamed | every server gets another name, in the opposite order (not in archives) | the whole report with the names exchanged |
| redacted | names are replaced by tokens, as `dmplog redact` does | no name is left, and the report is the redacted one, byte counts aside |
| anonymous | the same with `--sites`: site codes are replaced, too | the same |
| shuffled | its files are given one by one, in another order | the same report |
| split | every log is cut into two rollover parts | the same answer |
| foreign | three files of other programs lie beside it | the same answer |
| reduced | one log is taken away, emptied or cut, each in turn | no `confirmed` answer becomes another `confirmed` one |
| packed | the bundle is an archive of which the end is missing | the same |
| late | one line of one log is dated two years ahead, each log in turn | the same |
| named | errors that no step explains name a class, a server and an exception that nobody else names | the same answer |
| thinned | nothing, and then each record is written ten times; thinning begins with the first row, not with thousands | the same report |
| quoted | nothing | every error that no step explains, newer than the last sign of its case, is quoted in every view |

*The answer* is what `tools/golden.py` writes: headline, exit code, and the cases with the places of their lines. Prints a line per
bundle that does not keep to a property, then `PROPERTY: N of M hold` for each; exits with 1 where one does not hold everywhere.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import golden
from variations import (
    cut_in_two,
    foreign_files,
    in_several_files,
    late_bundles,
    packed,
    reduced_bundles,
    renamed,
    renaming,
    repeated,
    said_more,
    split_places,
)

import dmplog
from dmplog import thinning
from dmplog.bundle.names import is_archive_name
from dmplog.redaction import Ledger, plan, redacted_report, write
from dmplog.target import Target

Document = dict[str, Any]
Complaints = Iterator[str]
Variation = tuple[str, Callable[[Path], None]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario, and the report on it as it stands; *share* says which variations are made of it, (1, 3) each third from the second on."""

    folder: Path
    options: Document
    report: dmplog.Report
    share: tuple[int, int] = (0, 1)

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    def share_of(self, variations: Iterable[Variation]) -> Iterator[tuple[int, Variation]]:
        """Yield the variations that are to be made, with their numbers."""
        first, every = self.share
        return islice(enumerate(variations), first, None, every)

    def again(self, work: Path, *paths: str) -> dmplog.Report:
        """Return the report on *paths* (by default the bundle) in the folder *work*."""
        with chdir(work):
            return dmplog.diagnose(*(paths or ("bundle",)), **self.options)


@cache
def load(folder: Path, share: tuple[int, int] = (0, 1)) -> Scenario:
    """Return the scenario in *folder*."""
    return Scenario(folder, golden.options_of(folder), golden.diagnosed(folder), share)


def check_renamed(scenario: Scenario, work: Path) -> Complaints:
    """Yield how the report differs once every server has another name."""
    names = renaming(scenario.report)
    renamed(scenario.folder / "bundle", work / "bundle", names)
    wanted = names.applied(scenario.report.to_dict())
    yield from differences(wanted, scenario.again(work).to_dict())


def check_redacted(scenario: Scenario, work: Path, *, sites: bool = False) -> Complaints:
    """Yield what is left of a name once the bundle is redacted, and how the report differs from the redacted one."""
    with chdir(scenario.folder):
        redaction = plan(["bundle"], Ledger(b"metamorphic"), encoding=scenario.options.get("encoding"), sites=sites)
        left = write(redaction, Target(work / REDACTED), encoding=scenario.options.get("encoding"))
    yield from (f"{each.token} is left in {each.file}:{each.line}" for each in left)
    if not left:
        wanted = redacted_report(scenario.report, redaction.members, ["bundle"], redaction.replacer)
        found = scenario.again(work, REDACTED)
        yield from differences(_without_bytes(wanted), _without_bytes(found))


def check_anonymous(scenario: Scenario, work: Path) -> Complaints:
    """Yield the same where site codes are replaced, too."""
    yield from check_redacted(scenario, work, sites=True)


REDACTED = "redacted.zip"
UNLIKE = ("bytes", "sha256", "problems", "collect")
"""What an archive tells otherwise than a folder: how many bytes, what was wrong with the files it was made of, and where it lies."""


def _without_bytes(value: Any) -> Any:
    """Return a report or a part of it as it is told of any bundle with the same logs, whatever their tokens are long."""
    if isinstance(value, dmplog.Report):
        return _without_bytes(value.to_dict())
    if isinstance(value, dict):
        return {key: _without_bytes(one) for key, one in value.items() if key not in UNLIKE}
    if isinstance(value, list):
        return [_without_bytes(one) for one in value]
    return value.replace(f"{REDACTED}!/", "") if isinstance(value, str) else value


def check_shuffled(scenario: Scenario, work: Path) -> Complaints:
    """Yield how the report differs where the files are given in the opposite order."""
    shutil.copytree(scenario.folder / "bundle", work / "bundle")
    paths = [path.relative_to(work).as_posix() for path in sorted((work / "bundle").rglob("*")) if path.is_file()]
    yield from differences(scenario.again(work, *paths).to_dict(), scenario.again(work, *reversed(paths)).to_dict())


def check_split(scenario: Scenario, work: Path) -> Complaints:
    """Yield how the answer differs where every log is cut into two rollover parts."""
    cuts = cut_in_two(scenario.folder / "bundle", work / "bundle", in_several_files(scenario.report))
    wanted = split_places(golden.answer_of(scenario.report), cuts)
    yield from differences(wanted, golden.answer_of(scenario.again(work)))


def check_foreign(scenario: Scenario, work: Path) -> Complaints:
    """Yield how the answer differs where files of other programs lie beside the logs."""
    shutil.copytree(scenario.folder / "bundle", work / "bundle")
    foreign_files(work / "bundle")
    yield from differences(golden.answer_of(scenario.report), golden.answer_of(scenario.again(work)))


def check_reduced(scenario: Scenario, work: Path) -> Complaints:
    """Yield every confirmed answer that another confirmed one took the place of once a log was lost, emptied or cut."""
    for number, (what, make) in scenario.share_of(reduced_bundles(scenario.folder / "bundle")):
        make(work / str(number) / "bundle")
        yield from _turned(scenario, work / str(number), what)


def check_packed(scenario: Scenario, work: Path) -> Complaints:
    """Yield every confirmed answer that another confirmed one took the place of once the end of an archive was lost."""
    (work / "bundle").mkdir()
    packed(scenario.folder / "bundle", work / "bundle" / "logs.tar.gz")
    yield from _turned(scenario, work, "packed and cut")


def check_late(scenario: Scenario, work: Path) -> Complaints:
    """Yield every confirmed answer that another confirmed one took the place of once a line was dated two years ahead."""
    for number, (what, make) in scenario.share_of(late_bundles(scenario.folder / "bundle")):
        make(work / str(number) / "bundle")
        yield from _turned(scenario, work / str(number), what)


def _turned(scenario: Scenario, work: Path, what: str) -> Complaints:
    before = confirmed(scenario.report)
    try:
        after = confirmed(scenario.again(work))
    except dmplog.errors.BundleError:
        return
    for case in before.keys() & after.keys():
        if before[case] != after[case]:
            yield f"{what}: {case}: {before[case]} became {after[case]}"


NOBODYS = r" {6F1C0A72-8B3D-4E59-A1C4-0D2E7F9B5A36} \\QXZ00017.contoso.com\QXZ$ QXZ00018 E06D7363"
"""What has the shape of an update's GUID or of a package's id, and is none that a bundle knows."""


def check_named(scenario: Scenario, work: Path) -> Complaints:
    """Yield how the answer differs where an error names what only looks like another update, package or site."""
    alarms = [alarm.evidence for alarm in scenario.report.unexplained if alarm.case is not None]
    texts = [line.text for line in alarms if line.event == dmplog.grammar.UNRECOGNIZED]
    if texts:
        said_more(scenario.folder / "bundle", work / "bundle", texts, NOBODYS)
        yield from differences(golden.answer_of(scenario.report), golden.answer_of(scenario.again(work)))


def check_thinned(scenario: Scenario, work: Path) -> Complaints:
    """Yield how the report differs where even a file of a few lines loses what says nothing new."""
    shutil.copytree(scenario.folder / "bundle", work / "bundle")
    repeated(scenario.folder / "bundle", work / "again" / "bundle")
    often = scenario.again(work / "again")
    usual, thinning.LEAST = thinning.LEAST, 1
    try:
        yield from differences(scenario.report.to_dict(), scenario.again(work).to_dict())
        yield from differences(often.to_dict(), scenario.again(work / "again").to_dict())
    finally:
        thinning.LEAST = usual


def check_quoted(scenario: Scenario, _work: Path) -> Complaints:
    """Yield every unexplained error of a case, newer than its last sign, that one of the views does not quote."""
    report = scenario.report
    views = {
        "text": report.to_text(width=1000),
        "full text": report.to_text(width=1000, verbose=True),
        "markdown": report.to_markdown(),
        "page": report.to_html(),
    }
    for case in report.cases:
        for alarm in (report.unexplained[number] for number in case.unexplained):
            words = plain(" ".join(alarm.evidence.text.strip(" ~").split()))[:40]
            if alarm.severity == "error":
                yield from (
                    f"{view} lacks {words!r}"
                    for view, text in views.items()
                    if words not in " ".join(plain(text).split())
                )


def plain(text: str) -> str:
    """Return *text* without what markup does to it."""
    return re.sub(r"\\([^\w\s])", r"\1", html.unescape(text))


def confirmed(report: dmplog.Report) -> dict[str, str]:
    """Return the confirmed answers of *report* by case."""
    return {
        f"{case.flowchart}.{case.lane} {case.subject.package_guid or ''} {case.subject.site or ''}": (
            f"{case.verdict} at {case.step}"
        )
        for case in report.cases
        if case.confidence == "confirmed"
    }


PROPERTIES: dict[str, Callable[[Scenario, Path], Complaints]] = {
    "renamed": check_renamed,
    "redacted": check_redacted,
    "anonymous": check_anonymous,
    "shuffled": check_shuffled,
    "split": check_split,
    "foreign": check_foreign,
    "reduced": check_reduced,
    "packed": check_packed,
    "late": check_late,
    "named": check_named,
    "thinned": check_thinned,
    "quoted": check_quoted,
}


UNPACKED = ("renamed",)
"""What stands in an archive gets no other name without being packed anew, and a cut one would be mended by that."""


def differences(wanted: Any, found: Any, path: str = "") -> Complaints:
    """Yield where *found* is not *wanted*."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in dict.fromkeys((*wanted, *found)):
            yield from differences(wanted.get(key), found.get(key), f"{path}.{key}")
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for number, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from differences(one, other, f"{path}[{number}]")
    elif wanted != found:
        yield f"{path}: {wanted!r} became {found!r}"[:300]


def chosen(every: int, offset: int) -> list[Path]:
    """Return the folders of every *every*th scenario from *offset* on."""
    return list(golden.scenarios())[offset % every :: every]


def _holds_an_archive(folder: Path) -> bool:
    return any(is_archive_name(path.name) for path in (folder / "bundle").rglob("*"))


def run(
    name: str, folders: Iterable[Path], say: Callable[[str], None], share: tuple[int, int] = (0, 1)
) -> tuple[int, int]:
    """Return how many of the scenarios keep to the property *name*, and how many there are."""
    held = total = 0
    for folder in folders:
        with tempfile.TemporaryDirectory() as work:
            complaints = list(PROPERTIES[name](load(folder, share), Path(work)))
        for complaint in complaints[:3]:
            say(f"{name} {folder.name}: {complaint}")
        held += not complaints
        total += 1
    return held, total


def main() -> int:
    """Check the properties that were asked for."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("properties", nargs="*", choices=[*PROPERTIES, []], metavar="PROPERTY")
    parser.add_argument("--every", type=int, default=1, help="only every Nth scenario")
    parser.add_argument("--offset", type=int, default=0, help="begin with the Kth scenario")
    parser.add_argument("--share", type=int, default=1, help="only every Nth of what is made of each, by the offset")
    arguments = parser.parse_args()
    share = (arguments.offset % arguments.share, arguments.share)
    folders = chosen(arguments.every, arguments.offset)
    broken = False
    for name in arguments.properties or PROPERTIES:
        apt = [folder for folder in folders if name not in UNPACKED or not _holds_an_archive(folder)]
        held, total = run(name, apt, lambda text: print(text, flush=True), share)  # noqa: T201 - its output
        print(f"{name}: {held} of {total} hold", flush=True)  # noqa: T201 - its output
        broken |= held < total
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
