"""Every cause, harmless line and phrase is proved by lines of its own, and not by the lines that nearly say it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from dmplog.case import Evidence
from dmplog.causes import load_causes
from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.grammar import Grammars

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
KNOWLEDGE = Path(__file__).resolve().parents[2] / "flowcharts" / "causes"
OTHERS = ("benign", "phrases")
FILES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((FIXTURES / "causes").glob("*.toml"))
}
CAUSES = {name: sample for stem, samples in FILES.items() if stem not in OTHERS for name, sample in samples.items()}
STEPS = [
    f"{chart.id}.{lane.id}.{step.id}"
    for chart in map(load_flowchart, shipped_flowcharts())
    for lane in chart.lanes
    for step in lane.steps
]
KEYS = {"from", "step", "log", "cause", "beside", "proves", "must_not"}


def cases(samples, key):
    return [
        pytest.param(name, sample, text, id=f"{name}-{number}")
        for name, sample in samples.items()
        for number, text in enumerate(sample.get(key, ()))
    ]


def evidence(log, text):
    """The lines of *text* as the log *log* holds them, each with the event a grammar knows it as."""
    lines = text.strip("\n").splitlines()
    events = Grammars.load().match(pl.DataFrame({"role": log, "message": lines}))["event"]
    return [
        Evidence(f"{log}.log", number, None, event, line)
        for number, (line, event) in enumerate(zip(lines, events, strict=True), 1)
    ]


def found(sample, text):
    lines = evidence(sample["log"], text)
    own, beside = ([], lines) if sample.get("beside") else (lines, [])
    return [cause.id for cause in load_causes().find([sample["step"]], "failed", own, beside)]


@pytest.mark.parametrize(("name", "sample", "text"), cases(CAUSES, "proves"))
def test_a_cause_is_the_first_that_its_lines_prove(name, sample, text):
    assert name == found(sample, text)[0]


@pytest.mark.parametrize(("name", "sample", "text"), cases(CAUSES, "must_not"))
def test_a_near_miss_does_not_prove_the_cause(name, sample, text):
    assert name not in found(sample, text)


def why_harmless(sample, text):
    (line,) = evidence(sample["log"], text)
    return load_causes().benign(line.text, line.event, sample["log"])


@pytest.mark.parametrize(("name", "sample", "text"), cases(FILES["benign"], "proves"))
def test_a_harmless_line_is_known_with_its_reason(name, sample, text):
    expected = {entry.id: entry.why for entry in load_causes().harmless}[name]

    assert expected == why_harmless(sample, text)


@pytest.mark.parametrize(("name", "sample", "text"), cases(FILES["benign"], "must_not"))
def test_a_near_miss_is_not_called_harmless(name, sample, text):  # noqa: ARG001 - the name is for the person who reads
    assert why_harmless(sample, text) is None


@pytest.mark.parametrize(("name", "sample", "text"), cases(FILES["phrases"], "proves"))
def test_a_phrase_proves_its_cause_in_the_language_of_the_server(name, sample, text):

    assert any(wording.casefold() in text.casefold() for wording in load_causes().phrases[name])
    assert sample["cause"] == found(sample, text)[0]


@pytest.mark.parametrize(("name", "sample", "text"), cases(FILES["phrases"], "must_not"))
def test_a_near_miss_does_not_hold_the_phrase(name, sample, text):  # noqa: ARG001 - its words are what counts

    assert not any(wording.casefold() in text.casefold() for wording in load_causes().phrases[name])


def test_every_cause_harmless_line_and_phrase_has_samples_in_the_file_that_mirrors_its_own():
    causes = load_causes()
    known = {cause.category: [] for cause in causes.known}
    for cause in causes.known:
        known[cause.category].append(cause.id)
    known["benign"] = [entry.id for entry in causes.harmless]
    known["phrases"] = list(causes.phrases)

    assert known == {stem: list(samples) for stem, samples in FILES.items()}


@pytest.mark.parametrize("stem", FILES)
def test_samples_say_where_they_are_from_and_hold_both_kinds(stem):
    told_only = {cause.id for cause in load_causes().known if not cause.proof}
    for name, sample in FILES[stem].items():
        assert set(sample) <= KEYS, name
        assert sample["from"]
        assert sample["must_not"]
        assert (name not in told_only or stem in OTHERS) == bool(sample.get("proves")), name


def test_what_is_called_seen_has_a_line_that_was_seen():
    """`inferred` stands without one; `documented` without a reference is refused where the file is read."""
    causes = load_causes()
    seen = {entry.id for entry in (*causes.known, *causes.harmless) if entry.status == "seen"}

    assert set() == {name for name in seen if not {**CAUSES, **FILES["benign"]}.get(name, {}).get("proves")}


def test_every_cause_says_how_it_is_known():
    """The default is the weakest, for files of the user's own; what is shipped leaves it to nobody."""
    entries = [
        entry
        for path in sorted(KNOWLEDGE.glob("*.toml"))
        for kind in ("cause", "benign")
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, ())
    ]

    assert [] == [entry["id"] for entry in entries if "status" not in entry]


