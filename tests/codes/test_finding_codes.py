"""Every number that is an error is found, and no number that is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.codes import decode, find_codes

FOUND = [
    (r"Failed to call AdminUIContentDownload. error = Error -2146233079~", ["0x80131509"]),
    (r"Failed to call Initialize. error = [error code: -2147467261, error message: Invalid pointer].", ["0x80004003"]),
    (r"ERROR: Download() failed with 0x80072EE2", ["0x80072ee2"]),
    (
        r"~The source directory \\PS1SITE\P doesn't exist or the SMS service cannot access it, Win32 last error = 5",
        ["5"],
    ),
    (r"Failed to make a network connection to \\DPNAME.CONTOSO.COM\ADMIN$ (0x35).~", ["53"]),
    (
        r'~Cannot establish connection to ["Display=\\DP.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\DP.CONTOSO.COM\. Error = 53',
        ["53"],
    ),
    (r"~Despooler failed to execute the instruction, error code = 12", ["12"]),
    (r"ERROR: Failed parsing the watermark from the database: 80070057.", ["0x80070057"]),
    (r"WinHttpSendRequest failed 80072ee2", ["0x80072ee2"]),
    (r"ERROR: Failed to install Visual C redistributable. Return code: 1603.", ["1603"]),
    (r"ERROR: setup.exe ended with exit code 1603", ["1603"]),
    (r"CContentDefinition::TotalFileSizes failed; 0x80070003", ["0x80070003"]),
    (r'Failed to open file "\\?\C:\CM1606-KB3184153_AppCheck.sql" for reading. Code 0x80070003', ["0x80070003"]),
    (r"ERROR: File hash check failed: 0x80070002", ["0x80070002"]),
    (r" *** [08001][10054][Microsoft][SQL Server Native Client 11.0]Client unable to establish connection", ["10054"]),
    (
        r" *** [42000][6270][Microsoft][SQL Server Native Client 11.0][SQL Server]ALTER ASSEMBLY failed …",
        ["SQL 6270"],
    ),
    (r'ERROR: SQL Server error: [25000][3906]…Failed to update database "CM_AAA"', ["SQL 3906"]),
    (r"*** [08001][-2146893022][Microsoft][ODBC Driver 18 for SQL Server]SSL Provider: …", ["0x80090322"]),
    (r"Named Pipes Provider: Could not open a connection to SQL Server [2].", ["2"]),
    (r"(provider: Named Pipes Provider, error: 40 - Could not open a connection to SQL Server)", ["SNI 40"]),
    (
        r"SQL MESSAGE: spProcessStateReport - Error: Message processing encountered a SQL error 2627 at record 100",
        ["SQL 2627"],
    ),
    (r"… with exception: The remote server returned an error: (403) Forbidden.", ["HTTP 403"]),
    (r"… with exception: 원격 서버에서 (407) 프록시 인증이 필요합니다. 오류를 반환했습니다.", ["HTTP 407"]),
    (r"… with exception: 远程服务器返回错误: (407) 需要代理身份验证。", ["HTTP 407"]),
    (r"error 2147500037", ["0x80004005"]),
    (r"WARNING: transport lost, 2147500037 returned", ["0x80004005"]),
    (r"Failed with HRESULT 2149842980", ["0x80240024"]),
    (r"Setup failed, error code 2278686722", ["0x87d20002"]),
    (r"Content copy failed, Win32 2147024784 (0x80070070)", ["0x80070070"]),
    (r"WSUS error 0x8024401C; WinHttp error code 12029", ["0x8024401c", "12029"]),
    (r"BITS job failed with error 0x80190197", ["0x80190197"]),
    (r"[Failed]: the check ended with 0x87d20002", ["0x87d20002"]),
    (
        'STATMSG: ID=9605 SEV=E COMP="SMS_DMP_UPLOADER" ISTR0="t" ISTR1="3" ISTR2="503" ISTR3="-2146233079" LE=0X0',
        ["HTTP 503", "0x80131509"],
    ),
    (r"File E:\x.cab has been extracted with -2147024784~~", ["0x80070070"]),
]

NOT_FOUND = [
    r"File E:\ConfigMgr\EasySetupPayload\3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e.cab has been extracted with 0~~",
    r"Delete folder \\?\E:\ConfigMgr\CMUStaging\8576527E-DDE9-4146-8ED9-DB91091C38EF\ returned 0. Extractring the content",
    "Successfully reported ConfigMgr update status (SiteCode=CS1, SubStageID=0xd0005, IsComplete=4, Progress=1, Applicable=1)",
    "Staging folder has hash = C2CF43A73903C6E987E1BE5872C292AAE8AC2C5D15F6D145492BECE84D7D47C0 which does not match",
    "Failed to update ObjectHash=0xD3EC1B62BE7429D29850E4BA4EEFAD9BA7E6B7782ACBB2BED1318EF3AA660AED",
    r"4580 (0x11e4)    INFO: Verifying signature for file 'E:\Redist\SQLSysClrTypes.msi'",
    "WARNING: Retry failed SMS_DMP_DOWNLOADER 8/2/2016 2:20:25 PM 10760 (0x2A08)",
    "---->: An event has occurred, the event code is: 0x1",
    "Updated CMUpdatePackage state to 262146 (PackageGuid=80070005-70e7-49df-a05f-5400c85b971a)",
    "manifest.cab (http response) size is 11526232~~",
    "Send failed after 403 bytes at position 2147500037",
    "ERROR: setup.exe ended with exit code 5",
    "ERROR: Failed with error 64 bit mismatch",
    'ERROR: 64-bit VC Redist installation ("x") failed. Please check log file [y].',
    "*** [HY010][0][Microsoft][ODBC Driver Manager] Function sequence error",
    "INFO: WinHttpQueryHeaders() in Download() returned OK (200)",
    "~Started package processing thread for package 'CAS00008', thread ID = 0x16E8 (5864)",
    "Starting the DP upgrade processing thread, thread ID = 0x80070005 (2147942405)",
    "Error occurred. Performing error cleanup prior to returning.",
    r"ERROR: Failed to download redist with command  /RedistUrl http://go.microsoft.com/fwlink/?LinkID=80070005 /NoUI",
    "ERROR: Failed to move 80131509 rows",
    "Hasn't synced recently: 12/17/2024 14:53:25.403",
]


@pytest.mark.parametrize(("line", "expected"), FOUND)
def test_numbers_that_are_errors_are_found(line, expected):
    assert expected == [code.code for code in find_codes(line)]


@pytest.mark.parametrize("line", NOT_FOUND)
def test_numbers_that_only_look_like_errors_are_left_alone(line):
    assert not find_codes(line)


@given(st.integers(min_value=-(1 << 31), max_value=-1))
def test_hexadecimal_signed_and_unsigned_spellings_mean_the_same(number):
    expected = decode(number)
    unsigned = number + (1 << 32)
    assert (
        expected == decode(unsigned) == decode(f"0x{unsigned:08X}") == decode(f"{unsigned:#x}") == decode(str(number))
    )


@given(st.uuids(), st.binary(min_size=20, max_size=32), st.integers(0, 0xFFFFF))
def test_guids_hashes_and_threads_are_never_errors(guid, digest, thread):
    line = f"ERROR: Failed for {guid} with hash {digest.hex()}, thread = {thread} (0x{thread:X})"
    assert not find_codes(line)


@given(st.text(max_size=300))
def test_any_text_is_searched_without_an_error(text):
    codes = find_codes(text)
    assert len(codes) == len(set(codes))


def test_a_long_dump_is_searched_in_bounded_time():
    expected = (decode(5),)
    assert expected == find_codes("Win32 last error = 5 " + "error (provider: " * 50_000)
