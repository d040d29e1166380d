"""Steps on their page: anchors for other systems, pictures below them, nothing of the block itself."""

from __future__ import annotations

import json

from tests.site_helper import PNG, Site

LIST = "1. 打开[首页](/)。\n2. 点击**甲**。\n\n"
PICTURED = f"{LIST}```steps\n1: {{open: /}}\n2: {{click: 甲, picture: {{marks: [甲, 乙]}}}}\n```\n"


def test_steps_have_anchors_and_their_block_is_not_shown(site: Site) -> None:
    body = f"{LIST}```steps\n1: {{open: /}}\n2: {{click: 甲}}\n```\n\n再来：\n\n1. 另一步。\n\n[前面](g.md#step-2)\n"
    site.small().guide("g", body, topic="g").build()
    for url in ("/guide/g/", "/embed/guide/g/"):
        page = site.page(url)
        assert [one for one in page.ids if one.startswith("step-")] == ["step-1", "step-2", "step-2-1"]
        assert "open:" not in page.text
        assert "XINFENG" not in page.markup
    assert json.loads(site.text("/help/topics.json"))["g"]["steps"] == [
        {"id": "step-1", "text": "打开首页。"},
        {"id": "step-2", "text": "点击甲。"},
        {"id": "step-2-1", "text": "另一步。"},
    ]


def test_a_link_to_no_step_is_told(site: Site) -> None:
    site.small().guide("g", f"{LIST}[前面](g.md#step-3)\n").bulletin("a", "[一步](/guide/g/#step-9)")
    assert [one.partition(": ")[2] for one in site.problems()] == [
        'link: "g.md" has no heading "#step-3"; did you mean "step-2"?',
        'link: "/guide/g/" has no heading "#step-9"; did you mean "step-2"?',
    ]


def test_a_picture_that_is_not_taken_yet_is_a_warning_and_comes_with_the_next_build(site: Site) -> None:
    site.small().guide("g", PICTURED, topic="g")
    told = [str(one) for one in site.build().warnings]
    assert [one.partition(": ")[2] for one in told] == [
        'warning: picture: "pictures/g/2.png" has not been taken yet; run build.py pictures g'
    ]
    assert site.page("/guide/g/").images == []
    before = json.loads(site.text("/help/topics.json"))["g"]["digest"]
    site.file("content/guide/pictures/g/2.png", PNG)
    assert site.build().warnings == []
    (image,) = site.page("/embed/guide/g/").images
    assert image["alt"] == "第 2 步的画面：点击甲。图中标出：1 甲，2 乙。"
    assert (image["width"], image["height"], image["loading"]) == ("1", "1", "lazy")
    assert site.has(image["src"].partition("?")[0])
    after = json.loads(site.text("/help/topics.json"))["g"]["digest"]
    site.file("content/guide/pictures/g/2.png", PNG + b"\0")
    site.build()
    assert len({before, after, json.loads(site.text("/help/topics.json"))["g"]["digest"]}) == 3


def test_an_incremental_build_with_pictures_is_a_clean_one(site: Site) -> None:
    site.small().guide("g", PICTURED).bulletin("a").bulletin("b").build()
    site.file("content/guide/pictures/g/2.png", PNG).build()
    site.bulletin("a", "另一段。").build()
    found = site.tree()
    site.build(clean=True)
    assert site.tree() == found
