"""A mistake in a file of causes is said in one sentence with its place and its mend."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        (
            'category = "disk_space"',
            'category = "disc_space"',
            "unknown category 'disc_space'.*did you mean disk_space",
            2,
        ),
        ('category = "disk_space"', 'category = "dns"', "stands in disk_space.toml.*move it to dns.toml", 2),
        ('title = "Full"', "", "cause 'full' has no title", 2),
        ('title = "Full"', 'title = "Full"\ntitel = "x"', "unknown key 'titel'.*did you mean title", 2),
        ('"download.package.*"', '"download_redist"', "names the step 'download_redist'.*flowchart.lane.step", 2),
        ('code = "112"', "", "names no line", 2),
        ('code = "112"', 'pattern = "("', "no regular expression", 2),
        ('code = "112"', 'phrase = "disk_full"', "there is no phrase 'disk_full'", 2),
        ('code = "112"', 'kode = "112"', "unknown key 'kode'.*did you mean code", 2),
        ("weight = 3", "weight = 9", "weighs 9", 2),
        ('id = "full"', 'id = "full', "mend the TOML", 3),
        ("[[cause]]", "[[reason]]", "unknown entry 'reason'", 2),
    ],
)
def test_mistakes_are_said_with_their_place_and_mend(tmp_path, old, new, message, line):
    causes = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(CauseError, match=message) as caught:
        assert causes.known
    assert line == caught.value.line
    assert caught.value.path.endswith("disk_space.toml")
    assert caught.value.hint


def test_the_same_id_twice_is_refused(tmp_path):
    causes = written(tmp_path, GOOD + GOOD)
    with pytest.raises(CauseError, match="defined twice"):
        assert causes.known


def test_a_cause_without_proof_is_refused_unless_it_is_only_told(tmp_path):
    head = GOOD.partition("[[cause.proof]]")[0]
    with pytest.raises(CauseError, match="has no proof"):
        assert written(tmp_path, head).known
    other = tmp_path / "other"
    other.mkdir()
    assert () == written(other, head + "told_only = true\n").known[0].proof


def test_a_benign_line_needs_a_reason(tmp_path):
    causes = written(tmp_path, '[[benign]]\ntext_contains = ["x"]\n', "benign.toml")
    with pytest.raises(CauseError, match="has no why"):
        assert causes.harmless


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "dns.toml").write_bytes("titel = 'größe'".encode("cp1252"))
    with pytest.raises(CauseError, match="not UTF-8"):
        assert load_causes(tmp_path).known


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(CauseError, match="no file of causes"):
        assert load_causes(tmp_path).known
