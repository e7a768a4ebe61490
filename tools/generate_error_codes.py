"""Write `flowcharts/error_codes.csv` from the public-domain Windows headers of mingw-w64.

Usage: `python tools/generate_error_codes.py [include folder]`, on Debian after `apt-get install mingw-w64-common`.

Read are `winerror.h`, `wininet.h`, `bitsmsg.h` and `wuerror.h`, each of which says of itself that it is placed in the
public domain; a header that does not say so is refused. `documented_error_codes.csv` beside this script adds the names
that only Microsoft's documentation gives (WinHTTP, .NET, WMI).
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

HEADERS = ("winerror.h", "wininet.h", "bitsmsg.h", "wuerror.h")
INCLUDE = Path("/usr/share/mingw-w64/include")
HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "flowcharts" / "error_codes.csv"

_DEFINE = re.compile(r"^\s*#\s*define\s+([A-Z][A-Za-z0-9_]*)\s+(.+?)\s*(?:/\*.*)?$", re.MULTILINE)
_WRAPPED = re.compile(
    r"^(?:__MSABI_LONG|_HRESULT_TYPEDEF_|_NDIS_ERROR_TYPEDEF_)\((?:\(\w+\))?(0[xX][0-9A-Fa-f]+|\d+)L?\)$"
)
_SUM = re.compile(r"^\((\w+)\s*\+\s*(\d+)\)$")
_NOT_A_CODE = re.compile(
    r"^(?:FACILITY_|SEVERITY_|APPLICATION_ERROR_MASK|ERROR_SEVERITY_|INTERNET_(?!ERROR)|.*(?:_BASE|BASEERR|_MASK)$)"
)
_WININET_CODE = re.compile(r"^ERROR_(?:INTERNET|HTTP|FTP|GOPHER)_")


def main() -> None:
    """Read the headers and write the table."""
    include = Path(sys.argv[1]) if len(sys.argv) > 1 else INCLUDE
    rows: dict[int, tuple[str, str]] = {}
    for source, code, name in documented():
        rows[code] = (name, source)
    for header in HEADERS:
        for code, name in definitions((include / header).read_text(encoding="latin-1"), header):
            # Of several names of one number the first is the usual one.
            rows.setdefault(code, (name, header))
    with TARGET.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("code", "name", "source"))
        for code in sorted(rows):
            writer.writerow((f"0x{code:08x}", *rows[code]))


def documented() -> list[tuple[str, int, str]]:
    """Return source, number and name of each code taken from Microsoft's documentation."""
    with (HERE / "documented_error_codes.csv").open(encoding="utf-8", newline="") as handle:
        return [(row["source"], int(row["code"], 0), row["name"]) for row in csv.DictReader(handle)]


def definitions(text: str, header: str) -> list[tuple[int, str]]:
    """Return the numbers and names of the errors that one header defines."""
    if "placed in the Public Domain" not in text[:600]:
        message = f"{header} does not say that it is in the public domain"
        raise SystemExit(message)
    bases: dict[str, int] = {}
    found: list[tuple[int, str]] = []
    for match in _DEFINE.finditer(text):
        name, value = match[1], match[2].strip()
        if value.isdigit() and name.endswith(("_BASE", "BASEERR")):
            bases[name] = int(value)
        code = _number(value, bases)
        if code is None or not _is_error(name, code, header):
            continue
        found.append((code, name))
    return found


def _number(value: str, bases: dict[str, int]) -> int | None:
    wrapped = _WRAPPED.match(value)
    if wrapped:
        return int(wrapped[1], 0)
    total = _SUM.match(value)
    if total and total[1] in bases:
        return bases[total[1]] + int(total[2])
    return None


def _is_error(name: str, code: int, header: str) -> bool:
    if code == 0 or _NOT_A_CODE.match(name):
        return False
    if header == "wininet.h":
        return _WININET_CODE.match(name) is not None
    # Success codes such as S_FALSE or WU_S_REBOOT_REQUIRED are no errors; Win32 numbers are below 65,536.
    return code < 0x10000 and "_S_" not in name and not name.startswith("S_") if code < 0x80000000 else True


if __name__ == "__main__":
    main()
