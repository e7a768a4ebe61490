"""A mistake in a file of causes is said in one sentence with its place and its mend."""

from __future__ import annotations

import pytest

from dmplog.case import Evidence
from dmplog.causes import load_causes
from dmplog.errors import CauseError

GOOD = """
[[cause]]
id = "full"
category = "disk_space"
title = "Full"
steps = ["download.package.*"]
explanation = "It is full."
actions = ["Make room."]
references = ["https://example.org"]

[[cause.proof]]
weight = 3
code = "112"
"""


def written(folder, text, name="disk_space.toml"):
    (folder / name).write_text(text, encoding="utf-8")
    return load_causes(folder)


def test_a_folder_of_an_administrator_is_read(tmp_path):
    assert ["full"] == [cause.id for cause in written(tmp_path, GOOD).known]


@pytest.mark.parametrize(("said", "times"), [("", 1), ("times = 3\n", 3)])
def test_one_line_is_enough_where_nothing_is_said_of_how_many(said, times, tmp_path):
    assert [times] == [proof.times for cause in written(tmp_path, GOOD + said).known for proof in cause.proof]


@pytest.mark.parametrize(
    ("sibling", "own", "beside"),
    [("", True, True), ("sibling = true\n", False, True), ("sibling = false\n", True, False)],
)
def test_a_proof_says_whether_it_looks_at_the_step_or_beside_it(sibling, own, beside, tmp_path):
    causes = written(tmp_path, GOOD + sibling)
    line = Evidence("hman.log", 1, None, None, "error = 112")

    assert own == ("full" in [cause.id for cause in causes.find(["download.package.x"], "failed", [line])])
    assert beside == ("full" in [cause.id for cause in causes.find(["download.package.x"], "failed", [], [line])])


def test_a_proof_is_none_where_the_case_has_seen_what_speaks_against_it(tmp_path):
    causes = written(tmp_path, GOOD + 'unless_seen = ["alarm", "failure"]\n')
    line = Evidence("hman.log", 1, None, None, "error = 112")
    steps = ["download.package.x"]

    for seen, found in ((), ["full"]), (("open_sub_stage",), ["full"]), (("failure",), ["unknown"]):
        assert found == [cause.id for cause in causes.find(steps, "failed", [line], seen=seen)]


MISTAKES = [
    (
        'code = "112"',
        'code = "112"\nunless_seen = ["alarms"]',
        r"unless_seen\[0\] cannot be 'alarms' .did you mean 'alarm'",
        14,
    ),
    ('category = "disk_space"', 'category = "disc_space"', "no category 'disc_space'.*did you mean 'disk_space'", 4),
    ('category = "disk_space"', 'category = "dns"', "stands in disk_space.toml.*move it to dns.toml", 4),
    ('title = "Full"', "", r"cause\[full\]: 'title' is missing", 2),
    ('title = "Full"', 'title = "Full"\ntitel = "x"', "unknown key 'titel'.*did you mean 'title'", 6),
    ('"download.package.*"', '"download_redist"', "'download_redist' is no step.*flowchart.lane.step", 6),
    ('"download.package.*"', '"download.package.fetch"', "the cause could block nothing", 6),
    ('actions = ["Make room."]', 'actions = "delete"', "actions must be a list, not 'delete' .write actions = ", 8),
    ("weight = 3", 'weight = "3"', "weight must be a number, not '3' .*3 proves, 2 makes likely, 1 hints", 12),
    ("weight = 3", "weight = 9", "weight cannot be 9 .*3 proves", 12),
    ('code = "112"', "", "no line is named: nothing could match", 11),
    ('code = "112"', 'code = "0x80072EE2"', "'0x80072EE2' is never found so .write '12002'", 13),
    (
        'code = "112"',
        'event = "snapshot_faild"',
        "no grammar has the event 'snapshot_faild' .did you mean 'snapshot_failed'",
        13,
    ),
    ('code = "112"', 'pattern = "("', "no regular expression", 13),
    ('code = "112"', 'phrase = "disk_fuller"', "there is no phrase 'disk_fuller'", 13),
    ('code = "112"', 'kode = "112"', "unknown key 'kode'.*did you mean 'code'", 13),
    ('references = ["https://example.org"]', 'status = "documented"', "what is documented names a reference", 9),
    ('references = ["https://example.org"]', "told_only = true", "what is only told cannot be proved", 9),
    ('id = "full"', 'id = "full', "this is no TOML", 3),
    ("[[cause]]", "[[reason]]", "unknown key 'reason'", 2),
]


