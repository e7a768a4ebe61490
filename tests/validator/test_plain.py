"""Every text that an administrator reads is plain English: the lint over all that is shipped, and over what users write."""

from __future__ import annotations

import pytest

from dmplog.data import data_folder
from dmplog.validator.plain import faults_of, plain_words, unplain
from dmplog.writing import wording

MUST_PASS = [
    "Read the lines before it.",
    "If the file stays, restart the thread SMS_DMP_DOWNLOADER.",
    "After a change of mode, then restart the thread.",
    "Do not delete files by hand.",
    "Wait: the component retries by itself.",
    "Look for `error_code; send_package` in hman.log. It names the cause.",
    "Open inboxes\\hman.box\\CFD, sys.dm_exec_requests and redist_folder\\x.",
    f"Read ({' '.join(['a'] * 40)}) and `{' '.join(['b'] * 40)}`.",
]
MUST_FAIL = {
    "The sender has to be restarted.": "begin",
    "You should restart it.": "begin",
    "Is the thread running?": "begin",
    "If it stays, the thread hangs.": "begin",
    "Read it; then wait.": "semicolon",
    "Look at site_transfer of PS1.": "identifier 'site_transfer'",
    "Read the step send_package.": "identifier 'send_package'",
    "Open the address and take the time.": "'take the time'",
    "Check which mode is in force.": "'in force'",
    f"Read {' '.join(['word'] * 25)}.": "26 words",
}


@pytest.mark.parametrize("text", MUST_PASS)
def test_a_plain_instruction_passes(text):
    assert [] == list(faults_of(text, advice=True))


@pytest.mark.parametrize(("text", "fault"), MUST_FAIL.items())
def test_an_instruction_that_is_not_plain_is_told_with_the_reason(text, fault):
    (said, mend) = next(iter(faults_of(text, advice=True)))

    assert (True, True) == (fault in said or (fault == "begin" and "begin with" in said), bool(mend))


def test_only_an_instruction_has_to_begin_with_what_to_do():
    assert [] == list(faults_of("The sender waits."))


@pytest.mark.parametrize("idiom", sorted(plain_words().idioms))
def test_no_idiom_is_written_in_any_case(idiom):
    assert [f"{idiom!r} is no plain English"] == [said for said, _ in faults_of(f"It was {idiom.upper()} here.")]


def test_everything_that_is_shipped_is_plain():
    assert [] == list(unplain(sorted(data_folder("flowcharts").rglob("*.toml"))))


def test_every_sentence_about_a_verdict_is_plain():
    told = {kind: list(faults_of(text)) for kind, text in wording._SENTENCES.items()}

    assert {} == {kind: faults for kind, faults in told.items() if faults}


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ('[[cause]]\nid = "x"\nactions = [\n  "Wait.",\n  "The file stays.",\n]\n', 5),
        ('[[cause]]\nid = "x"\nexplanation = "It waits; it ends."\n', 3),
        ('[[benign]]\nid = "x"\nwhy = "It waits; it ends."\n', 3),
        ('[win32]\n5 = "It waits; it ends."\n', 2),
    ],
)
def test_the_place_of_a_text_that_is_not_plain_is_told(tmp_path, written, line):
    path = tmp_path / "own.toml"
    path.write_text(written, encoding="utf-8")

    (found,) = unplain([path], "warning")

    assert (str(path), "warning", line) == (found[0], found[1].severity, found[1].line)


def test_reasons_for_whoever_changes_a_file_and_ids_are_left_alone(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        '[[event]]\nname = "send_package"\nwhy = "It ends; it waits."\n[lane.sub_stages]\nmeanwhile = ["0xd0005"]\n',
        encoding="utf-8",
    )

    assert [] == list(unplain([path]))
