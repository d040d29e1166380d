"""A new bulletin: its name in pinyin, what it says, and what stands in its way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.reading.parsing import Parser
from builder.reading.records import BulletinRecord
from editing.life.bulletins import Bulletins
from editing.life.drafts import slug
from editing.life.new import Asked, NewFileError, write_new_bulletin
from tests.editing.life.desk import AT
from tests.site_helper import NOW, Site
from view.clock import parse_moment
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("【示例】越南：对卷钢复审", "yue-nan-dui-juan-gang-fu-shen"),
        ("EU CBAM 碳边境 2026", "eu-cbam-tan-bian-jing-2026"),
        ("重庆银行长期贷款", "chong-qing-yin-hang-chang-qi-dai-kuan"),
        ("Ångström ｆｕｌｌ", "angstrom-full"),
        ("！？", ""),
        ("长" * 40, "-".join(["chang"] * 10)),
    ],
)
def test_a_title_is_spelt_in_the_latin_alphabet(title: str, name: str) -> None:
    assert slug(title) == name


def test_level_source_and_file_may_be_given(site: Site) -> None:
    path = write_new_bulletin(
        Bulletins(site.root, AT), Asked("标题", "预警", level="high", source="当地  海关: 公告", file="steel")
    )
    assert path == site.root / "content/risk/2026/11/steel.md"
    written = path.read_text(encoding="utf-8")
    assert 'level: "高"\n' in written
    assert 'source: "当地 海关: 公告"\n' in written
    assert "# level" not in written
    assert site.checked() == []


@pytest.mark.parametrize("file", ["2030/x", "content/risk/2030/x.md", "/risk/2030/x/"])
def test_a_file_may_be_named_as_id_path_or_address(site: Site, file: str) -> None:
    assert (
        write_new_bulletin(Bulletins(site.root, AT), Asked("甲", "预警", file=file))
        == site.root / "content/risk/2030/x.md"
    )


def test_titles_of_one_spelling_are_numbered_whatever_their_capitals(site: Site) -> None:
    site.file("content/risk/2026/11/BIAO-TI.md", "x")
    names = [write_new_bulletin(Bulletins(site.root, AT), Asked("标题", "预警")).name for _ in range(2)]
    assert names == ["biao-ti-2.md", "biao-ti-3.md"]
    assert write_new_bulletin(Bulletins(site.root, AT), Asked("！", "预警")).name == "22.md"


REFUSED = {
    "a name that is taken": (Asked("甲", "预警", file="2026/a"), "{root}/content/risk/2026/a.md is there already"),
    "a name that climbs": (
        Asked("甲", "预警", file="../a"),
        'file: "../a" cannot be an id; write one such as 2026/11/vn-steel',
    ),
    "a folder of lists": (
        Asked("甲", "预警", file="country/a"),
        'file: "country/a" may not begin with changes/, country/, industry/, channel/, month/, page/; lists live there',
    ),
    "an unknown level": (Asked("甲", "预警", level="红"), 'level: unknown value "红"; one of 高, 中, 低'),
    "a turned title": (Asked("甲\u202e", "预警"), "title: holds the invisible character U+202E; delete it"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_new_is_said_and_nothing_is_written(site: Site, name: str) -> None:
    asked, reason = REFUSED[name]
    before = site.file("content/risk/2026/a.md", "x").everything()
    with pytest.raises(NewFileError) as refused:
        write_new_bulletin(Bulletins(site.root, AT), asked)
    assert str(refused.value) == reason.format(root=site.root)
    assert site.everything() == before


def test_a_folder_that_cannot_be_made_is_one_sentence(site: Site) -> None:
    site.file("content/risk", "a file stands here")
    with pytest.raises(NewFileError) as refused:
        write_new_bulletin(Bulletins(site.root, AT), Asked("甲", "预警"))
    assert len(str(refused.value).splitlines()) == 1
    assert str(Path(site.root / "content/risk")) in str(refused.value)


@given(title=st.text(min_size=1, max_size=40))
def test_any_title_makes_a_valid_file_or_is_refused(site: Site, title: str) -> None:
    zone = Settings().zone
    vocabulary = load_vocabulary(site.root)
    try:
        bulletins = Bulletins(site.root, parse_moment(NOW, zone))
        path = write_new_bulletin(bulletins, Asked(title, "warning", ["VN"]))
    except NewFileError:
        return
    file = path.relative_to(site.root).as_posix()
    parsed = Parser(vocabulary, zone).parse("risk", "x", file, path.read_bytes())
    assert parsed.problems == ()
    assert isinstance(parsed.record, BulletinRecord)
    assert parsed.record.facts.title == " ".join(title.split())
    path.unlink()
