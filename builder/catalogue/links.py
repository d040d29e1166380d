"""Where the links and images of each body lead, once all pages are known; what leads nowhere is a problem."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from builder.attachments.active_content import fault_of_attachment
from builder.attachments.picture_size import fault_of_picture, picture_size
from builder.base.digests import file_digest
from builder.base.limits import LONGEST_NAME
from builder.catalogue.selection import Selection
from builder.reading.records import BulletinRecord, Record, Reference, anchors_in
from builder.reading.steps.blocks import PICTURE_SCALE
from view import urls
from view.near_values import NearValues
from view.problems import Problem
from view.settings.site_settings import Settings
from view.untrusted.own_files import OwnFiles
from view.vocabulary.vocabulary import Vocabulary

_LISTED = re.compile(r"(?P<list>/risk/(?:.+/)?)(?:feed\.atom|page/(?P<number>[1-9]\d{0,8})/?)")
_CODED_LIST = re.compile(
    r"/risk/country/(?P<country>[a-z]{2})/(?:industry/(?P<industry>[^/]+)/)?|/risk/month/\d{4}-\d{2}/"
)
_BLOCK = re.compile(r"(?P<list>/risk/(?:.+/)?)page/(?P<number>[1-9]\d{0,8})/?")
_TEXT_FACE = re.compile(r"/risk/(?P<id>.+)/index\.txt")
_LINK = re.compile(r"<a\b([^>]*?) href=\"internal:(\d+)\"([^>]*)>(.*?)</a>", re.DOTALL)
_IMAGE = re.compile(r"<img\b([^>]*?) src=\"internal:(\d+)\"([^>]*)>")
_PICTURE = re.compile(r'<div class="step-picture">\s*<img\b([^>]*?) src="internal:(\d+)"([^>]*)>\s*</div>')


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where one reference leads: a URL, or None when the text stands alone because its target is not published.

    `path` is the file on disk behind an image or attachment, `digest` that of its bytes.
    """

    url: str | None
    path: Path | None = None
    digest: bytes = b""


