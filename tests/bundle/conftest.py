"""Archives and folders as users send them, built in a temporary folder that is the current one."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from dmplog.bundle import open_bundle
from dmplog.limits import Limits


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The current folder, so that labels are as typed."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(tmp_path):
    """Write files: a mapping of path to bytes."""

    def write(files):
        for name, data in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    return write


@pytest.fixture
def zipped():
    """Return a zip archive of pairs of name and bytes."""

    def zipped(*members, method=zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for name, data in members:
                archive.writestr(name, data)
        return buffer.getvalue()

    return zipped


@pytest.fixture
def tarred():
    """Return a tar archive of pairs of name and bytes, or of ready entries."""

    def tarred(*members, packed="", style=tarfile.PAX_FORMAT):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode=f"w:{packed}", format=style) as archive:
            for member in members:
                if isinstance(member, tarfile.TarInfo):
                    archive.addfile(member)
                    continue
                name, data = member
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
        return buffer.getvalue()

    return tarred


@pytest.fixture
def contents():
    """Return what a bundle streams, by name."""

    def contents(bundle):
        return {log.name: stream.read() for log, stream in bundle.stream()}

    return contents


@pytest.fixture
def kinds():
    """Return the problems of a bundle as pairs of kind and file."""

    def kinds(bundle):
        return [(problem.kind, problem.file) for problem in bundle.problems]

    return kinds


@pytest.fixture
def links(tmp_path):
    """Skip where the system makes no symbolic links."""
    try:
        (tmp_path / "probe").symlink_to("nowhere")
    except OSError:
        pytest.skip("no symbolic links here")
    (tmp_path / "probe").unlink()


@pytest.fixture
def opened():
    """Open a bundle and return the names of its logs."""

    def opened(*paths, **options):
        return [log.name for log in open_bundle(paths, **options).files]

    return opened


@pytest.fixture
def opens(write, contents):
    """Write `a.zip` (or whatever the bytes are) beside a good log, and return bundle and contents of the archive."""

    def opens(data, name="a.zip", limits=None):
        write({name: data, "good.log": b"good"})
        bundle = open_bundle([name, "good.log"], limits or Limits())
        streamed = contents(bundle)
        assert b"good" == streamed.pop("good.log")
        return bundle, {label.removeprefix(f"{name}!/"): read for label, read in streamed.items()}

    return opens
