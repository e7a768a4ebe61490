"""Knowledge of a user's own: a log, a lane and a cause that are invented, and logs to ask it about."""

from __future__ import annotations

# Both messages are invented for this test: a log and a component that dmplog does not know.
GRAMMAR = """\
// role: smsbkup
// components: SMS_SITE_BACKUP
// files: smsbkup
%import .fields (PATH, ERROR_CODE)
%import .shared (component_started)

BACKUP_NAME: /[A-Z][A-Z0-9]+/

backup_begun: "Invented: backup " BACKUP_NAME " begins"
backup_copied: "Invented: backup " BACKUP_NAME " was copied to " PATH
backup_refused: "Invented: backup " BACKUP_NAME " was refused, error " ERROR_CODE
"""
CHART = '''
[flowchart]
id = "backup"
title = "Back the site up"
source = "https://example.invalid/backup"

[lane.site_backup]
title = "Site backup"
subject = ["backup_name"]
chart = """
start -> begin_backup -> copy_backup -> end
"""
run_begins = ["backup_begun"]

[[lane.site_backup.step]]
id = "begin_backup"
title = "Begin the backup"
actor = "SMS_SITE_BACKUP"
place = "site_server"
log = ["smsbkup"]
ends = ["backup_begun"]
what = "The backup begins."
stall = "It does not begin."

[[lane.site_backup.step]]
id = "copy_backup"
title = "Copy the backup"
actor = "SMS_SITE_BACKUP"
place = "site_server"
log = ["smsbkup"]
ends = ["backup_copied"]
fails = ["backup_refused"]
expect = "1h"
what = "The files are copied."
stall = "They are not copied."
check = ["Look at the target."]
'''
CAUSE = """
[[cause]]
id = "backup_target_refuses"
category = "access_denied"
title = "The target refuses the backup"
steps = ["backup.site_backup.copy_backup"]
explanation = "The account of the site server may not write there."
actions = ["Give it the right to write."]
references = ["https://example.invalid/backup"]

[[cause.proof]]
weight = 3
event = "backup_refused"
code = "5"
"""


def lay_out(tmp_path):
    """Return a folder of knowledge below *tmp_path*: one log, one lane, one cause."""
    own = tmp_path / "own"
    (own / "grammars").mkdir(parents=True)
    (own / "flowcharts" / "causes").mkdir(parents=True)
    (own / "grammars" / "smsbkup.lark").write_text(GRAMMAR, encoding="utf-8")
    (own / "flowcharts" / "backup.toml").write_text(CHART, encoding="utf-8")
    (own / "flowcharts" / "causes" / "access_denied.toml").write_text(CAUSE, encoding="utf-8")
    return own


def backup_log(tmp_path, *lines):
    """Write smsbkup.log with *lines* at one hour's distance each, and return its folder."""
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    told = [
        f"{text}  $$<SMS_SITE_BACKUP><01-14-2025 {hour:02}:00:00.000+000><thread=4242 (0x1092)>"
        for hour, text in enumerate(lines, start=1)
    ]
    (bundle / "smsbkup.log").write_text("\r\n".join(told) + "\r\n", encoding="utf-8")
    return bundle
