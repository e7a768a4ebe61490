"""A log opened so that nobody notices: its writer may rename, cut and delete it meanwhile.

On Windows whoever has a file open decides what others may do to it. `open` does not let them rename it, so that a server could not
roll its log over at that moment.
"""

from __future__ import annotations

import io
import os
from typing import Any, BinaryIO

from dmplog.bundle.labels import long_path

_READ, _SHARE_ALL, _OPEN_EXISTING, _NORMAL = 0x80000000, 0x7, 3, 0x80


def open_shared(path: str) -> BinaryIO:
    """Return the file at *path*, to be read and closed soon.

    Raises:
        OSError: It cannot be opened.
    """
    place = long_path(path, exact=True)
    if os.name == "nt":
        return _open_on_windows(place)
    # A pipe of that name would wait for its writer.
    return os.fdopen(os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb", buffering=0)


def _open_on_windows(place: str) -> BinaryIO:
    import ctypes
    import msvcrt

    windows: Any = ctypes
    kernel = windows.WinDLL("kernel32", use_last_error=True)
    create = kernel.CreateFileW
    create.argtypes = [
        ctypes.c_wchar_p,
        *[ctypes.c_uint32] * 2,
        ctypes.c_void_p,
        *[ctypes.c_uint32] * 2,
        ctypes.c_void_p,
    ]
    create.restype = ctypes.c_void_p
    handle = create(place, _READ, _SHARE_ALL, None, _OPEN_EXISTING, _NORMAL, None)
    if handle == ctypes.c_void_p(-1).value:
        raise windows.WinError(windows.get_last_error())
    as_number: Any = msvcrt
    number = as_number.open_osfhandle(handle, os.O_RDONLY)
    return io.FileIO(number, "rb")
