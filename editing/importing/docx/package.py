"""A Word file as a package of parts: opened within limits, macros refused, nothing fetched from outside."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element

from editing.importing.docx.safe_xml import parse_xml
from editing.importing.limits import LARGEST_PACKAGE, LARGEST_XML, MB, MOST_PARTS
from editing.importing.model import RefusedError


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part leads to: another part, or an address `outside`."""

    kind: str
    target: str
    outside: bool


class Package:
    """The parts of a package. RefusedError where it is none, or goes beyond the limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as error:
            raise RefusedError(f"not a whole Word file ({error}); open it in Word and save it again") from None
        if len(infos) > MOST_PARTS:
            raise RefusedError(f"the package has {len(infos):,} parts; at most {MOST_PARTS:,} are read")
        total = sum(one.file_size for one in infos)
        if total > LARGEST_PACKAGE:
            most = LARGEST_PACKAGE // MB
            raise RefusedError(f"it unpacks to {total // MB} MB; at most {most} MB are read: make its pictures smaller")
        self._names = {one.filename.replace("\\", "/").lstrip("/").casefold(): one for one in infos}
        self._left = LARGEST_PACKAGE
        if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in self._names):
            raise RefusedError("the file holds macros (programs); save it as .docx without macros")
        if any(one.flag_bits & 1 for one in infos):
            raise RefusedError("the package is encrypted; save it without a password")
        self.main = self._main_part()

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return [one.filename.replace("\\", "/").lstrip("/") for one in self._names.values()]

    def _main_part(self) -> str:
        for one in self.relations("").values():
            if one.kind == "officeDocument" and not one.outside:
                return one.target
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise RefusedError("not a Word file: the package has no document; save it as .docx")

    def has(self, name: str) -> bool:
        """Whether a part is there."""
        return name.casefold() in self._names

    def read(self, name: str, most: int = LARGEST_PACKAGE) -> bytes:
        """A part's bytes: no more than `most`, whatever the package says of it."""
        info = self._names.get(name.casefold())
        if info is None:
            raise RefusedError(f"the part {name} is missing; open the file in Word and save it again")
        try:
            with self._zip.open(info) as part:
                data = part.read(min(most, self._left) + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise RefusedError(
                f"the part {name} is damaged ({error}); open the file in Word and save it again"
            ) from None
        self._left -= len(data)
        if len(data) > most or self._left < 0:
            raise RefusedError(f"{name} unpacks to more than {min(most, LARGEST_PACKAGE) // MB} MB; that is not read")
        return data

    def xml(self, name: str) -> Element:
        """A part as XML."""
        return parse_xml(self.read(name, LARGEST_XML), name)

    def relations(self, part: str) -> dict[str, Relation]:
        """Where a part leads to, by id; the package itself has the empty name."""
        folder, _, base = part.rpartition("/")
        name = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        if not self.has(name):
            return {}
        found = {}
        for one in self.xml(name).iter("rel-Relationship"):
            target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[one.get("Id", "")] = Relation(one.get("Type", "").rpartition("/")[2], target, outside)
        return found

    def related(self, kind: str) -> str | None:
        """The part of a kind that the document leads to, if it is there."""
        for one in self.relations(self.main).values():
            if one.kind == kind and not one.outside and self.has(one.target):
                return one.target
        return None
