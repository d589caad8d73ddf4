"""Old Word documents and rich text: .doc, .rtf. LibreOffice, where it is installed, makes Word documents of them.

It runs without a window, in a folder and with a profile of its own that are gone afterwards; macros are off, linked
files and addresses are not fetched, and it is stopped when it takes too long.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from index.errors import BaowenError
from index.files import File
from index.readers.docx import read_docx
from index.readers.reading import Issue, Progress, Reading, unheard
from index.settings import Settings

_PROGRAMS = ("soffice", "libreoffice")
_OLD, _RICH, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"PK\x03\x04"
SECONDS = 120
_ITEM = (
    '<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
_KEPT_OFF = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
)


def read(file: File, issue: Issue, options: Settings, progress: Progress = unheard) -> Reading:
    """The articles of a .doc or .rtf file. BaowenError says what to install where LibreOffice is not there.

    `progress` hears the seconds gone by, of those that LibreOffice is given.
    """
    content = file.content(options.max_file_bytes)
    if content.startswith(_ZIP):
        return read_docx(file.name, content, issue, options)  # a new document under an old name
    if not content.startswith((_OLD, _RICH)):
        raise BaowenError(f"{file.name}: neither a Word document nor rich text; it may be damaged")
    suffix = ".doc" if content.startswith(_OLD) else ".rtf"
    return read_docx(file.name, _converted(file.name, content, suffix, progress), issue, options)


def _converted(name: str, content: bytes, suffix: str, progress: Progress) -> bytes:
    """The content as a Word document (.docx)."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise BaowenError(
            f"{name}: '{suffix}' is read by LibreOffice, which is not installed; install it "
            f"(libreoffice-writer, or from libreoffice.org) or save the file as .docx"
        )
    with tempfile.TemporaryDirectory(prefix="baowen-") as folder:
        given, made = Path(folder, f"given{suffix}"), Path(folder, "made", "given.docx")
        given.write_bytes(content)
        profile = Path(folder, "profile")
        _write_profile(profile)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(made.parent), str(given)]
        _run(name, command, folder, progress)
        if not made.is_file():
            raise BaowenError(f"{name}: LibreOffice cannot read it; it may be damaged or encrypted")
        return made.read_bytes()


def _run(name: str, command: list[str], folder: str, progress: Progress) -> None:
    """Run LibreOffice; it starts others, so all of its session is stopped when time is up."""
    quiet = subprocess.DEVNULL
    home = {**os.environ, "HOME": folder, "TMPDIR": folder}
    try:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=folder, env=home, start_new_session=True, stdin=quiet, stdout=quiet, stderr=quiet
        )
    except OSError as error:
        raise BaowenError(f"{name}: LibreOffice cannot be started ({error.strerror})") from error
    try:
        for second in range(SECONDS):
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
                return
            progress(name, second + 1, SECONDS)
        raise BaowenError(f"{name}: LibreOffice took over {SECONDS} s; save the file as .docx")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _write_profile(profile: Path) -> None:
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _KEPT_OFF)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        "utf-8",
    )
