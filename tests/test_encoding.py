"""Which text a log's bytes are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent / "framing"))

from reading import read

from dmplog.encoding import CODE_PAGES, canonical_name, guess_code_page, sniff
from dmplog.errors import EncodingNameError

TAIL = "  $$<SMS_X><09-18-2026 16:39:06.598+240><thread=7600 (0x1DB0)>\r\n"
SENTENCES = {
    "cp1252": (
        "Gerät wurde nicht gefunden, Überprüfung schlägt fehl",
        "La mise à jour a été téléchargée",
        "Não é possível conexão",
    ),
    "cp1250": (
        "Nepodařilo se stáhnout soubor, zkuste to později",
        "Nie można połączyć się z serwerem, ścieżka",
        "A fájl letöltése nem sikerült, később újra próbálkozik, kérjük várjon a befejezésre, megszűnő, erősítse",
    ),
    "cp1251": ("Не удалось загрузить файл обновления", "Ошибка подключения к серверу"),  # noqa: RUF001
    "cp932": ("ファイルをダウンロードできませんでした", "更新プログラムの確認に失敗しました"),
    "cp936": ("无法下载文件，操作失败", "正在检查更新的状态"),  # noqa: RUF001
    "cp949": ("파일을 다운로드하지 못했습니다", "서버에 연결할 수 없습니다"),
    "cp950": ("無法下載檔案，作業失敗", "正在檢查更新的狀態"),  # noqa: RUF001
}


@pytest.mark.parametrize(("page", "text"), [(page, text) for page, texts in SENTENCES.items() for text in texts])
def test_the_code_page_of_a_sentence_is_guessed(page, text):
    assert page == guess_code_page([text.encode(page)])


@pytest.mark.parametrize("page", CODE_PAGES)
def test_lines_of_a_local_code_page_are_read_and_the_guess_is_shown(page):
    text = SENTENCES[page][0]
    frame, census = read(f"plain{TAIL}{text}{TAIL}".encode(page))
    assert ["plain", text] == frame["message"].to_list()
    assert f"{page} (guessed)" == census.encoding


def test_one_bad_line_does_not_change_the_file():
    data = f"다운로드{TAIL}".encode() + b"bad \xff\xfe\xfd" + TAIL.encode() + f"실패{TAIL}".encode()
    messages = read(data)[0]["message"].to_list()
    assert ("다운로드", "실패") == (messages[0], messages[2])
    assert messages[1].startswith("bad ")


def test_a_trail_byte_that_looks_like_a_tilde_is_no_tilde():
    # The second byte of this character is 0x7E.
    text = "檔案 " + b"\xa4\x7e".decode("cp950")
    assert [text] == read(f"{text}{TAIL}".encode("cp950"), encoding="cp950")[0]["message"].to_list()


def test_the_user_names_the_encoding():
    frame, census = read(f"Gerät{TAIL}".encode("cp1250"), encoding="CP1250")
    assert (["Gerät"], "cp1250") == (frame["message"].to_list(), census.encoding)


@pytest.mark.parametrize("name", ["utf-17", "", "base64", "rot13", "cp037", "utf-32", "x" * 200, "a\0b"])
def test_an_unknown_encoding_is_an_error_with_a_hint(name):
    with pytest.raises(EncodingNameError, match="utf-8"):
        canonical_name(name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_form_reads_the_same(encoding):
    text = f"~다운로드 \U0001f600~~{TAIL}bare\r\nsecond{TAIL}"
    frame, census = read(text.encode(encoding))
    assert ["다운로드 \U0001f600", "second"] == frame["message"].to_list()
    assert (3, 1) == (census.lines, census.unparsed_lines)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp949", "utf-8"])
def test_places_are_bytes_of_the_file(encoding):
    data = f"다운로드{TAIL}두번째{TAIL}셋{TAIL[:-2]}glued 넷{TAIL}".encode(encoding)
    frame, _ = read(data, encoding=encoding)
    cut = [
        data[offset : offset + length].decode(encoding)
        for offset, length in frame.select("byte_offset", "length").iter_rows()
    ]
    assert 4 == frame.height
    assert cut == frame["raw"].to_list()


def test_a_mark_in_the_middle_of_a_file_is_no_text():
    assert ["a", "b"] == read(f"a{TAIL}\ufeffb{TAIL}".encode())[0]["message"].to_list()


@given(st.binary(max_size=300))
def test_any_bytes_have_a_decoder(data):
    decoder = sniff(data)
    assert decoder.name in {"utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"}
    assert isinstance(decoder.settle([data]).line(data), str)
