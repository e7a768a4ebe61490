"""A grammar outside the dialect is refused, and the error says where and what to do."""

from __future__ import annotations

import pytest
from message_samples import read_file

from dmplog.errors import GrammarError
from dmplog.grammar import Grammars

FIELDS = 'PATH: /[^"]+/\nTEXT: /.+/s\n_WORD: /\\S+/\n'


def read(folder, text, fields=FIELDS):
    (folder / "fields.lark").write_text(fields, encoding="utf-8")
    (folder / "log.lark").write_text("%import .fields (PATH, TEXT, _WORD)\n" + text, encoding="utf-8")
    return read_file("log", folder)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('event: "a" TEXT*\n', (2, 16), "repeats"),
        ('event: "a" TEXT+\n', (2, 16), "repeats"),
        ('event: "a" TEXT~3\n', (2, 16), "repeats"),
        ('event: "a"i TEXT\n', (2, 8), "flag"),
        ('event: "a" /b/\n', (2, 12), "no name"),
        ('event: "a" ["b"]\n', (2, 1), "lark's maybe"),
        ('event: "a" -> other\n', (2, 1), "lark's alias"),
        ('event: "a".."z"\n', (2, 1), "lark's range"),
        ('event: "a" PATH " to " PATH\n', (2, 12), "holds the field path twice"),
        ('event: "a" (PATH)? " " PATH\n', (2, 13), "holds the field path twice"),
        ('event: "a" WORD\n', (2, 12), "WORD is used but not defined"),
        ('event: "a" _tail\n', (2, 12), "_tail is used but not defined"),
        ('event: "a" _tail\n_tail: "b" _tail?\n', (3, 12), "part of itself"),
        ('event: "a" _one\n_one: "b" _two?\n_two: _one\n', (4, 7), "part of itself"),
        ('event: "a" event?\n', (2, 12), "part of itself"),
        ('event: "a" other\nother: "b"\n', (2, 12), "contains the rule other"),
        ('event: "a"?\n', (2, 1), "may be empty"),
        ('event: "a" |\n', (2, 1), "may be empty"),
        ('event: "a"\nevent: "b"\n', (3, 1), "defined twice"),
        ('?event: "a"\n', (2, 2), "not a plain definition"),
        ('!event: "a"\n', (2, 2), "not a plain definition"),
        ('event.2: "a"\n', (2, 1), "not a plain definition"),
        ('event{x}: "a" x\n', (2, 1), "not a plain definition"),
        ('%ignore " "\nevent: "a"\n', (2, 1), "%ignore"),
        ('%declare OTHER\nevent: "a"\n', (2, 10), "not a plain definition"),
        ('%override PATH: /x/\nevent: "a"\n', (2, 1), "not a plain definition"),
        ('%extend PATH: /x/\nevent: "a"\n', (2, 1), "%extend"),
        ('%import .elsewhere (A)\nevent: "a"\n', (2, 10), "no grammar elsewhere"),
        ('%import .fields (NAME)\nevent: "a"\n', (2, 18), "cannot be imported"),
        ('%import .fields.PATH -> PLACE\nevent: "a"\n', (2, 25), "imported as PLACE"),
        ('event: "a\n', (2, 8), "unexpected input"),
        ('event "a"\n', (2, 7), ""),
    ],
)
def test_what_is_refused_in_a_rule_and_where(tmp_path, text, place, words):
    with pytest.raises(GrammarError) as caught:
        read(tmp_path, text)

    assert ("log.lark", place) == (caught.value.path, (caught.value.line, caught.value.column))
    assert words in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("terminal", "words"),
    [
        ("PATH: /.*/", "PATH may be empty"),
        ("PATH: /a?/", "PATH may be empty"),
        ("PATH: /a(?=b)/", "PATH looks around"),
        ("PATH: /(?<!a)b/", "PATH looks around"),
        (r"PATH: /\bword/", "PATH looks around"),
        ("PATH: /^word/", "PATH looks around"),
        ("PATH: /word$/", "PATH looks around"),
        ("PATH: /(a)+/", "PATH captures"),
        (r"PATH: /(?P<x>a)(?P=x)/", "PATH captures"),
        ("PATH: /a+?/", "PATH is lazy"),
    ],
)
def test_what_is_refused_in_a_terminal(tmp_path, terminal, words):
    with pytest.raises(GrammarError, match=words) as caught:
        read(tmp_path, 'event: "a" PATH\n', terminal + "\nTEXT: /.+/\n_WORD: /x/\n")

    assert ("fields.lark", 1, 1) == (caught.value.path, caught.value.line, caught.value.column)


@pytest.mark.parametrize("regex", [r"/[\^$]+/", r"/\$[a-z]+/", r"/[^\s]+/", r"/(?:a|b)+/", r"/\\\\[bB]+/"])
def test_what_only_looks_forbidden_is_let_in(tmp_path, regex):
    (rule,) = read(tmp_path, 'event: "a" PATH\n', f"PATH: {regex}\nTEXT: /.+/\n_WORD: /x/\n")

    assert ("path",) == rule.fields


def test_a_rule_knows_its_fields_and_its_place(tmp_path):
    (rule,) = read(
        tmp_path, '// comment about event\nSOURCE_PATH: PATH\nevent: "a" SOURCE_PATH (" " _WORD | " to " PATH)?\n'
    )

    assert ("event", ("log",), ("source_path", "path"), "log.lark", 4) == (
        rule.name,
        rule.roles,
        rule.fields,
        rule.source,
        rule.line,
    )


def test_branches_of_a_choice_may_hold_the_same_field(tmp_path):
    (rule,) = read(tmp_path, 'event: "a" ("x" PATH | "y" PATH)\n')

    assert ("path",) == rule.fields


def test_a_shared_rule_belongs_to_every_log_that_imports_it(tmp_path):
    (tmp_path / "shared.lark").write_text('// role: none\ncommon: "hello"\nother: "unused"\n', encoding="utf-8")
    for log in ("one", "two"):
        (tmp_path / f"{log}.lark").write_text(f'%import .shared (common)\n{log}_event: "{log}"\n', encoding="utf-8")

    grammars = Grammars.load(tmp_path)

    assert {"common": ("one", "two"), "one_event": ("one",), "two_event": ("two",)} == {
        rule.name: rule.roles for rule in grammars.rules
    }
