"""A line that is quoted is the line that was read: in the same letters, or not at all."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from builders import BEGIN, bundle, framed

import dmplog
from dmplog import intake

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
SAID = "WARNING: Failed to download easy setup payload with exception: 원격 이름을 확인할 수 없습니다: '{}.example'"
STAMP = "  $$<SMS_DMP_DOWNLOADER><12-17-2024 14:{:02}:00.000+300><thread=4700 (0x125C)>\r\n"
LINES = (
    f"EasySetupDownloadSinglePackage downloading {GUID}".encode(),
    f"Download content for payload {GUID}".encode(),
    SAID.format("a").encode(),
    SAID.format("b").encode("cp949"),
)


def texts(report):
    return {line.text for case in report.cases for step in case.steps for line in step.evidence}


def written(folder):
    data = b"".join(line + STAMP.format(number).encode() for number, line in enumerate(LINES))
    (folder / "dmpdownloader.log").write_bytes(data)
    return folder


@pytest.mark.parametrize("options", [{}, {"encoding": "cp949"}, {"encoding": "utf-8"}])
def test_each_line_is_quoted_in_the_letters_it_was_read_in(tmp_path, options):
    report = dmplog.diagnose(written(tmp_path), **options)

    assert {SAID.format("a"), SAID.format("b")} <= texts(report)
    assert ["dns"] == [case.cause.category for case in report.cases if case.cause]


def test_a_marked_file_is_quoted_as_it_was_read(tmp_path):
    written(tmp_path)
    path = tmp_path / "dmpdownloader.log"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert {SAID.format("a"), SAID.format("b")} <= texts(dmplog.diagnose(tmp_path))


@pytest.mark.parametrize(
    ("page", "said", "options"),
    [
        ("cp1252", "Gerät wurde nicht gefunden, Überprüfung schlägt fehl", {}),
        ("cp1252", "Gerät wurde nicht gefunden, Überprüfung schlägt fehl", {"encoding": "cp1252"}),
        (
            "cp1251",
            "\u041d\u0435 \u0443\u0434\u0430\u043b\u043e\u0441\u044c \u0437\u0430\u0433\u0440\u0443\u0437\u0438\u0442\u044c \u0444\u0430\u0439\u043b",
            {},
        ),
        ("cp932", "ファイルをダウンロードできませんでした", {"encoding": "cp932"}),
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_of_two_code_pages_is_quoted_line_by_line(tmp_path, page, said, options, mark):
    """Whichever page it is, guessed or named, with a mark or without."""
    failures = [f"WARNING: Failed to download easy setup payload with exception: {said} {name}" for name in "ab"]
    lines = (*LINES[:2], failures[0].encode(), failures[1].encode(page))
    data = b"".join(line + STAMP.format(number).encode() for number, line in enumerate(lines))
    (tmp_path / "dmpdownloader.log").write_bytes(mark + data)

    assert set(failures) <= texts(dmplog.diagnose(tmp_path, **options))


@pytest.mark.parametrize(
    "cut", ["<![LOG[Download mani", "<![LOG[a<![LOG[b", "<![LOG[", "<![LOG[x]LOG]!", "<![LOG[a <tag> [x] "]
)
def test_a_whole_record_behind_one_that_breaks_off_is_quoted_alone(tmp_path, cut):
    """The refusal of the proxy is the cause, and the quotation holds nothing of the record before it."""
    said = "WARNING: Failed to download easy setup payload with exception: The remote server returned an error: (407) Proxy Authentication Required."
    began, content, failed = (
        framed("ccm", line, "SMS_DMP_DOWNLOADER", BEGIN) for line in (*(line.decode() for line in LINES[:2]), said)
    )
    (tmp_path / "dmpdownloader.log").write_text(f"{began}\n{content}\n{cut}{failed}\n", encoding="utf-8")
    (case,) = dmplog.diagnose(tmp_path).cases

    assert ("failed", "download_payload", "proxy_authentication") == (case.verdict, case.step, case.cause.id)
    assert said in {line.text for step in case.steps for line in step.evidence}


def changed_while_it_is_read(monkeypatch, change):
    """Call *change* when everything was read and nothing was cited yet."""
    read = intake.take_in

    def take_in(*arguments, **options):
        taken = read(*arguments, **options)
        change()
        return taken

    monkeypatch.setattr("dmplog.pipeline.take_in", take_in)


@pytest.fixture
def folder(tmp_path):
    made = bundle(datetime(2024, 12, 17, 14), timedelta(minutes=1)).log(
        "dmpdownloader", [line.decode("utf-8") for line in LINES[:3]], framing="sms"
    )
    return Path(made.at(tmp_path))


def test_a_log_that_goes_on_is_quoted(folder, monkeypatch):
    path = folder / "dmpdownloader.log"
    whole = dmplog.diagnose(folder)
    changed_while_it_is_read(monkeypatch, lambda: path.write_bytes(path.read_bytes() * 2))
    report = dmplog.diagnose(folder)

    assert (texts(whole), ()) == (texts(report), report.problems)


@pytest.mark.parametrize("size", [0, 100, 1_000])
def test_a_log_that_was_replaced_is_not_quoted_and_told(folder, monkeypatch, size):
    path = folder / "dmpdownloader.log"
    whole = dmplog.diagnose(folder)
    changed_while_it_is_read(monkeypatch, lambda: path.write_bytes(b"another line, of another day\n" * size))
    report = dmplog.diagnose(folder)

    assert {""} == texts(report)
    assert whole.cases[0].step == report.cases[0].step
    (problem,) = [problem for problem in report.problems if problem.kind == "changed"]
    assert (
        "changed while it was read: lines of it are not quoted; diagnose a copy that nothing writes to"
        in problem.message
    )


def test_a_log_that_is_gone_is_told(folder, monkeypatch):
    changed_while_it_is_read(monkeypatch, lambda: shutil.rmtree(folder))
    report = dmplog.diagnose(folder)

    assert {""} == texts(report)
    assert report.problems
    for view in (report.to_text(), report.to_markdown(), report.to_html()):
        assert "dmpdownloader.log" in view