def test_every_kind_of_proof_of_a_cause_that_names_an_event_is_proved_by_that_event():
    """An event nobody writes proves nothing, however right its name."""
    missing = []
    for cause in load_causes().known:
        # A cause without a sample is told above.
        sample = CAUSES.get(cause.id, {})
        events = {line.event for text in sample.get("proves", ()) for line in evidence(sample["log"], text)}
        missing += [cause.id for proof in cause.proof if proof.events and not events.intersection(proof.events)]

    assert [] == missing


def test_every_file_of_fixtures_belongs_to_something_that_a_test_reads():
    strays = []
    for path in sorted(FIXTURES.rglob("*")):
        if path.is_dir():
            continue
        room, *rest = path.relative_to(FIXTURES).parts
        strays += [] if belongs(room, rest) else [path.relative_to(FIXTURES).as_posix()]

    assert [] == strays


def belongs(room, rest):
    if rest == ["README.md"]:
        return True
    if room == "messages":
        name = rest[0]
        return (
            len(rest) == 1
            and name.endswith(".txt")
            and (KNOWLEDGE.parents[1] / "grammars" / f"{name[:-4]}.lark").is_file()
        )
    if room == "causes":
        return len(rest) == 1 and (KNOWLEDGE / rest[0]).is_file()
    verdict = FIXTURES / "scenarios" / rest[0] / "verdict.toml"
    return room == "scenarios" and verdict.is_file() and (rest[1:] == ["verdict.toml"] or rest[1] == "bundle")


def test_what_is_only_inferred_is_never_proved():
    """That a redistributable is damaged is read from the word `mismatch` alone: nobody has written it down."""
    line = Evidence("CMUpdate.log", 1, None, None, r"WARNING: File hash mismatch for E:\CMUStaging\x\redist\a.exe")
    inferred = [cause.id for cause in load_causes().known if cause.status == "inferred"]

    (found, *_) = load_causes().find(["replication.installation.install_update"], "failed", [line])

    assert ("redist_file_damaged", "suggested") == (found.id, found.certainty)
    assert found.id in inferred


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("ERROR: Failed to connect to the provider: 80041002", ["wmi_failed", "database_session_blocks_update"]),
        (
            "ERROR: CompileMOFFile: Failed to compile MOF E:\\bin\\x64\\TaskSequenceProvider.mof, error -1",
            ["mof_not_compiled"],
        ),
    ],
)
def test_a_mere_hint_stands_beside_what_is_likely_and_not_beside_what_is_proven(line, ids):
    hint = "SQL MESSAGE: sp_RenewCollectionViews - Creating collection views."
    lines = [
        Evidence("CMUpdate.log", number, None, event, text)
        for number, event, text in ((1, "mof_compile_failed" if "MOF" in line else None, line), (2, None, hint))
    ]

    found = load_causes().find(["replication.installation.install_update"], "failed", lines)

    assert ids == [cause.id for cause in found if cause.category != "unknown"]


@pytest.mark.parametrize(("name", "sample", "text"), cases(CAUSES, "proves"))
def test_what_proves_a_cause_by_its_text_is_asked_for_where_it_can_block(name, sample, text):
    """A line that no grammar knows is read anyway; a known event only where a cause of the step asks for it."""
    causes = load_causes()
    cause = next(each for each in causes.known if each.id == name)
    said = {line.event for line in evidence(sample["log"], text)} & causes.telling_events

    assert [] == [step for step in STEPS if cause.can_block(step) and not said <= causes.telling_at([step])[0]]