@pytest.mark.parametrize(("old", "new", "message", "line"), MISTAKES)
def test_mistakes_are_said_with_their_place_and_mend(tmp_path, old, new, message, line):
    with pytest.raises(CauseError, match=message) as caught:
        written(tmp_path, GOOD.replace(old, new, 1))
    assert line == caught.value.line
    assert caught.value.path.endswith("disk_space.toml")
    assert caught.value.hint


def test_the_same_id_twice_is_refused(tmp_path):
    with pytest.raises(CauseError, match="the id 'full' is taken"):
        written(tmp_path, GOOD + GOOD)


def test_a_cause_without_proof_is_refused_unless_it_is_only_told(tmp_path):
    head = GOOD.partition("[[cause.proof]]")[0]
    with pytest.raises(CauseError, match="nothing can prove this cause"):
        written(tmp_path, head)
    other = tmp_path / "other"
    other.mkdir()
    assert () == written(other, head + "told_only = true\n").known[0].proof


HARMLESS = """
[[benign]]
id = "rehearsal"
why = "It is a rehearsal."
text_contains = "rehearsal failed"
"""


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ('code = "5"', "unknown key 'code'"),
        ("times = 3", "unknown key 'times'"),
        ("sibling = true", "unknown key 'sibling'"),
        ("pattern = '(?<!no )error'", "look-around and back-references take too long on a hostile line"),
        (r"pattern = '(a)\1'", "look-around and back-references take too long on a hostile line"),
    ],
)
def test_a_harmless_line_is_told_by_what_one_line_says(tmp_path, added, message):
    """What the reading of a log does not look at would be left out in silence, and make every line harmless."""
    assert "It is a rehearsal." == written(tmp_path, HARMLESS, "benign.toml").benign("The rehearsal failed")
    other = tmp_path / "other"
    other.mkdir()

    with pytest.raises(CauseError, match=message):
        written(other, HARMLESS + added + "\n", "benign.toml")


def test_a_benign_line_needs_a_reason(tmp_path):
    with pytest.raises(CauseError, match="'why' is missing"):
        written(tmp_path, '[[benign]]\nid = "x"\ntext_contains = ["x"]\n', "benign.toml")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "dns.toml").write_bytes("titel = 'größe'".encode("cp1252"))
    with pytest.raises(CauseError, match="not UTF-8"):
        load_causes(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(CauseError, match="no file of causes"):
        load_causes(tmp_path)


BUSY = (
    GOOD
    + """
[[cause.proof]]
pattern = 'using (?P<used>\\d+) of (?P<all>\\d+)'
not = ["despooling", "idle$"]
equal = ["used", "all"]
"""
)


def test_a_pattern_may_ask_for_equal_groups_and_against_others(tmp_path):
    pattern = written(tmp_path, BUSY).known[0].proof[-1].pattern

    assert pattern is not None
    assert [True, False, False, False] == pattern.among(
        ["Using 3 of 3 threads", "using 3 of 30 threads", "using 3 of 3 despooling threads", "using 3 of 3, IDLE"]
    )
    assert str(pattern) == (
        r"using (?P<used>\d+) of (?P<all>\d+), with the same used and all, without despooling, without idle$"
    )


@pytest.mark.parametrize(
    ("was", "given", "message"),
    [
        ("(?P<all>", "(?P<every>", "the pattern has no group 'all'"),
        ('["used", "all"]', '["used"]', "one group is equal to itself"),
        ("pattern = ", "# ", "and there is none"),
        ('"idle$"', '"(?=idle)"', "look-around and back-references"),
        ('"idle$"', '"idle("', "this is no regular expression"),
        ('"idle$"', r"'idle\Z'", "polars' engine does not take this regular expression"),
    ],
)
def test_a_pattern_that_cannot_be_asked_is_one_sentence(tmp_path, was, given, message):
    text = BUSY.replace(was, given) + 'text_contains = "x"\n'
    with pytest.raises(CauseError, match=message):
        written(tmp_path, text)
