"""Paths -> files to read: folders walked, archives opened, each file with a name to show and a key to be known by.

Nothing of an archive is ever written to disk: its members are read as streams, each only up to the limit. Links to
folders are not followed, so that a loop of them can't be walked.

A file name on disk is bytes. One that is not UTF-8 was typed in GB18030, as a rule, and is shown so; since two such
names could look alike, the key keeps its bytes.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path, PurePath, PurePosixPath
from typing import IO, Any, Self

from index.errors import BaowenError

ARCHIVE = ".zip"
BLOCK = 1 << 20
_PASSED_OVER = {"thumbs.db", "desktop.ini", "__macosx"}
_PAGE_PARTS = {".css", ".js", ".ico", ".woff", ".woff2", ".ttf", ".eot", ".map", ".swf"}
_SAVED_BESIDE = ("_files", ".files")  # what browsers put the parts of a saved page into
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800


@dataclass(frozen=True, slots=True)
class File:
    """A file on disk, or a member of an archive: `name` is shown, `key` (absolute) is what the store knows it by.

    `member` is the member's place in the archive's directory.
    """

    name: str
    key: str
    path: Path
    member: int | None = None

    @property
    def stem(self) -> str:
        """The file's own name without its ending: it may hold date and page."""
        return PurePath(self.name).stem

    @property
    def suffix(self) -> str:
        """The ending of the name, in lower case, with its dot."""
        return PurePath(self.name).suffix.lower()

    def as_json(self) -> dict[str, Any]:
        """The file as a JSON object."""
        return {**asdict(self), "path": str(self.path)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The file that `as_json` made this of."""
        return cls(**{**values, "path": Path(values["path"])})

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The content as a stream. BaowenError when it can't be read, now or further on."""
        try:
            with self._stream() as stream:
                yield stream
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            raise BaowenError(f"{self.name}: cannot be read ({_reason(error)})") from error

    def _stream(self) -> IO[bytes]:
        if self.member is None:
            return self.path.open("rb")
        archive, _ = _opened(self.path, *_version(self.path))
        return archive.open(self._info())

    def _info(self) -> zipfile.ZipInfo:
        """What the archive's directory says of the member. BadZipFile when it is another archive by now."""
        _, members = _opened(self.path, *_version(self.path))
        info = members[self.member] if self.member is not None and self.member < len(members) else None
        if info is None or not self.name.endswith(f"/{PurePosixPath(_member_name(info))}"):
            raise zipfile.BadZipFile("the archive was changed while it was read")
        return info

    def content(self, limit: int) -> bytes:
        """All of it. BaowenError when it has more than `limit` bytes, whatever an archive's directory says."""
        with self.open() as stream:
            size = self.path.stat().st_size if self.member is None else self._info().file_size
            content = stream.read(limit + 1) if size <= limit else b""
        if size > limit or len(content) > limit:
            raise BaowenError(
                f"{self.name}: {max(size, len(content)):,} bytes, at most {limit:,} are read; "
                f"split it or set BAOWEN_MAX_FILE_BYTES"
            )
        return content

    def digest(self) -> tuple[str, int]:
        """The SHA-256 of the content, read as a stream, and its length in bytes."""
        digest, length = hashlib.sha256(), 0
        with self.open() as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
                length += len(block)
        return digest.hexdigest(), length


@lru_cache(maxsize=1)  # opening an archive means reading all of its directory, which has a line for each member
def _opened(path: Path, changed_ns: int, size: int) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """An archive of that version, and its members."""
    archive = zipfile.ZipFile(path)
    return archive, archive.infolist()


def _version(path: Path) -> tuple[int, int]:
    """What tells that a file has changed."""
    known = path.stat()
    return known.st_mtime_ns, known.st_size


def close_archives() -> None:
    """Let go of the archive that was read last; it is kept open, since its members are read one after another."""
    _opened.cache_clear()


def beside(file: File, name: re.Pattern[str]) -> tuple[File, ...]:
    """The files of the same folder, on disk or in the archive, whose names begin with that; in their order."""
    place = file.path.parent if file.member is None else file.path
    return _named(place, str(PurePath(file.name).parent), name, *_version(place))


@lru_cache(maxsize=8)  # each page of a folder asks for the same
def _named(place: Path, folder: str, name: re.Pattern[str], changed_ns: int, size: int) -> tuple[File, ...]:
    if place.is_dir():
        paths = sorted(path for path in place.iterdir() if name.match(path.name) and path.is_file())
        return tuple(File(shown(path), key_of(path), path) for path in paths)
    members = (one for one in _members(place, sys.maxsize) if isinstance(one, File))
    named = ((one, PurePath(one.name)) for one in members)
    return tuple(one for one, path in named if str(path.parent) == folder and name.match(path.name))


def shown(path: Path) -> str:
    """A path as it was typed, in characters that can be shown and stored."""
    return "".join(map(_typed, re.split(r"(/)", str(path))))


def key_of(path: Path) -> str:
    """What the store knows a path by; bytes of its name that are no UTF-8 are spelt out."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")


def path_of(key: str) -> Path:
    """The path behind a key: as `key_of` made it, unless a file has that very name."""
    path = Path(key)
    if path.exists() or "\\x" not in key:
        return path
    raw = re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), key.encode())
    return Path(os.fsdecode(raw))


def _typed(name: str) -> str:
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A path that gives no file, and why."""

    name: str
    reason: str


def find_files(paths: Iterable[Path], max_unpacked: int) -> Iterator[File | Unreadable]:
    """Every file under the paths, in the order given and by name; none twice. `max_unpacked`: bytes of an archive."""
    seen: set[str] = set()
    for path in paths:
        for found in _under(path, max_unpacked):
            key = found.key if isinstance(found, File) else found.name
            if key not in seen:
                seen.add(key)
                yield found


def _under(path: Path, max_unpacked: int) -> Iterator[File | Unreadable]:
    try:
        path.stat()
    except OSError as error:
        yield Unreadable(shown(path), f"{shown(path)}: {_reason(error)}")
        return
    files = _walk(path) if path.is_dir() else [path]
    for file in files:
        if not file.is_file():
            yield Unreadable(shown(file), f"{shown(file)}: {_why_no_file(file)}")
        elif file.suffix.lower() == ARCHIVE:
            yield from _members(file, max_unpacked)
        else:
            yield File(shown(file), key_of(file), file)


def _walk(folder: Path) -> list[Path]:
    found: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _passed_over(name) and not _of_saved_page(name, names)]
        found += (Path(root) / name for name in names if not _passed_over(name))
    return sorted(found)


