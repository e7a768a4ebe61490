"""Nothing that was planted in a bundle is found in the bytes of the redacted one, whatever log, encoding or archive it was planted in."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest
from planted import KEPT, SECRETS, record, secrets_of

from dmplog.redaction import Ledger, plan, write
from dmplog.roles import known_roles
from dmplog.target import Target

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
KEPT_LINES = (
    f"Downloading update {GUID} as CAS10001 from http://go.microsoft.com/fwlink failed with 0x80072ee2",
    r"SITE=PS1, NT AUTHORITY\SYSTEM (S-1-5-18) at 127.0.0.1, Version 5.00.9128.1000",
)
ENCODINGS = {
    "utf-8": ("utf-8", "Grüße, 名前, Привет"),
    "utf-8 with a mark": ("utf-8-sig", "Grüße, 名前, Привет"),
    "utf-16": ("utf-16", "Grüße, 名前, Привет"),
    "utf-16 without a mark": ("utf-16-le", "plain"),
    "utf-16 the other way round": ("utf-16-be", "plain"),
    "cp1252": ("cp1252", "Grüße überall: Gerät, Größe"),
    "cp1251": ("cp1251", "Не удалось загрузить файл обновления"),
    "cp932": ("cp932", "ファイルのダウンロードに失敗しました"),
    "cp936": ("cp936", "无法下载文件，请检查网络连接"),
    "cp949": ("cp949", "파일을 다운로드하지 못했습니다"),
}


def log_of(encoding, filler):
    """Return a log in which each secret stands, without what the encoding cannot say."""
    lines = []
    for sentence in (*(sentence for sentence, _ in SECRETS.values()), *KEPT_LINES):
        for text in (sentence, f"{filler} {sentence}", f"{filler}: {sentence}"):
            try:
                text.encode(encoding)
            except UnicodeEncodeError:
                continue
            lines.append(record(text))
    return "".join(lines).encode(encoding)


def redacted(tmp_path, *paths, words=()):
    """Return the bytes of the redacted bundle, and the text of each of its members by path."""
    redaction = plan(list(paths), Ledger(b"planted"), words=words)
    left = write(redaction, Target(tmp_path / "out.zip"))
    assert () == left
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    return (tmp_path / "out.zip").read_bytes(), members


def spellings(secret):
    """Yield the bytes of *secret* in every encoding that can say it."""
    for text in {secret, secret.lower(), secret.upper()}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252", "cp932", "cp936", "cp949"):
            try:
                yield text.encode(encoding)
            except UnicodeEncodeError:
                continue


def found_in(data, secrets):
    """Return the secrets that stand in *data*, in whatever letters."""
    folded = data.lower()
    return sorted({secret for secret in secrets if any(bytes(each).lower() in folded for each in spellings(secret))})


def test_there_are_sixty_kinds_of_secrets():
    assert len(SECRETS) >= 60


@pytest.mark.parametrize("name", ENCODINGS)
def test_no_secret_is_left_in_a_log_of_this_encoding(tmp_path, name):
    encoding, filler = ENCODINGS[name]
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "hman.log").write_bytes(log_of(encoding, filler))

    whole, members = redacted(tmp_path, tmp_path / "bundle")

    assert [] == found_in(whole, secrets_of())
    assert [] == found_in(members["hman.log"], secrets_of())
    text = members["hman.log"].decode(encoding)
    assert [] == [kept for kept in KEPT if kept not in text]
    assert filler in text


@pytest.mark.parametrize("kind", SECRETS)
def test_each_secret_is_found_by_itself(tmp_path, kind):
    """What one sentence tells is not known only because another one says it too."""
    sentence, secrets = SECRETS[kind]
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "distmgr.log").write_bytes(record(sentence).encode())

    _, members = redacted(tmp_path, tmp_path / "bundle")

    assert [] == found_in(members["distmgr.log"], secrets)


def test_no_secret_is_left_in_any_log(tmp_path):
    names = sorted(known_roles().stems)
    for name in names:
        folder = tmp_path / "bundle" / "HQSRV71" / "Logs"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.log").write_bytes(log_of("utf-8", "x"))

    whole, members = redacted(tmp_path, tmp_path / "bundle")

    assert len(names) == len(members)
    assert [] == found_in(whole, secrets_of())
    for data in members.values():
        assert [] == found_in(data, secrets_of())


def test_no_secret_is_left_in_names_of_folders_files_and_members(tmp_path):
    line = record("nothing is said here").encode()
    bundle = tmp_path / "Case of Fabrikam Fisheries 4711"
    for name in (
        "Wide World Importers/HQSRV71/hman.log",
        "HQSRV72_Logs_ConfigMgr/SMS_Logs/hman.log",
        "HQSRV73_hman.log",
    ):
        (bundle / name).parent.mkdir(parents=True, exist_ok=True)
        (bundle / name).write_bytes(line)
    with zipfile.ZipFile(bundle / "HQSRV74.fabrikam.local.zip", "w") as archive:
        archive.comment = b"Collected by heimdallr for HQSRV99"
        info = zipfile.ZipInfo("Logs of HQSRV75/sender.log")
        info.comment = b"Mimisbrunn"
        archive.writestr(info, line)
        archive.writestr("secret.xml", "<Skidbladnir/>")
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as archive:
        info = tarfile.TarInfo("HQSRV76/Logs/despool.log")
        info.size, info.uname, info.gname = len(line), "hallgerdur", "njallsson"
        archive.addfile(info, io.BytesIO(line))
    with zipfile.ZipFile(bundle / "outer.zip", "w") as archive:
        archive.writestr("HQSRV77_Logs.tgz", inner.getvalue())
    planted = (
        *(f"HQSRV7{number}" for number in range(1, 8)),
        *(
            "HQSRV99",
            "Fabrikam",
            "Fisheries",
            "4711",
            "Wide World",
            "heimdallr",
            "Mimisbrunn",
            "Skidbladnir",
            "hallgerdur",
            "njallsson",
        ),
    )

    whole, members = redacted(tmp_path, bundle)

    assert 5 == len(members)
    assert [] == found_in(whole, planted)
    assert [] == found_in("\n".join(members).encode(), planted)


def test_a_word_of_the_list_is_replaced_wherever_it_stands(tmp_path):
    (tmp_path / "bundle").mkdir()
    text = record("The Bluebird project waits, bluebird too; BLUEBIRD_test and Ada Example")
    (tmp_path / "bundle" / "hman.log").write_bytes(text.encode("utf-16"))

    _, members = redacted(tmp_path, tmp_path / "bundle", words=("Bluebird", "Ada Example"))

    assert [] == found_in(members["hman.log"], ("bluebird", "Ada Example", "Ada"))


def test_utf_16_in_the_middle_of_a_log_of_single_bytes_is_read_too(tmp_path):
    (tmp_path / "bundle").mkdir()
    wide = r"copied to \\HQSRV95\drop by TAILSPIN\svc-wide "
    data = record("before").encode() * 9 + wide.encode("utf-16-le") + b"\r\n" + record(r"\\HQSRV96\x").encode()
    (tmp_path / "bundle" / "hman.log").write_bytes(data)

    _, members = redacted(tmp_path, tmp_path / "bundle")

    assert [] == found_in(members["hman.log"], ("HQSRV95", "HQSRV96", "svc-wide", "TAILSPIN"))
