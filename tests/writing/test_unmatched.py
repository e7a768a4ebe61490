"""The sentence where nothing is what was asked for names what there is, and what is near."""

from __future__ import annotations

import pytest
from builders import bundle

import dmplog

GUID = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
LINES = [
    "INFO: 2.ESC file was found. Easy setup package needs to be updated.",
    'STATMSG: ID=3306 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_HIERARCHY_MANAGER" SYS=CASSRV SITE=CAS PID=1 TID=2',
    f"Get update package {GUID}, \\\\scp.lab.local\\EasySetupPayLoad\\{GUID}",
]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"update": "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa42"},
            f"No case of update {GUID[:-1]}2 is in these logs; they hold {GUID}; sites CAS. Did you mean '{GUID}'?",
        ),
        ({"update": "zzz"}, f"No case of update zzz is in these logs; they hold {GUID}; sites CAS."),
        (
            {"site": "CA5", "update": GUID},
            f"No case of update {GUID} and site CA5 is in these logs; they hold {GUID}; sites CAS. Did you mean 'CAS'?",
        ),
    ],
)
def test_what_is_not_there_is_answered_with_what_is_and_what_is_near(tmp_path, asked, sentence):
    made = bundle().server("CASSRV").log("hman", LINES, framing="sms").at(tmp_path)

    assert sentence == dmplog.diagnose(made, **asked).headline
