"""What an error number is called: Win32, HRESULT, WinHTTP, BITS, Windows Update, .NET, WMI, HTTP and SQL Server."""

from __future__ import annotations

import re

from dmplog.case import ErrorCode
from dmplog.codes.tables import meanings, names, numbers
from dmplog.errors import UsageError

_HIGH_BIT = 0x8000_0000
_WORD = 0x1_0000_0000
_WIN32_FACILITY = 0x8007
_BITS_HTTP = 0x8019

_HTTP = re.compile(r"http\s*(?:status\s*)?(\d{3})", re.IGNORECASE)
_SQL = re.compile(r"sql\s*(?:error\s*)?(\d{1,6})", re.IGNORECASE)
_HEX = re.compile(r"(0x[0-9a-f]{1,16}|[8c-e][0-9a-f]{7})", re.IGNORECASE)
_DECIMAL = re.compile(r"[+-]?\d{1,20}")


def decode(code: str | int) -> ErrorCode:
    """Return the error number *code* with its name and meaning, None where no table knows them.

    Accepted are numbers, signed or unsigned, and texts as logs write them: hexadecimal with or without `0x`, decimal,
    `HTTP 407`, `SQL 2627`, or a name.

    >>> decode(-2146233079)
    ErrorCode(code='0x80131509', name='COR_E_INVALIDOPERATION', meaning='A .NET operation was not valid in that state. ...')
    >>> decode("0x80072EE2").name
    'ERROR_WINHTTP_TIMEOUT'
    >>> decode(5).name, decode("0x80070005").name
    ('ERROR_ACCESS_DENIED', 'ERROR_ACCESS_DENIED')
    >>> decode("HTTP 407").name
    'Proxy Authentication Required'

    Raises:
        UsageError: *code* is no error number.
    """
    if isinstance(code, int):
        return _number(code, str(code))
    text = code.strip()
    for pattern, decoder in ((_HTTP, decode_http), (_SQL, decode_sql)):
        if match := pattern.fullmatch(text):
            return decoder(int(match[1]))
    # "80070057" is eight decimal digits as well as HRESULT digits; no Win32 number has eight digits.
    if match := _HEX.fullmatch(text):
        value: int | None = int(match[1], 16)
    else:
        value = int(text) if _DECIMAL.fullmatch(text) else numbers().get(text.upper())
    if value is None:
        raise UsageError(f"'{text}' is no error number")
    return _number(value, text)


def decode_http(status: int) -> ErrorCode:
    """Return an HTTP status.

    >>> decode_http(403)
    ErrorCode(code='HTTP 403', name='Forbidden', meaning='The server or a proxy refuses access.')
    """
    return ErrorCode(f"HTTP {status}", meanings("http_names").get(status), meanings("http").get(status))


def decode_sql(number: int) -> ErrorCode:
    """Return a native number of SQL Server; these have no names.

    >>> decode_sql(3906).code
    'SQL 3906'
    """
    return ErrorCode(f"SQL {number}", None, meanings("sql").get(number))


def decode_component(code: str) -> ErrorCode:
    """Return a number that belongs to one component, with the sentence the table has for it.

    >>> decode_component("SNI 40").meaning
    'The SQL Server client could not open a connection to the server.'
    """
    return ErrorCode(code, None, meanings("component").get(code))


def is_named(number: int) -> bool:
    """Return whether any table knows the unsigned 32-bit *number*."""
    return _name(number) is not None or number in meanings("hresult")


def _number(value: int, text: str) -> ErrorCode:
    if not -_HIGH_BIT <= value < _WORD:
        raise UsageError(f"'{text}' is no error number: it does not fit into 32 bits")
    unsigned = value % _WORD
    if unsigned < _HIGH_BIT:
        return ErrorCode(str(unsigned), _name(unsigned), meanings("win32").get(unsigned))
    return ErrorCode(f"0x{unsigned:08x}", _name(unsigned), _meaning(unsigned))


def _name(unsigned: int) -> str | None:
    facility, low = unsigned >> 16, unsigned & 0xFFFF
    # 0x8007xxxx wraps a Win32 number (HRESULT_FROM_WIN32), WinHTTP's 12xxx among them.
    if facility == _WIN32_FACILITY:
        return names().get(low) or _published_name(low) or _published_name(unsigned)
    return names().get(unsigned) or _published_name(unsigned)


def _meaning(unsigned: int) -> str | None:
    facility, low = unsigned >> 16, unsigned & 0xFFFF
    if facility == _WIN32_FACILITY:
        return meanings("win32").get(low)
    if facility == _BITS_HTTP:
        return meanings("http").get(low)
    return meanings("hresult").get(unsigned)


def _published_name(unsigned: int) -> str | None:
    """Return the name in the package ntstatus, which holds every published value but is slow to import."""
    from ntstatus import HResult, NtStatus, Win32Error

    table = Win32Error if unsigned < _HIGH_BIT else HResult if unsigned < 0xC0000000 else NtStatus
    name: str = table.decode_name(unsigned, "")
    return name or None
