"""Numbers get the names their publishers gave them."""

from __future__ import annotations

import csv

import pytest
from ntstatus import HResult, NtStatus, Win32Error

from dmplog.codes import decode
from dmplog.codes.tables import meanings, names
from dmplog.data import data_folder
from dmplog.errors import UsageError


@pytest.mark.parametrize(
    ("code", "expected_code", "expected_name"),
    [
        (-2146233079, "0x80131509", "COR_E_INVALIDOPERATION"),
        ("2147500037", "0x80004005", "E_FAIL"),
        ("80041002", "0x80041002", "WBEM_E_NOT_FOUND"),
        ("0x80072EE2", "0x80072ee2", "ERROR_WINHTTP_TIMEOUT"),
        ("0x80072F8F", "0x80072f8f", "ERROR_WINHTTP_SECURE_FAILURE"),
        ("12007", "12007", "ERROR_WINHTTP_NAME_NOT_RESOLVED"),
        (5, "5", "ERROR_ACCESS_DENIED"),
        (0x80070005, "0x80070005", "ERROR_ACCESS_DENIED"),
        (0x800704D3, "0x800704d3", "ERROR_REQUEST_ABORTED"),
        (0x80190193, "0x80190193", "BG_E_HTTP_ERROR_403"),
        (0x80240024, "0x80240024", "WU_E_NO_UPDATE"),
        (0x80090322, "0x80090322", "SEC_E_WRONG_PRINCIPAL"),
        (10054, "10054", "WSAECONNRESET"),
        (1603, "1603", "ERROR_INSTALL_FAILURE"),
        ("0xC0000005", "0xc0000005", "STATUS_ACCESS_VIOLATION"),
        ("HTTP 407", "HTTP 407", "Proxy Authentication Required"),
        ("SQL 2627", "SQL 2627", None),
        (0x87D20002, "0x87d20002", None),
        ("error_disk_full", "112", "ERROR_DISK_FULL"),
    ],
)
def test_each_family_is_named(code, expected_code, expected_name):
    decoded = decode(code)
    assert (expected_code, expected_name) == (decoded.code, decoded.name)


@pytest.mark.parametrize("code", ["", "abc", "0x", "0x1234567890", "-2147483649", 1 << 32, "1.5", "12 7"])
def test_what_is_no_error_number_is_refused_in_a_sentence(code):
    with pytest.raises(UsageError, match="is no error number"):
        decode(code)


def test_the_generated_names_agree_with_the_package_that_publishes_them():
    compared = 0
    for number, name in names().items():
        for table in (Win32Error, HResult, NtStatus):
            published = getattr(table, name, None)
            if published is not None:
                compared += 1
                assert number == published.unsigned_value, name
    assert compared > 3000


def test_the_table_is_sorted_unique_and_says_where_each_name_comes_from():
    with (data_folder("flowcharts") / "error_codes.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    codes = [int(row["code"], 16) for row in rows]
    assert sorted(set(codes)) == codes
    assert all(row["name"] and row["source"] for row in rows)


def test_every_number_with_a_sentence_is_one_that_decodes_to_it():
    for number, sentence in meanings("win32").items():
        assert sentence == decode(number).meaning
        assert decode(number).name is not None, number
        assert sentence == decode(0x80070000 | number).meaning
    for number, sentence in meanings("hresult").items():
        assert sentence == decode(number).meaning
