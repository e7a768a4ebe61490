"""The files of causes of a folder, in the order in which they can name each other."""

from __future__ import annotations

import pytest

from dmplog.causes.files import categories, cause_files
from dmplog.errors import CauseError


def test_phrases_are_read_first_because_others_name_them(tmp_path):
    for name in ("proxy.toml", "benign.toml", "phrases.toml", "timeout.toml", "notes.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")

    assert ["phrases.toml", "benign.toml", "proxy.toml", "timeout.toml"] == [
        path.name for path in cause_files(tmp_path)
    ]


def test_a_folder_without_a_file_of_causes_is_refused(tmp_path):
    with pytest.raises(CauseError, match="no file of causes") as caught:
        cause_files(tmp_path)

    assert str(tmp_path) == caught.value.path


def test_a_category_is_a_file_that_holds_causes_and_the_unknown():
    found = categories()

    assert ("unknown", True) == (found[-1], {"proxy", "timeout", "disk_space"} <= set(found))
    assert [] == [name for name in ("phrases", "benign") if name in found]