def _passed_over(name: str) -> bool:
    """Hidden files, locks of office programs, what file managers leave behind, styles and scripts of web pages."""
    return name.startswith((".", "~$")) or name.lower() in _PASSED_OVER or Path(name).suffix.lower() in _PAGE_PARTS


def _of_saved_page(folder: str, beside: Iterable[str]) -> bool:
    """Whether a folder has the pictures and frames of a web page that a browser saved beside it."""
    page = next((folder.removesuffix(end) for end in _SAVED_BESIDE if folder.endswith(end)), None)
    return page is not None and any(Path(name).stem == page for name in beside)


def _members(path: Path, max_unpacked: int) -> Iterator[File | Unreadable]:
    name = shown(path)
    try:
        _, listed = _opened(path, *_version(path))
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        yield Unreadable(name, f"{name}: not a zip archive that can be opened ({_reason(error)})")
        return
    members = [(place, member) for place, member in enumerate(listed) if not member.is_dir()]
    unpacked = sum(member.file_size for _, member in members)
    if unpacked > max_unpacked:
        reason = f"unpacks to {unpacked:,} bytes, at most {max_unpacked:,} are read; split it"
        yield Unreadable(name, f"{name}: {reason}")
        return
    for place, member in sorted(members, key=lambda one: _member_name(one[1])):
        inside = PurePosixPath(_member_name(member))
        if not any(_passed_over(part) for part in inside.parts if part != ".."):
            yield _member(path, place, member, inside)


def _member(path: Path, place: int, member: zipfile.ZipInfo, inside: PurePosixPath) -> File | Unreadable:
    name = f"{shown(path)}/{inside}"
    if inside.is_absolute() or ".." in inside.parts:
        return Unreadable(name, f"{name}: the name leads out of the archive; pack it again")
    if member.flag_bits & _ENCRYPTED:
        return Unreadable(name, f"{name}: encrypted; unpack it with its password and add the files")
    if inside.suffix.lower() == ARCHIVE:
        return Unreadable(name, f"{name}: an archive within an archive; unpack it and add it by itself")
    return File(name, f"{key_of(path)}/{inside}", path, place)


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name as it was typed: archives made on Chinese Windows hold GB18030 and don't say so."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = member.filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/").replace("\0", "")


def _why_no_file(path: Path) -> str:
    try:
        path.stat()
    except OSError as error:
        return _reason(error)
    return "neither a file nor a folder"


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOENT:
        return "no such file or folder"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()[0]
