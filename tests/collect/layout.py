"""What the script of `dmplog collect` writes, laid out by a test: a folder for each server, and a manifest.json in each."""

from __future__ import annotations

import json
import zipfile

THREADS = "SOFTWARE\\Microsoft\\SMS\\Components\\SMS_Executive\\Threads\\"
DOWNLOADER = "SOFTWARE\\Microsoft\\SMS\\Components\\SMS_DMP_DOWNLOADER"


def line(**values):
    """Return one object as ConvertTo-Json writes it with -Compress."""
    return json.dumps(values, separators=(",", ":"))


def manifest(server, site, files, copied_at, registry=()):
    """Return the manifest of *server*: its *files* by name with their bytes, and what the *registry* said, key, value and data."""
    last = max(copied_at.values()) if isinstance(copied_at, dict) else copied_at
    moments = copied_at if isinstance(copied_at, dict) else dict.fromkeys(files, copied_at)
    rows = [
        line(
            copied_at=moments[name],
            path=name,
            size=len(data),
            last_write=moments[name],
            source=f"\\\\{server}\\SMS_{site}\\Logs\\{name}",
        )
        for name, data in files.items()
    ]
    told = [line(read_at=last, key=key, value=value, data=data) for key, value, data in registry]
    lines = (
        "{",
        '"schema": "dmplog.collection/1",',
        f'"server": {json.dumps(server)},',
        f'"site": {json.dumps(site)},',
        '"offset_minutes": 60,',
        f'"collected_at": {json.dumps(last)},',
        '"files": [',
        ",\r\n".join(rows),
        "],",
        '"registry": [',
        ",\r\n".join(told),
        "],",
        '"missing": [',
        "",
        "]",
        "}",
        "",
    )
    return "\r\n".join(lines).encode()


def archive(place, servers):
    """Write the archive *place* with what *servers* hold: by name, the bytes of each file."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as packed:
        for server, files in servers.items():
            for name, data in files.items():
                packed.writestr(f"{server}/{name}", data)
    return place
