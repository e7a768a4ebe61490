"""Checks what lies in `.github`: the forms of workflows, dependabot and issue forms, and how safe the workflows are.

`python tools/workflows.py` needs no network; with `--online` (and `GH_TOKEN`) zizmor asks GitHub, too, whether the hash of each action is
that of the release named behind it. It ends with 1 where something is wrong.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FORMS = (
    ("vendor.github-workflows", ".github/workflows", "*.yml"),
    ("custom.github-workflows-require-timeout", ".github/workflows", "*.yml"),
    ("vendor.dependabot", ".github", "dependabot.yml"),
    ("vendor.github-issue-config", ".github/ISSUE_TEMPLATE", "config.yml"),
    ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE", "[!c]*.yml"),
)
"""A schema that check-jsonschema carries, and the files that have its form."""


def commands(*, online: bool) -> list[list[str]]:
    """Return the commands that check everything."""
    forms = [
        ["-m", "check_jsonschema", "--quiet", "--builtin-schema", schema, *files]
        for schema, folder, pattern in FORMS
        if (files := sorted(str(path) for path in (REPOSITORY / folder).glob(pattern)))
    ]
    # zizmor is a program and no module.
    zizmor = str(Path(sysconfig.get_path("scripts")) / "zizmor")
    safety = [zizmor, "--persona=pedantic", "--no-progress", "--quiet", *([] if online else ["--offline"]), "."]
    return [*([sys.executable, *form] for form in forms), safety]


def main() -> int:
    """Run them all, and return how many of them found something, at most 1."""
    ends = [
        subprocess.run(command, cwd=REPOSITORY, check=False).returncode
        for command in commands(online="--online" in sys.argv[1:])
    ]
    return int(any(ends))


if __name__ == "__main__":
    sys.exit(main())
