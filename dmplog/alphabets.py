"""Which characters speak for which code page, for the guess in `encoding.py`."""

from __future__ import annotations

import re

_JAPANESE = (
    "のにはをがでとしてるたいなスルントイクリーアラグドパセサバフテムエシレロをます"
    "一日本国人時中失敗接続更新確認開始終了無効必要取得作成削除処理実行情報"
)
_CHINESE = (
    "的一是不在了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "文件失败服务器无法连接系统错误站点更新下载安装包已开始完成操作请求数据程序正确网络信息状态处理检查验证启动停止软件目录找"
)
_TAIWANESE = (
    "的一是不在了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所"
    "檔案失敗伺服器無法連線系統錯誤站台更新下載安裝套件已開始完成作業要求資料程式正確網路資訊狀態處理檢查驗證啟動停止軟體目錄找"
)
_KOREAN = "이다는을를에의가은로하지한고사서아자시정수기리도어인스대전해나일있보제니그용부장파오류실패서버연결설치업데트완료작습못했음없"
# Where both Latin pages read a byte as the same letter, it says nothing between them.
_LATIN = dict.fromkeys("äöüßéáíóúýçâîôëÄÖÜÉÁÍÓÚÇ", 3)
_WESTERN = {**_LATIN, **dict.fromkeys("èêàñåãøÅ", 3), **dict.fromkeys("ûïæØÆœÀÈÊ", 2), **dict.fromkeys("ìòùõÑ", 1)}
_CENTRAL = {**_LATIN, **dict.fromkeys("ěščřžůťďňłąęśżźćńőű", 3), **dict.fromkeys("ăşţđŠČŘŽŁŚŻ", 2)}
_MARKS = dict.fromkeys("–—“”„‘’…«»°§©®€\u00a0", 1)  # noqa: RUF001
_FREQUENT = {"cp932": _JAPANESE, "cp936": _CHINESE, "cp949": _KOREAN, "cp950": _TAIWANESE}
_FREQUENT_SETS = {name: frozenset(text) for name, text in _FREQUENT.items()}
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


def _score_run(run: str, code_page: str) -> float:
    if code_page in _FREQUENT_SETS:
        return sum(_score_wide(character, code_page) for character in run)
    if code_page == "cp1251":
        return _score_cyrillic(run)
    weights = _WESTERN if code_page == "cp1252" else _CENTRAL
    points = float(sum(weights.get(character, _MARKS.get(character, -2)) for character in run))
    # Three accented letters in a row make no word of a Latin alphabet.
    return points if len(run) < 3 else points - 3 * len(run)


def _score_wide(character: str, code_page: str) -> float:
    if character in _FREQUENT_SETS[code_page]:
        return 5
    code = ord(character)
    if 0xFF61 <= code <= 0xFF9F:  # half-width katakana: any single byte reads as one
        return -2
    if 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFF60:
        return 2
    return _score_script(code, code_page)


def _score_script(code: int, code_page: str) -> float:
    if 0xAC00 <= code <= 0xD7A3:
        return 3 if code_page == "cp949" else -2
    if 0x3040 <= code <= 0x30FF:
        return 3 if code_page == "cp932" else -1
    if 0x4E00 <= code <= 0x9FFF:
        return -1 if code_page == "cp949" else 1
    return -2


def _score_cyrillic(run: str) -> float:
    points = 0.0
    for character in run:
        if "а" <= character <= "я" or character in "ёіїєґ":  # noqa: RUF001
            points += 2
        elif "А" <= character <= "Я":  # noqa: RUF001
            points += 1
        else:
            points += _MARKS.get(character, -2)
    # Words are Cyrillic from end to end; a lone letter between Latin ones is an accent of another page.
    return points if len(run) > 2 else points - 4
