"""Which characters speak for which code page, for the guess in `encoding.py`."""

from __future__ import annotations

import re
from functools import cache

from dmplog.compiled import read_table

_RUN = re.compile(r"[^\x00-\x7f]+")
_UNREADABLE = -30


def score(line: bytes, code_page: str) -> float:
    """Say how much like text *line* looks in *code_page*.

    >>> score("Ошибка".encode("cp1251"), "cp1251") > score("Ошибка".encode("cp1251"), "cp1252")
    True
    """
    try:
        text = line.decode(code_page)
    except UnicodeDecodeError:
        return _UNREADABLE
    width = max(sum(byte > 0x7F for byte in line), 1)
    total = sum(_score_run(run, code_page) for run in _RUN.findall(text))
    # Per byte, so that a page that reads two bytes as one character is not outvoted by one that reads two.
    return 10 * total / width


@cache
def _frequent() -> dict[str, frozenset[str]]:
    return {code_page: frozenset(text) for code_page, text in read_table("alphabets")["frequent"].items()}


@cache
def _points(code_page: str) -> dict[str, int]:
    kinds = [kind for kind in read_table("alphabets")["letters"] if code_page in kind["code_pages"]]
    return {character: kind["points"] for kind in kinds for character in kind["characters"]}


def _score_run(run: str, code_page: str) -> int:
    if code_page in _frequent():
        return sum(_score_wide(character, code_page) for character in run)
    points = sum(_points(code_page).get(character, -2) for character in run)
    if code_page == "cp1251":
        # Words are Cyrillic from end to end; a lone letter between Latin ones is an accent of another page.
        return points if len(run) > 2 else points - 4
    # Three accented letters in a row make no word of a Latin alphabet.
    return points if len(run) < 3 else points - 3 * len(run)


def _score_wide(character: str, code_page: str) -> int:
    if character in _frequent()[code_page]:
        return 5
    code = ord(character)
    if 0xFF61 <= code <= 0xFF9F:  # half-width katakana: any single byte reads as one
        return -2
    if 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFF60:
        return 2
    return _score_script(code, code_page)


def _score_script(code: int, code_page: str) -> int:
    if 0xAC00 <= code <= 0xD7A3:
        return 3 if code_page == "cp949" else -2
    if 0x3040 <= code <= 0x30FF:
        return 3 if code_page == "cp932" else -1
    if 0x4E00 <= code <= 0x9FFF:
        return -1 if code_page == "cp949" else 1
    return -2
