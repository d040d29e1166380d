"""What comes from elsewhere: pasted text, pictures, Word files and others, taken in as drafts."""

from __future__ import annotations

from http import HTTPStatus

from werkzeug.wrappers import Response

from editing.desk.answers import Ask, answer, text_of
from editing.desk.api.handlers import Handlers
from editing.desk.desk import DeskError, found_bulletin
from editing.desk.doing.uploads import read_upload, store_picture, upload_json
from editing.desk.doing.waiting_imports import WaitingImport
from editing.desk.texts.pasting import pasted
from editing.importing.writing.drafting import Draft, Drafting, ImportOptions
from editing.life.bulletins import RISK

#: Characters of what is pasted.
_LONGEST_PASTE = 5_000_000


def paste(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/paste: Markdown of what was copied elsewhere."""
    html = text_of(ask.json(), "html")
    if len(html) > _LONGEST_PASTE:
        raise DeskError("粘贴的内容太多，请存为文件再导入", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    found = pasted(html)
    return answer({"markdown": found.markdown, "lost": found.lost})


def picture(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/picture: put a picture beside a bulletin; gives what to write where it shall stand."""
    form, upload = ask.request.form, ask.file()
    alt = " ".join(form.get("alt", "").split())
    if not alt:
        raise DeskError("请写一句话说明图片的内容，看不见图片的读者靠它了解", key="alt")
    site = handlers.desk.site()
    stored = found_bulletin(site, form.get("id"))
    data = upload.stream.read()
    found = store_picture(stored.path.parent, upload.filename or "picture", data)
    width, height = found.size or (None, None)
    said = alt.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return answer(
        {
            "markdown": f"![{said}]({found.name})", "name": found.name, "width": width, "height": height,
            "bytes": len(found.data), "said": found.done,
        },
        HTTPStatus.CREATED,
    )  # fmt: skip


def import_file(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/import: read a file; nothing is written until it is accepted."""
    upload, form = ask.file(), ask.request.form
    options = ImportOptions(channel=form.get("channel", ""))
    desk = handlers.desk
    at = desk.moment
    found = read_upload(desk.root, at, upload.filename or "file", upload.stream.read(), options)
    said = upload_json(found, desk.root)
    key = handlers.imports.keep(WaitingImport(ask.person, at, said, found.drafts)) if found.drafts else ""
    return answer({"key": key, **said})


def waiting_imports(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/imports: what this person has read and not accepted yet."""
    found = handlers.imports.of(ask.person, handlers.desk.moment).items()
    return answer(
        {"imports": [{"key": key, "when": one.at.isoformat(), "source": one.said["source"]} for key, one in found]}
    )


def waiting_import(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/import?key=: the report of one of them, as it was given first."""
    key = ask.argument("key")
    return answer({"key": key, **_waiting(handlers, ask, key).said})


def forget_import(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/import/forget: it is not wanted."""
    key = text_of(ask.json(), "key")
    if handlers.imports.get(key, ask.person, handlers.desk.moment):
        handlers.imports.forget(key)
    return answer({})


def _waiting(handlers: Handlers, ask: Ask, key: str) -> WaitingImport:
    found = handlers.imports.get(key, ask.person, handlers.desk.moment)
    if found is None:
        raise DeskError("这次导入已过期，请重新拖入文件", HTTPStatus.NOT_FOUND)
    return found


def accept_import(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/import/accept: write the drafts, as they are or as the editor has changed their texts."""
    members = ask.json()
    key, texts, wanted = text_of(members, "key"), members.get("texts") or {}, members.get("drafts")
    found = _waiting(handlers, ask, key)
    numbers = range(len(found.drafts)) if wanted is None else wanted
    if not (
        isinstance(texts, dict)
        and isinstance(numbers, (list, range))
        and all(isinstance(one, int) and 0 <= one < len(found.drafts) for one in numbers)
    ):
        raise DeskError("请求有误", HTTPStatus.BAD_REQUEST)
    ids: list[str] = []
    with handlers.desk.lock:
        site = handlers.desk.site()
        drafting = Drafting(site, ImportOptions())
        for number in dict.fromkeys(numbers):
            draft = found.drafts[number]
            text = text_of(texts, str(number), needed=False) or draft.text
            if not site.read("2026/a", text.encode()).parsed.draft:
                raise DeskError("导入的稿件须是草稿：请保留 draft: true 这一行")
            try:
                drafting.write(Draft(draft.mark, draft.path, text, draft.pictures, draft.suggested))
            except FileExistsError:
                raise DeskError("同名的文件刚刚出现，请重新拖入文件", HTTPStatus.CONFLICT, ids=ids) from None
            ids.append(draft.path.relative_to(site.root / RISK).as_posix().removesuffix(".md"))
    handlers.imports.forget(key)
    return answer({"ids": ids}, HTTPStatus.CREATED)
