"""Pictures are renewed where a reader would see it, those of no step go, and what was checked is written down."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from guides.picturing import compressed, looks_alike
from guides.trying import keep_pictures, try_guides
from tests.guides.conftest import Serve, guides_of
from tests.machine import PROJECT
from tests.site_helper import Site

pytestmark = pytest.mark.thorough


def drawn(text: str, size: tuple[int, int] = (600, 300)) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((20, 20), text, "black", font_size=40)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_another_one_when_a_reader_sees_it() -> None:
    assert looks_alike(drawn("3"), compressed(drawn("3")))
    assert not looks_alike(drawn("policies: 3"), drawn("policies: 5 of 8"))
    assert not looks_alike(drawn("3"), drawn("3", (600, 301)))
    assert len(compressed(drawn("3"))) < len(drawn("3"))


def command(site: Site, *words: str) -> tuple[int, str]:
    """What a command ends with and says, in a process of its own: here a browser runs."""
    whole = [sys.executable, str(PROJECT / "build.py"), "--root", str(site.root), *words]
    done = subprocess.run(whole, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def body(click: str = "全部") -> str:
    return f"""1. 打开首页。
2. 点击【{click}】。

```steps
1:
  open: /
  expect: 最新风险信息
  picture: {{region: 最新风险信息, marks: 更多>>}}
2:
  click: 更多>>
  expect: [风险信息, 共 1 条]
```
"""


def test_what_was_taken_is_kept_and_what_no_step_has_goes(running: Browser, site: Site, serve: Serve) -> None:
    site.small().bulletin("a").guide("g", body()).file("content/guide/pictures/g/9.png", drawn("9"))
    origin, _ = serve(site.root)
    guides = guides_of(site.root)
    trial = try_guides(running, origin, site.root, guides, lambda file: None)
    assert (trial.problems, trial.steps, list(trial.renewed)) == ([], 2, ["content/guide/pictures/g/1.png"])
    assert keep_pictures(site.root, trial, guides) == ["content/guide/pictures/g/9.png"]
    kept = (site.root / "content/guide/pictures/g/1.png").read_bytes()
    assert Image.open(io.BytesIO(kept)).mode == "P"
    again = try_guides(running, origin, site.root, guides, lambda file: None)
    assert again.renewed == {}


FAULTS = {
    "a region": ("picture: {region: 没有的}", 'no part of the page is called "没有的"'),
    "a mark": ("picture: {marks: 没有的}", 'nothing to mark shows "没有的"'),
    "a mark outside": (
        "picture: {region: 页头, marks: 更多>>, height: 20}",
        '"更多>>" lies outside of the picture; give it another region or height',
    ),
    "a control": ("fill: {没有的: 甲}", 'nothing to fill in is called "没有的"'),
    "an option": ("open: /risk/\n  fill: {国别（地区）: 甲}", '"国别（地区）" does not take "甲"'),
    "plain text": ("plain: 更多>>", '"更多>>" is no plain text: it can be clicked'),
    "what is there": ("absent: 最新风险信息", '"最新风险信息" is on the page'),
    "an address": ("open: /none/", '"/none/" cannot be opened (404)'),
    "a part": ("within: 没有的\n  click: 甲", 'nothing to click shows "甲", where no part is called "没有的"'),
}


def test_what_a_step_does_not_find_is_told(running: Browser, site: Site, serve: Serve) -> None:
    site.small().bulletin("a")
    for number, (step, _) in enumerate(FAULTS.values()):
        start = "" if step.startswith("open") else "  open: /\n"
        site.guide(f"g{number}", f"1. 一步。\n\n```steps\n1:\n{start}  {step}\n```\n")
    origin, _ = serve(site.root)
    trial = try_guides(running, origin, site.root, guides_of(site.root), lambda file: None)
    told = {one.file: one.message for one in trial.problems}
    assert told == {f"content/guide/g{at}.md": message for at, (_, message) in enumerate(FAULTS.values())}


def test_the_command_writes_nothing_when_a_step_fails(site: Site) -> None:
    site.small().bulletin("a").guide("g", body().replace("共 1 条", "共 2 条"))
    before = site.everything()
    code, said = command(site, "pictures")
    assert code == 1
    assert 'content/guide/g.md:15:18: steps.2: "共 2 条" is not on the page; did you mean "共 1 条，新的在前"?' in said
    assert {name: data for name, data in site.everything().items() if not name.startswith("var")} == before


def test_the_command_takes_pictures_and_notes_the_day(site: Site) -> None:
    site.small().bulletin("a").guide("g", body())
    code, said = command(site, "pictures", "g", "--check")
    assert (code, (site.root / "content/guide/pictures").exists()) == (0, False), said
    assert "would be renewed: content/guide/pictures/g/1.png" in said
    code, said = command(site, "pictures")
    assert code == 0, said
    noted = (site.root / "content/guide/checked.toml").read_text(encoding="utf-8")
    assert re.search(r'^\[guide\."g"\]\ndate = "\d{4}-\d\d-\d\d"\nversion = "[\d.]+"\nsteps = "\w{16}"$', noted, re.M)
    assert site.warnings() == []
    assert re.search(r"核对于 \d{4}-\d\d-\d\d，版本 [\d.]+", site.page("/guide/g/").text)
    code, said = command(site, "pictures", "gg")
    assert (code, 'no guide is called "gg"; did you mean "g"?' in said) == (2, True)


def test_pictures_hold_nothing_of_this_machine(site: Site, serve: Serve) -> None:
    site.small().bulletin("a").settings(
        'title = "甲"\n[menu]\napply_url = "/x"\n[oidc]\nissuer = "https://id.example"\n'
        '[search]\nengine = "opensearch"\n'
    )
    _, copy = serve(site.root)
    settings = (copy / "site.toml").read_text(encoding="utf-8")
    assert settings == 'title = "甲"\n\n[menu]\napply_url = "/x"\n'
    assert "https://risk.example.cn/" in (copy / "site" / "index.html").read_text(encoding="utf-8")
