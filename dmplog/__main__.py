"""The `dmplog` command; also `python -m dmplog`."""

from __future__ import annotations

import sys

from dmplog.cli.streams import prepare_streams


def main() -> None:
    """Run the command line; `--version` answers before anything heavy is imported."""
    prepare_streams()
    if sys.argv[1:] == ["--version"]:
        from importlib.metadata import version

        sys.stdout.write(f"dmplog {version('dmplog')}\n")
        return
    from dmplog.cli.app import app

    app()


if __name__ == "__main__":
    main()
