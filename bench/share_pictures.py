"""Draws assets/share/: the picture that chats show beside a shared bulletin, one for each channel and level.

    .venv/bin/python -m bench.share_pictures

Run it again when the shipped channels or levels change. Sites with channels of their own get those without a name.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.install_system import browser
from view.vocabulary.vocabulary import load_vocabulary

ROOT = Path(__file__).parents[1]
WIDTH, HEIGHT = 600, 315
#: Level → what its bars and ground look like: (ground, ink, how many of three bars are filled).
LOOKS = {
    "high": ("#a01f14", "#fff", 3), "medium": ("#fbf1df", "#744400", 2), "low": ("#e8f2ec", "#22563d", 1),
    "none": ("#f1f5f5", "#414f58", 0),
}  # fmt: skip
_PAGE = """<!doctype html><meta charset="utf-8"><style>
*{{margin:0;box-sizing:border-box}}body{{width:600px;height:315px;background:#0b3142;color:#fff;overflow:hidden;
font-family:"Noto Sans CJK SC",sans-serif;text-align:center}}
.name{{padding-top:38px;font:700 40px "Noto Serif CJK SC",serif;letter-spacing:.12em}}
.line{{margin-top:4px;font-size:18px;color:#c9dde3}}.channel{{margin-top:26px;font-size:34px;font-weight:700}}
.level{{display:inline-block;margin-top:22px;padding:6px 18px;background:{ground};color:{ink};font-size:24px}}
.level{{font-weight:700}}
svg{{vertical-align:-2px;margin-right:10px}}</style>
<p class="name">信风</p><p class="line">出口信用风险信息</p><p class="channel">{channel}</p>
<p class="level">{bars}{level}</p>"""
_SHAPES = ("M0 8h3v4H0z", "M4.5 4h3v8h-3z", "M9 0h3v12H9z")


def main() -> None:
    """Draw all of them."""
    vocabulary = load_vocabulary(ROOT)
    channels = {term.code: term.label for term in vocabulary.terms["channel"]} | {"level": "风险信息"}
    levels = {term.code: f"风险等级：{term.label}" for term in vocabulary.terms["level"]} | {"none": "未分级"}
    folder = ROOT / "assets" / "share"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for channel, name in channels.items():
            for level, text in levels.items():
                ground, ink, filled = LOOKS[level]
                shapes = [
                    f'<path d="{shape}" {"fill" if at < filled else "fill=none stroke"}="{ink}"/>'
                    for at, shape in enumerate(_SHAPES)
                ]
                bars = f'<svg viewBox="-1 -1 14 14" width="24" height="24">{"".join(shapes)}</svg>'
                page.set_content(
                    _PAGE.format(ground=ground, ink=ink, channel=escape(name), level=escape(text), bars=bars)
                )
                page.screenshot(path=folder / f"{channel}-{level}.png")
        chromium.close()


if __name__ == "__main__":
    main()
