"""Nothing that a log, a name or a file of the user's own says acts on whatever shows it, whichever command says it."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from builders import bundle
from typer.testing import CliRunner

from dmplog.cli.answer import FORMATS
from dmplog.cli.app import app

ATTACK = "\x1b[31mR\x1b]0;own\x07\x9b2J\u202egnp\u200b\u2066"
"""Colours, the title of a window, a C1 control, a turned line, a character of no width, an isolate."""
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
STATUS = (
    f'STATMSG: ID=9603 SEV=E LEV=M SOURCE="SMS Server" COMP="SMS_{ATTACK}" SYS={ATTACK} SITE=CAS PID=1 TID=2 '
    f'GMTDATE=Tue Dec 17 14:50:00.000 2024 ISTR0="{ATTACK}"'
)
LINES = (
    f"EasySetupDownloadSinglePackage downloading {GUID}",
    f"WARNING: EasySetupDownloadSinglePackage Failed with exception: {ATTACK}",
    f"ERROR: unknown {ATTACK} failed",
    STATUS,
)
SHIPPED = Path(__file__).parents[2] / "flowcharts" / "download.toml"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """A folder whose name, files, archive and knowledge all attack."""
    work = tmp_path_factory.mktemp("inert")
    server = work / f"B{ATTACK}" / f"SRV{ATTACK}"
    server.mkdir(parents=True)
    bundle().log("dmpdownloader", [f"{line}~~" for line in LINES]).at(server)
    (server / f"hman{ATTACK}.log").write_text(f"x{ATTACK}\n", encoding="utf-8")
    (server / "bad.zip").write_bytes(b"PK\3\4nothing")
    (server / f"li{ATTACK}.log").symlink_to(f"nowhere{ATTACK}")
    with zipfile.ZipFile(server / "z.zip", "w") as archive:
        archive.writestr(f"in{ATTACK}/dmpuploader.log", f"a{ATTACK}\n")
        archive.writestr(f"../x{ATTACK}.log", "a")
    own = work / f"K{ATTACK}" / "flowcharts"
    own.mkdir(parents=True)
    escaped = "".join(f"\\u{ord(character):04x}" for character in ATTACK)
    (own / "download.toml").write_text(
        SHIPPED.read_text(encoding="utf-8").replace('title = "', f'title = "{escaped}'), encoding="utf-8"
    )
    (work / "bad.toml").write_text(f'[flowchart]\nid = "x"\n"k{escaped}" = 1\n', encoding="utf-8")
    return work


def raw(*texts):
    return [found[0] for text in texts if (found := ACTING.search(text))]


def call(*arguments, given=None):
    done = CliRunner().invoke(app, [*map(str, arguments)], input=given)
    assert done.exit_code != 5, done.output
    return done


@pytest.mark.parametrize(
    "arguments",
    [
        ("diagnose", "B"),
        *(("diagnose", "B", "--format", form) for form in FORMATS),
        ("diagnose", "B", "--markdown", "-"),
        ("diagnose", "B", "--knowledge", "K"),
        ("diagnose", "B", "--update", ATTACK),
        ("diagnose", "B", "--flowchart", ATTACK),
        ("diagnose", "B", "--as-of", ATTACK),
        ("diagnose", "B", "--encoding", ATTACK),
        ("diagnose", "B", "--html", "N"),
        ("diagnose", "N"),
        ("collect", "B"),
        ("collect", "N"),
        ("collect", "--question", ATTACK),
        ("contribute", "B", "-o", "C", "--tries", "0"),
        ("contribute", "N", "-o", "N"),
        ("fleet", "summary", "N"),
        ("fleet", "run", "N", "-o", "N"),
        ("redact", "B", "-o", "N", "--map", "N"),
        ("watch", "B", "--timeout", "1s"),
        ("watch", "B", "--timeout", "1s", "--json"),
        ("watch", "N", "--timeout", "1s"),
        ("watch", "B", "--until", ATTACK),
        ("watch", "B", "--on-change", f'"{ATTACK}'),
        ("records", "B"),
        ("records", "B", "--role", ATTACK),
        ("events", "B"),
        ("events", "B", "--event", ATTACK),
        ("events", "B", "-o", "N"),
        ("explain", ATTACK),
        ("explain", LINES[1]),
        ("explain", LINES[1], "--markdown"),
        ("explain", STATUS),
        ("explain", GUID, "B"),
        ("explain", f"unknown {ATTACK} failed with 0x80070005"),
        ("flowchart", "list", "--knowledge", "K"),
        ("flowchart", "show", "download", "--knowledge", "K"),
        ("flowchart", "show", ATTACK),
        ("flowchart", "check", "T"),
        ("flowchart", "schema", ATTACK),
    ],
    ids=lambda arguments: " ".join(str(part) for part in arguments)[:40].encode("ascii", "ignore").decode(),
)
def test_what_a_command_says_is_inert(case, arguments):
    places = {"B": f"B{ATTACK}", "K": f"K{ATTACK}", "N": f"no{ATTACK}.xyz", "T": "bad.toml", "C": f"c{ATTACK}"}
    done = call(*(case / places[part] if part in places else part for part in arguments))

    assert [] == raw(done.stdout, done.stderr)
    assert done.stdout + done.stderr


@pytest.mark.parametrize("suffix", ["html", "md", "svg", "dot", "mmd", "csv", "jsonl", "ps1"])
def test_what_a_command_writes_is_inert(case, tmp_path, suffix):
    target = tmp_path / f"out.{suffix}"
    commands = {
        **dict.fromkeys(("svg", "dot", "mmd"), ("diagram", "-o")),
        **dict.fromkeys(("csv", "jsonl"), ("events", "-o")),
        "html": ("diagnose", "--html"),
        "md": ("diagnose", "--markdown"),
        "ps1": ("collect", "-o"),
    }
    command, option = commands[suffix]
    done = call(command, case / f"B{ATTACK}", option, target)

    # PowerShell 5.1 knows UTF-8 by its mark.
    assert [] == raw(target.read_text(encoding="utf-8-sig"), done.stderr)
    assert target.stat().st_size > 500


def test_what_the_parser_of_the_command_line_says_is_inert():
    """It writes to standard error itself."""
    done = subprocess.run(
        [sys.executable, "-m", "dmplog", "diagnose", f"--{ATTACK}"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )

    assert (2, []) == (done.returncode, raw(done.stdout, done.stderr))
    assert r"\u202e" in done.stderr
