"""The page of a bulletin: all its facts, and its pictures beside it."""

from __future__ import annotations

from tests.site_helper import PNG, Site


def test_images_and_attachments_are_copied_beside_their_page(site: Site) -> None:
    site.small().file("content/risk/2026/图 1.png", PNG).file("content/risk/2026/附件/表.csv", b"a,b")
    site.bulletin("2026/a", "![走势图](<图 1.png>)\n\n[表](附件/表.csv)和[表](附件/表.csv#x)").build()
    tree = site.tree()
    assert tree["risk/2026/a/图 1.png"] == PNG
    assert tree["risk/2026/a/附件/表.csv"] == b"a,b"
    page = site.page("/risk/2026/a/")
    shown = next(one for one in page.images if one.get("alt") == "走势图")
    assert (shown["src"], shown["width"], shown["height"]) == ("/risk/2026/a/%E5%9B%BE%201.png", "3", "2")
    assert shown["loading"] == "lazy"
    assert page.link("表") == "/risk/2026/a/%E9%99%84%E4%BB%B6/%E8%A1%A8.csv"


def test_a_changed_image_changes_its_copy_and_its_page(site: Site) -> None:
    site.small().file("content/risk/图.png", PNG).bulletin("a", "![图](图.png)").bulletin("b").build()
    report = site.file("content/risk/图.png", PNG.replace(b"\x00\x00\x00\x03", b"\x00\x00\x00\x04", 1)).build()
    assert report.changed_urls == ["/risk/a/", "/risk/a/%E5%9B%BE.png"]


def test_a_bulletin_tells_all_its_facts(site: Site) -> None:
    site.bulletin(
        "a", "## 小标题\n\n正文。", title="越南上调关税", countries=["越南", "USA"], industries=["steel"], level="高",
        keywords=["关税"], summary="一句话。", source="编辑部", source_url="https://example.org/n", status="corrected",
        changes=[{"date": "2026-11-21", "kind": "correction", "note": "税率应为百分之五"}],
    ).build()  # fmt: skip
    page = site.page("/risk/a/")
    assert page.headings[0] == (1, "越南上调关税")
    frame = ("当前位置", "风险预警", "越南", "美国", "高", "一句话。", "编辑部", "2026-11-20", "2026-11-21")
    for text in (*frame, "税率应为百分之五", "已更正", "关税", "小标题"):
        assert text in page.text, text
    assert page.title.startswith("越南上调关税")
    assert page.link("编辑部") == "https://example.org/n"
    assert "/risk/country/us/" in [url for _, url in page.links]
