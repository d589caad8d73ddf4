"""Office documents and books are zip packages of XML: opened with care, their parts parsed without entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from index.errors import BaowenError

UNPACKED = 10
_ENCRYPTED = 0x1


class Package:
    """The parts of one package. `kind` is what it is called in errors; `limit` the bytes a part may have."""

    def __init__(self, name: str, content: bytes, kind: str, limit: int) -> None:
        self.name, self.kind, self.limit = name, kind, limit
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            members = self._archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
            raise BaowenError(f"{name}: no {kind} that can be opened; it may be damaged or encrypted") from error
        unpacked = sum(member.file_size for member in members)
        if unpacked > UNPACKED * limit:
            raise BaowenError(f"{name}: unpacks to {unpacked:,} bytes, at most {UNPACKED * limit:,} are read")
        self._members = {member.filename: member for member in members}

    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._members)

    def read(self, part: str) -> bytes | None:
        """A part's bytes; None where there is no such part. BaowenError when it is too long or damaged."""
        member = self._members.get(part)
        if member is None:
            return None
        if member.flag_bits & _ENCRYPTED:
            raise BaowenError(f"{self.name}: encrypted; save it without a password and add it again")
        try:
            with self._archive.open(member) as stream:
                content = stream.read(self.limit + 1)
        except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:
            raise self.unreadable(
                f"{part} in it is damaged; open it in its own program, save it anew and add it again"
            ) from error
        if len(content) > self.limit:
            raise BaowenError(f"{self.name}: its part {part} has over {self.limit:,} bytes; split the document")
        return content

    def xml(self, part: str) -> Any:
        """A part's root element; None where there is no such part. BaowenError when it is no sound XML."""
        content = self.read(part)
        return None if content is None else parse_xml(self, part, content)

    def unreadable(self, why: str) -> BaowenError:
        """What is said of a package that can't be read."""
        return BaowenError(f"{self.name}: no {self.kind} that can be read ({' '.join(why.split())[:120]})")


def parse_xml(package: Package, part: str, content: bytes) -> Any:
    """The root of an XML document; entities stay unresolved, so that none can multiply or reach out."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        raise package.unreadable(f"{part}: {error}") from error
    if root is None:
        raise package.unreadable(f"{part}: empty")
    return root