@dataclass(slots=True)
class Linker:
    """Resolves references against the pages that will exist (`pages`: root-relative, not encoded).

    `blocks` are the lists' first pages with the number of the newest page below each, 0 where there are none;
    `unreadable` the content files whose front matter cannot be used; `waiting` the old addresses of what is not
    published now.
    """

    root: Path
    settings: Settings
    vocabulary: Vocabulary
    pages: Collection[str]
    blocks: Mapping[str, int]
    urls_by_file: Mapping[str, str]
    published_files: set[str]
    unreadable: set[str]
    anchors: Mapping[str, frozenset[str]]
    waiting: Collection[str] = ()
    problems: list[Problem] = field(default_factory=list)
    _own: OwnFiles = field(init=False)
    _known: dict[str, NearValues] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._own = OwnFiles(self.root)

    def resolve(self, record: Record) -> list[Resolved]:
        """Every reference of a record, in the order of its placeholders."""
        found = {one.number: self._one(record, one) for one in record.references}
        return [found.get(index, Resolved(None)) for index in range(max(found, default=-1) + 1)]

    def _problem(self, record: Record, reference: Reference, message: str, *, warning: bool = False) -> Resolved:
        name = reference.kind if reference.kind in ("image", "picture") else "link"
        self.problems.append(Problem(record.file, reference.line, reference.column, name, message, warning))
        return Resolved(None)

    def _one(self, record: Record, reference: Reference) -> Resolved:
        if reference.kind in ("file", "image", "picture"):
            return self._file(record, reference)
        if reference.target.startswith("/"):
            return self._address(record, reference)
        return self._markdown(record, reference)

    def _markdown(self, record: Record, reference: Reference) -> Resolved:
        folder = posixpath.dirname(record.file)
        file = posixpath.normpath(posixpath.join(folder, reference.target))
        url = self.urls_by_file.get(file)
        if file in self.unreadable:
            return Resolved(None)  # its own problems are told; this link is not one of them
        if url is None:
            near = self._near("file").hint(
                reference.target, file, lambda one: posixpath.relpath(one, folder), but=record.file
            )
            return self._problem(record, reference, f'"{reference.target}" does not exist{near}')
        if file not in self.published_files:
            return self._unpublished(record, reference, url)
        return self._with_fragment(record, reference, url)

    def _unpublished(self, record: Record, reference: Reference, url: str) -> Resolved:
        """A target that has no page now. A heading that it will not have either is told today, not when it comes."""
        if self._with_fragment(record, reference, url).url is None:
            return Resolved(None)
        message = f'"{reference.target}" is not published now; its text stands without the link'
        return self._problem(record, reference, message, warning=True)

    def _with_fragment(self, record: Record, reference: Reference, url: str) -> Resolved:
        _, mark, fragment = reference.suffix.partition("#")
        anchors = self.anchors.get(unquote(url)) if mark and fragment else None
        if anchors is not None and unquote(fragment) not in anchors:
            near = NearValues(sorted(anchors)).hint(unquote(fragment))
            return self._problem(record, reference, f'"{reference.target}" has no heading "#{fragment}"{near}')
        return Resolved(url + (f"#{urls.encode_path(unquote(fragment))}" if fragment else ""))

    def _address(self, record: Record, reference: Reference) -> Resolved:
        path = reference.target
        for page in (path, f"{path}/"):
            if page in self.pages:
                query, _, _ = reference.suffix.partition("#")
                return self._with_fragment(record, reference, urls.encode_path(page) + query)
        if (face := _TEXT_FACE.fullmatch(path)) and (file := f"content/risk/{face['id']}.md") in self.urls_by_file:
            found = Resolved(urls.encode_path(path) + reference.suffix)
            return found if file in self.published_files else self._unpublished(record, reference, path)
        if self._is_block(path):
            return Resolved(urls.encode_path(_with_slash(path)))
        if urls.is_endpoint(path):
            return Resolved(self.settings.endpoint_origin.rstrip("/") + urls.encode_path(path) + reference.suffix)
        if self._could_be(path):
            return self._unpublished(record, reference, urls.encode_path(_with_slash(path)))
        near = self._near("page").hint(path)
        return self._problem(record, reference, f'"{path}" does not exist{near}')

    def _near(self, what: str) -> NearValues:
        """What a wrong reference may be meant for: a `file` of content, a `page`, or a file of the named folder."""
        if what not in self._known:
            known = {"file": self.urls_by_file, "page": sorted(page for page in self.pages if page.endswith("/"))}
            self._known[what] = NearValues(known[what] if what in known else _names(Path(what)))
        return self._known[what]

    def _is_block(self, path: str) -> bool:
        """Whether an address is that of a list's numbered page."""
        found = _BLOCK.fullmatch(path)
        return found is not None and int(found["number"]) <= self.blocks.get(found["list"], 0)

    def _could_be(self, path: str) -> bool:
        """Whether an address belongs to the site though no page stands there now: time alone may bring or take it."""
        address = _with_slash(path)
        if path in self.waiting or address in self.waiting or urls.encode_path(address) in self.urls_by_file.values():
            return True
        if listed := _LISTED.fullmatch(path):
            number = int(listed["number"] or 0)
            most = most_pages(len(self.urls_by_file), self.settings.per_page)
            return number <= most and (listed["list"] in self.pages or self._is_coded(listed["list"]))
        return self._is_coded(address)

    def _is_coded(self, address: str) -> bool:
        """Whether a list of that address may be: of a known country or pair, or of a month."""
        coded = _CODED_LIST.fullmatch(address)
        if not coded:
            return False
        country, industry = coded["country"], coded["industry"]
        good_country = country is None or self.vocabulary.term("country", country.upper()) is not None
        return good_country and (industry is None or self.vocabulary.term("industry", industry) is not None)

    def _file(self, record: Record, reference: Reference) -> Resolved:
        relative = posixpath.normpath(reference.target)
        if relative.startswith(("..", "/")) or any(part.startswith(".") for part in relative.split("/")):
            return self._problem(
                record, reference, f'"{reference.target}" is not beside this file; put a copy into the same folder'
            )
        path = self.root / posixpath.dirname(record.file) / relative
        try:
            fault = self._own.fault_of(path)
        except OSError:
            if reference.kind == "picture":
                message = f'"{reference.target}" has not been taken yet; run build.py pictures {record.id}'
                self._problem(record, reference, message, warning=True)
                return Resolved(None, path)
            near = self._near(str(path.parent)).hint(path.name)
            return self._problem(record, reference, f'"{reference.target}" does not exist{near}')
        if fault:
            return self._problem(record, reference, f'"{reference.target}" {fault}')
        data = path.read_bytes()
        long = f"has a name longer than {LONGEST_NAME} bytes" if len(os.fsencode(path.name)) > LONGEST_NAME else ""
        fault = long or fault_of_attachment(path.name, data)
        fault = fault or (fault_of_picture(path.name, data) if reference.kind != "file" else "")
        if fault:
            return self._problem(record, reference, f'"{reference.target}" {fault}')
        page = self.urls_by_file[record.file]
        return Resolved(page + urls.encode_path(relative) + reference.suffix, path, file_digest(data))


