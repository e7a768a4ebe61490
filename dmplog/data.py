"""Where the shipped knowledge lies: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def data_folder(kind: str) -> Path:
    """Return the shipped folder *kind* ("grammars" or "flowcharts").

    A wheel carries it as `dmplog/_data/<kind>`; an editable install finds it at the top of the checkout.

    >>> data_folder("grammars").name
    'grammars'
    """
    installed = Path(str(files("dmplog"))) / "_data" / kind
    return installed if installed.is_dir() else Path(__file__).resolve().parent.parent / kind
