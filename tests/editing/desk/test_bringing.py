"""Files that are handed to the desk: drafts are accepted before anything is written, pictures are checked and named."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from editing.desk.doing.uploads import ReadUpload, upload_json
from editing.importing.files import read_drafts
from editing.importing.model import RefusedError
from editing.importing.writing.drafting import Drafting, ImportOptions
from editing.life.bulletins import Bulletins
from tests.editing.desk.editor import Editor, content
from tests.editing.importing.docx.constructs import CONSTRUCTS
from tests.editing.importing.word import docx, paragraph
from tests.site_helper import NOW, PNG, Site

pytestmark = pytest.mark.thorough  # Word files and pictures are read in processes of their own


def test_a_word_file_is_read_and_written_when_it_is_accepted(editor: Editor) -> None:
    before = content(editor.site.root)
    word = docx(paragraph("越南钢铁反倾销", '<w:outlineLvl w:val="0"/>') + paragraph("越南对钢铁征税。"))
    found = editor.upload("/api/import", "来 稿.docx", word)
    assert content(editor.site.root) == before
    assert [one["title"] for one in found["drafts"]] == ["越南钢铁反倾销"]
    assert found["source"] == "来 稿.docx"
    text = found["drafts"][0]["text"] + "补充。\n"
    (identifier,) = editor.post("/api/import/accept", 201, key=found["key"], texts={"0": text})["ids"]
    opened = editor.open(identifier)
    assert opened["state"] == "draft"
    assert opened["text"].endswith("补充。\n")
    editor.post("/api/import/accept", 404, key=found["key"])


def test_what_was_read_waits_for_the_one_who_read_it(editor: Editor) -> None:
    first = editor.upload("/api/import", "x.md", "# 甲\n\n正文。\n".encode())
    second = editor.upload("/api/import", "y.md", "# 乙\n\n正文。\n".encode())
    again, other = Editor(editor.site), Editor(editor.site, "乙")
    assert {one["source"] for one in again.get("/api/imports")["imports"]} == {"x.md", "y.md"}
    assert again.get("/api/import", key=first["key"]) == first
    assert other.get("/api/imports") == {"imports": []}
    other.get("/api/import", 404, key=first["key"])
    other.post("/api/import/forget", key=first["key"])
    other.post("/api/import/accept", 404, key=first["key"])
    again.post("/api/import/forget", key=second["key"])
    assert [one["source"] for one in again.get("/api/imports")["imports"]] == ["x.md"]
    again.post("/api/import/accept", 201, key=first["key"])
    assert again.get("/api/imports") == {"imports": []}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.docx", b"no word file", "Word"),
        ("x.exe", b"MZ\x90", "UTF-8"),
        ("x.md", b"", "空"),
        ("../../x.docx", b"PK\x03\x04", "Word"),
    ],
)
def test_what_cannot_be_read_is_refused_in_chinese(editor: Editor, name: str, data: bytes, said: str) -> None:
    before = content(editor.site.root)
    found = editor.upload("/api/import", name, data)
    assert said in found["refused"]
    assert (found["key"], found["drafts"]) == ("", [])
    assert content(editor.site.root) == before


def test_an_import_does_not_publish(editor: Editor) -> None:
    found = editor.upload("/api/import", "x.md", "# 甲\n\n正文。\n".encode())
    text = found["drafts"][0]["text"].replace("draft: true", "draft: false")
    before = content(editor.site.root)
    editor.post("/api/import/accept", 422, key=found["key"], texts={"0": text})
    for wrong in (5, "0", [1], [-1], ["0"], {"0": 0}):
        editor.post("/api/import/accept", 400, key=found["key"], drafts=wrong)
    assert content(editor.site.root) == before


def test_a_name_that_was_taken_meanwhile_is_not_overwritten(editor: Editor) -> None:
    found = editor.upload("/api/import", "x.md", "# 甲乙\n\n正文。\n".encode())
    editor.site.file(found["drafts"][0]["file"], "别人的")
    editor.post("/api/import/accept", 409, key=found["key"])
    assert (editor.site.root / found["drafts"][0]["file"]).read_text(encoding="utf-8") == "别人的"


#: Files with something to lose or change in every place, beside Word files with every construct that we know.
OTHERS = {
    "x.csv": "title,country,odd,level\n甲,VN,x,极高\n乙,不知道,,高,more\n",
    "x.jsonl": '{"title": "甲", "text": "<b>正文</b><iframe src=x></iframe>", "odd": "x"}\n',
    "x.md": '---\ntitle: 甲\nodd: x\nlevel: 极高\nkeywords: ["a,b", ""]\n---\n\n![图](none.png) <!-- 记 --> [x](ftp://a)\n',
    "y.md": f"# {'长' * 300}\n\n来源：海关\n\n正文。\n",
    "x.xml": "<rss version='2.0'><channel><title>站</title><item><title>甲</title><link>https://e.cn/1</link>"
    "<description>文&lt;iframe src=x&gt;</description><enclosure url='https://e.cn/a.pdf'/></item></channel></rss>",
}


def test_every_place_of_a_loss_is_said_in_chinese(desk_site: Site) -> None:
    site, options = Bulletins(desk_site.root, datetime.fromisoformat(NOW)), ImportOptions()
    files = {name: text.encode() for name, text in OTHERS.items()} | {
        f"{number}.docx": docx(one.body, one.parts, one.relations) for number, one in enumerate(CONSTRUCTS.values())
    }
    places: dict[str, str] = {}
    for name, data in files.items():
        path = desk_site.root / name
        path.write_bytes(data)
        try:
            found = ReadUpload(*read_drafts(Drafting(site, options), options, path))
        except RefusedError:
            continue
        said = upload_json(found, desk_site.root)
        for kind in ("lost", "changed"):
            places |= {one["where"]: name for one in said[kind]}
    shown = {re.sub("“[^”]*”", "", where): name for where, name in places.items()}
    assert {where: name for where, name in shown.items() if re.search("[A-Za-z]", where)} == {}
    assert {"页眉", "页脚", "文档", "正文", "风险等级", "国别（地区）", "稿件头部", "标题", "第 1 条"} <= set(shown)


def photograph(width: int, height: int, kind: str = "JPEG") -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (width, height), "red").save(out, kind)
    return out.getvalue()


def test_a_picture_is_made_smaller_and_stands_beside_its_bulletin(editor: Editor) -> None:
    first = editor.upload("/api/picture", "截屏 1.jpg", photograph(4000, 2000), 201, id="a", alt="图 [一]")
    assert (first["width"], first["height"]) == (1600, 800)
    assert first["markdown"] == f"![图 \\[一\\]]({first['name']})"
    assert any("缩小" in one or "小" in one for one in first["said"])
    again = editor.upload("/api/picture", "截屏 1.jpg", photograph(10, 10), 201, id="a", alt="图二")
    assert again["name"] != first["name"]
    folder = editor.site.root / "content/risk"
    assert {first["name"], again["name"]} <= {one.name for one in folder.iterdir()}
    assert not [one.name for one in folder.iterdir() if one.name.startswith(".")]
    opened = editor.open()
    saved = editor.save(opened["text"] + f"\n{first['markdown']}\n", opened["digest"])
    assert saved["problems"] == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.png", b"no picture"),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("x.svg", b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>"),
        ("x.html", b"<html><script>alert(1)</script>"),
        ("x.png", PNG[:40]),
    ],
)
def test_what_is_no_picture_or_a_program_is_refused(editor: Editor, name: str, data: bytes) -> None:
    before = content(editor.site.root)
    refused = editor.upload("/api/picture", name, data, 422, id="a", alt="图")
    assert any("\u4e00" <= one <= "\u9fff" for one in refused["detail"])
    assert content(editor.site.root) == before


def test_a_picture_needs_words_for_those_who_do_not_see_it(editor: Editor) -> None:
    assert editor.upload("/api/picture", "x.png", PNG, 422, id="a", alt=" ")["key"] == "alt"


@pytest.mark.parametrize("name", ["../../../x.png", "..\\x.png", ".png", "a/b.png", "con:.png", f"{'x' * 500}.png"])
def test_a_picture_stays_in_its_folder(editor: Editor, name: str) -> None:
    before = set(content(editor.site.root))
    made = editor.upload("/api/picture", name, photograph(3, 2, "PNG"), 201, id="a", alt="图")
    assert set(content(editor.site.root)) - before == {f"risk/{made['name']}"}
    assert Path(made["name"]).name == made["name"]
