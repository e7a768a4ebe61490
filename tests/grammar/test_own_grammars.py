"""Grammars of the user's own: they add to the shipped ones and take nothing away, and each mistake in one is one sentence."""

from __future__ import annotations

import os
import re
from pathlib import Path

import polars as pl
import pytest

import dmplog
from dmplog.data import own_knowledge
from dmplog.errors import GrammarError, KnowledgeError
from dmplog.framing.columns import RECORDS
from dmplog.grammar import Grammars
from dmplog.grammar.reserved import RESERVED
from dmplog.records import COLUMNS
from dmplog.roles import known_roles

PACKAGE = Path(__file__).resolve().parents[2] / "dmplog"
HEAD = "// role: smsbkup\n// components: SMS_SITE_BACKUP\n// files: smsbkup\n"


@pytest.fixture
def own(tmp_path):
    """Return what writes grammars of the user's own and returns their folder of knowledge."""

    def write(**files):
        (tmp_path / "grammars").mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / "grammars" / f"{name}.lark").write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return write


def event(folder, role, message):
    """Return the event of *message* in the log *role*."""
    with own_knowledge(folder):
        return Grammars.load().match(pl.DataFrame({"role": [role], "message": [message]}))["event"].item()


def refusal(folder):
    def load():
        return known_roles(), Grammars.load()

    with own_knowledge(folder), pytest.raises(GrammarError) as caught:
        load()
    return caught.value


def test_a_file_called_as_a_shipped_one_adds_wordings_to_its_events(own):
    folder = own(hman='// role: hman\nupdate_applicable: "Invented: an update fits"\n')

    assert ["update_applicable", "update_applicable"] == [
        event(folder, "hman", "Invented: an update fits"),
        event(
            folder,
            "hman",
            "Configuration Manager Update (PackageGuid=3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e) is applicable",
        ),
    ]


def test_a_shared_grammar_of_the_users_own_leaves_the_shipped_logs_theirs(own):
    folder = own(
        shared='// role: none\ncomponent_started: "Invented: a start"\n',
        smsbkup=HEAD + '%import .shared (component_started, component_initializing)\nbackup_begun: "Invented: begun"\n',
    )
    shipped = "SMS_EXECUTIVE started SMS_HIERARCHY_MANAGER as thread ID 9 (0x9)."

    assert ("component_started", None, "component_started") == (
        event(folder, "smsbkup", "Invented: a start"),
        event(folder, "hman", "Invented: a start"),
        event(folder, "hman", shipped),
    )


def test_a_copy_of_a_shipped_file_changes_nothing(own):
    text = (PACKAGE.parent / "grammars" / "sender.lark").read_text(encoding="utf-8")

    with own_knowledge(own(sender=text)):
        copied = {(rule.name, rule.alternatives, rule.roles) for rule in Grammars.load().rules}

    assert {(rule.name, rule.alternatives, rule.roles) for rule in Grammars.load().rules} == copied


def test_what_is_added_to_a_known_log_need_not_say_what_its_file_is_called(own):
    with own_knowledge(own(ours='// role: scheduler\nbackup_begun: "Invented: begun"\n')):
        roles = known_roles()

    assert known_roles() == roles


def test_a_byte_order_mark_is_no_part_of_a_grammar(own):
    folder = own(smsbkup=(HEAD + 'backup_begun: "Invented: begun"\n').encode("utf-8-sig"))

    assert "backup_begun" == event(folder, "smsbkup", "Invented: begun")


RULE = 'backup_begun: "Invented: backup " BACKUP_NAME\nBACKUP_NAME: '


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("// role:\n", (1, 1), "the head says role and names none"),
        ("// role: smsbkup\n// files:\n", (2, 1), "the head says files and names none"),
        ("//role: smsbkup\n", (1, 1), "write `// role: …`"),
        ("// role: smsbkup\n// component: SMS_SITE_BACKUP\n", (2, 1), "write `// components: …`"),
        ("// Files: smsbkup\n", (1, 1), "write `// files: …`"),
        ("// role: Site Backup\n", (1, 1), "no log can have the role 'Site Backup'"),
        ("// role: other\n", (1, 1), "no log can have the role 'other'"),
        ("// files: smsbkup.log\n", (1, 1), "write 'smsbkup'"),
        (HEAD.replace("SMS_SITE_BACKUP", "SMS_HIERARCHY_MANAGER"), (1, 1), "is that of the log 'hman'"),
        ("// files: smsbkup, hman\n", (1, 1), "the file 'hman' is that of the log 'hman'"),
        (HEAD + "%import .smsbkup (OTHER)\n", (4, 10), "which imports it"),
        (HEAD + RULE + "/([A-Z]+/\n", (5, 1), "BACKUP_NAME is no regular expression"),
        (HEAD + RULE + "/(?>[A-Z]+)/\n", (5, 1), "engine does not take the pattern of BACKUP_NAME"),
        (HEAD + RULE + "/[[A-Z]+/\n", (5, 1), "engine does not take the pattern of BACKUP_NAME"),
        (HEAD + RULE + "/(?:[A-Z]{1000}){1000}/\n", (5, 1), "engine does not take"),
        (
            HEAD + 'backup_begun: "Invented: backup " SERVER\nSERVER: /[A-Z]+/\n',
            (5, 1),
            "no field can be called SERVER",
        ),
        (HEAD + 'Backup_begun: "Invented"\n', (4, 2), "'ackup_begun' is not expected here"),
        (HEAD + "backup_begun: %\n", (4, 15), "unexpected input"),
        (HEAD + 'unrecognized_error: "Invented"\n', (4, 1), "no event can be called unrecognized_error"),
        ("// role: smsbkup\n// gesch\xfctzt\n".encode("latin-1"), (None, None), "not UTF-8"),
        (HEAD.encode("utf-16"), (None, None), "not UTF-8"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_place_and_mend(own, text, place, words):
    folder = own(smsbkup=text)
    error = refusal(folder)

    assert (str(folder / "grammars" / "smsbkup.lark"), place) == (error.path, (error.line, error.column))
    assert words in str(error)
    assert error.hint


def test_grammars_that_import_each_other_are_refused(own):
    error = refusal(
        own(a="// role: none\n%import .b (X)\n", b="// role: none\n%import .a (Y)\n", smsbkup="%import .a (Y)\n")
    )

    assert "b.lark imports a.lark, which imports it" in str(error)


def test_a_folder_called_as_a_grammar_is_no_grammar(own):
    folder = own()
    (folder / "grammars" / "smsbkup.lark").mkdir()

    assert "smsbkup.lark: the file cannot be read" in str(refusal(folder))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("name", ["grammars/x.lark", "flowcharts/x.toml", "flowcharts/causes/dns.toml"])
def test_a_pipe_among_knowledge_is_never_opened(own, name):
    folder = own()
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(folder / name)

    with pytest.raises(KnowledgeError, match="is a pipe or a device, not a file"):
        dmplog.diagnose("fixtures/scenarios/healthy-download/bundle", knowledge=folder)


def test_every_column_beside_the_fields_is_reserved():
    rooms = [PACKAGE, *(PACKAGE / room for room in ("cases", "tracing", "diagnosis", "evidence", "writing"))]
    texts = [path.read_text(encoding="utf-8") for room in rooms for path in room.glob("*.py")]
    # No field begins with `_`.
    named = {name for text in texts for name in re.findall(r'(?:pl\.col|alias)\("([^\W_]\w*)"\)', text)}
    fields = frozenset(Grammars.load().fields)

    assert set() == {*named, *RECORDS, *COLUMNS} - fields - RESERVED
    assert frozenset() == RESERVED & fields