def _with_slash(path: str) -> str:
    return path if path.endswith("/") else f"{path}/"


def most_pages(files: int, per_page: int) -> int:
    """The highest number that a list's page could have if all content files were bulletins of that list."""
    return files // per_page + 1


def _names(folder: Path) -> list[str]:
    """The names of files that a link may be meant for."""
    try:
        return sorted(
            one.name
            for one in folder.iterdir()
            if one.is_file() and not one.name.startswith(".") and one.suffix != ".md"
        )
    except OSError:
        return []


def digest_of(resolved: Iterable[Resolved]) -> bytes:
    """Changes when a link of the body leads elsewhere or a file behind it has other bytes."""
    facts = [(one.url, one.digest) for one in resolved]
    return hashlib.blake2b(repr(facts).encode(), digest_size=8).digest() if facts else b""


def apply(markup: str, resolved: list[Resolved]) -> str:
    """The body with its placeholders replaced; a link without a target leaves its text."""

    def link(found: re.Match[str]) -> str:
        url = resolved[int(found[2])].url
        return found[4] if url is None else f'<a{found[1]} href="{_attribute(url)}"{found[3]}>{found[4]}</a>'

    def image(found: re.Match[str]) -> str:
        one = resolved[int(found[2])]
        size = _size(one.path) if one.path else ""
        return f'<img{found[1]} src="{_attribute(one.url or "")}"{found[3]}{size} loading="lazy">'

    def picture(found: re.Match[str]) -> str:
        one = resolved[int(found[2])]
        if one.url is None or one.path is None:
            return ""
        address = f"{_attribute(one.url)}?v={one.digest.hex()[:10]}"  # the page is another one when its picture is
        source = f'{found[1]} src="{address}"{found[3]}{_size(one.path, PICTURE_SCALE)}'
        return f'<div class="step-picture"><a href="{address}"><img{source} loading="lazy"></a></div>'

    return _IMAGE.sub(image, _PICTURE.sub(picture, _LINK.sub(link, markup)))


def _attribute(url: str) -> str:
    return url.replace("&", "&amp;").replace('"', "&quot;")


def _size(path: Path, scale: int = 1) -> str:
    """Width and height, so that the page does not jump when the image arrives."""
    try:
        size = picture_size(path.read_bytes())
    except OSError:
        return ""
    return f' width="{size[0] // scale}" height="{size[1] // scale}"' if size else ""


def anchors_of(records: Iterable[Record], urls_by_file: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The heading ids of every page that has a body, by its address (not encoded)."""
    return {unquote(urls_by_file[record.file]): anchors_in(record) for record in records}


def unpublished_successors(
    selection: Selection, bulletins: Iterable[BulletinRecord], unreadable: Iterable[str]
) -> list[Problem]:
    """Problems with `superseded_by`: an id that does not exist, or the bulletin itself; `unreadable` are files."""
    known = {one.id: one for one in bulletins}
    ids = NearValues(known)
    found = []
    for one in known.values():
        line, column = one.superseded_at
        if f"content/risk/{one.superseded_by}.md" in unreadable:
            continue
        if one.superseded_by and one.superseded_by not in known:
            near = ids.hint(one.superseded_by)
            message = f'no bulletin has the id "{one.superseded_by}"{near}'
            found.append(Problem(one.file, line, column, "superseded_by", message))
        elif one.superseded_by == one.id:
            found.append(Problem(one.file, line, column, "superseded_by", "a bulletin cannot supersede itself"))
        elif one.superseded_by and one.superseded_by not in selection.by_id and one.id in selection.by_id:
            message = f'"{one.superseded_by}" is not published now; the notice stands without a link'
            found.append(Problem(one.file, line, column, "superseded_by", message, warning=True))
    return found
