"""The keys of front matter: each with its reader, its default and what editors are told of it (docs/writing.md).

A bulletin's values go where their key's name is a field: to `view.bulletin.Facts` if it is one there, else to
`records.BulletinRecord`; a guide's go to `records.Guide`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from builder.reading.fields import LONGEST_TITLE, NO_DATE, Reading


class Key(NamedTuple):
    """A key of front matter. `read` gives its value, or its default where it is absent or wrong.

    `about` is what docs/writing.md says of it, in the editors' language.
    """

    name: str
    read: Callable[[Reading], Any]
    about: str
    required: bool = False


#: What stands in for a missing or wrong value, which has been told, lets links and images be checked in the same run.
BULLETIN_KEYS = (
    Key(
        "title",
        lambda file: file.title,
        "标题，1 至 200 个字符",
        required=True,
    ),
    Key("date", lambda file: file.date or NO_DATE, "发布时间；写将来的时间就是定时发布", required=True),
    Key(
        "channel",
        lambda file: file.one_term("channel", "channel") or "",
        "栏目，只能一个；写代码、名称或别名",
        required=True,
    ),
    Key("countries", lambda file: file.terms("countries", "country"), "国别（地区），写二字母代码、中文名或别名"),
    Key("industries", lambda file: file.terms("industries", "industry"), "行业，写代码、名称或别名"),
    Key("level", lambda file: file.one_term("level", "level"), "风险等级：`high`、`medium`、`low`，或 高、中、低"),
    Key("keywords", lambda file: file.words("keywords"), "关键字，自由填写，每个不超过 50 个字符"),
    Key("summary", lambda file: file.summary, "摘要；不写就取正文第一段"),
    Key("source", lambda file: file.front.text("source") or "", "来源"),
    Key("source_url", lambda file: file.web_address("source_url"), "来源的网址"),
    Key(
        "actions",
        lambda file: file.front.each("actions", file.sentence),
        "现在要做的：列表，每项不超过 200 个字符，显示在最前面",
    ),
    Key("title_en", lambda file: file.front.text("title_en", LONGEST_TITLE, visible=True) or "", "英文标题"),
    Key("summary_en", lambda file: file.front.text("summary_en") or "", "英文摘要；显示在文章页和订阅源里，也能查到"),
    Key("feed_id", lambda file: file.feed_id, "订阅源里一直沿用的编号，由 `rename` 命令写入，不要改"),
    Key("updated", lambda file: file.moment("updated"), "最近一次实质修改的时间"),
    Key("changes", lambda file: file.changes, "变更说明的列表"),
    Key("status", lambda file: file.status, "状态，默认 `active`，见[四种状态](#四种状态)"),
    Key("superseded_by", lambda file: file.superseded_by, "取代它的那一条的编号，只与 `status: superseded` 同用"),
    Key("pinned_until", lambda file: file.moment("pinned_until", end=True), "置顶到何时；只写日期就是到当天 24:00"),
    Key("expires", lambda file: file.expires, "何时到期；只写日期就是到当天 24:00"),
    Key("draft", lambda file: file.front.boolean("draft"), "草稿，不发布"),
    Key("aliases", lambda file: file.front.each("aliases", file.alias), "旧网址，访问时转到本页"),
    Key("lint_off", lambda file: file.lint_off, "不再提醒的 `lint` 代码，每个写明原因"),
)
GUIDE_KEYS = (
    Key("title", lambda file: file.title, "标题", required=True),
    Key("order", lambda file: file.order, "排列次序，整数，小的在前；以 10 为间隔，便于插入"),
    Key("summary", lambda file: file.summary, "一句话说明，显示在指南目录里；不写就取正文第一段"),
    Key("topic", lambda file: file.topic, "稳定的标识，用小写字母和连字符。其他系统凭它链接到帮助，发布后不要改"),
    Key("aliases", lambda file: file.front.each("aliases", file.alias), "旧网址，访问时转到本页"),
)


def read_keys(reading: Reading, keys: Iterable[Key]) -> dict[str, Any]:
    """The value of each key; unknown and missing keys are told as problems."""
    known = list(keys)
    reading.front.check_keys(tuple(one.name for one in known), tuple(one.name for one in known if one.required))
    return {one.name: one.read(reading) for one in known}
