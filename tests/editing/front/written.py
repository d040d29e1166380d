"""Content files as many hands write them: any order, comments, quotation marks, line ends and byte order marks."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    ["甲", "乙丙", "越南对卷钢发起反倾销复审", "a b", "x: y", "#1", "it's", '说"好"', "50%", "a，b", "🙂"]
)


def _quoted(text: str, style: str) -> str:
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@st.composite
def scalars(draw: st.DrawFn) -> str:
    """A text in one of its spellings."""
    text = draw(WORDS)
    style = draw(st.sampled_from(["plain", "'", '"']))
    return (
        text
        if style == "plain" and not set(text) & set("#:'\"%")
        else _quoted(text, "'" if style == "plain" else style)
    )


@st.composite
def lists(draw: st.DrawFn, items: st.SearchStrategy[str]) -> str:
    """A list after its key: in brackets or in lines."""
    values = draw(st.lists(items, max_size=3))
    if not values or draw(st.booleans()):
        space = draw(st.sampled_from(["", " "]))
        return f" [{space}{', '.join(values)}{space}]"
    indent = draw(st.sampled_from(["", "  ", "    "]))
    note = draw(st.sampled_from(["", "  # 注"]))
    return "".join(f"\n{indent}- {value}{note}" for value in values)


@st.composite
def changes(draw: st.DrawFn) -> str:
    """Change notes after their key."""
    count = draw(st.integers(0, 2))
    if not count:
        return " []"
    if draw(st.booleans()):
        return f" [{', '.join(['{date: 2026-11-21, kind: update, note: 补充}'] * count)}]"
    indent = draw(st.sampled_from(["", "  ", "   "]))
    note = draw(st.sampled_from(["补充", '"补充"', "|\n      补充", ">-\n      补充\n\n      再补充"]))
    return "".join(
        f"\n{indent}- date: 2026-11-21\n{indent}  kind: 更新   # 类\n{indent}  note: {note}" for _ in range(count)
    )


@st.composite
def fronts(draw: st.DrawFn, status: bool = False) -> str:
    """A whole file that the builder takes."""
    keys = {"title": " " + draw(scalars()), "date": " 2026-11-20T09:30", "channel": " warning"}
    optional = {
        "level": st.sampled_from([" 高", " 'high'", ' "低"  # 等级']),
        "keywords": lists(st.sampled_from(["甲", '"乙"', "'丙'"])),
        "countries": lists(st.sampled_from(["越南", "VN", '"US"'])),
        "aliases": lists(st.sampled_from(["/a/", '"/b/"', "/旧/页/"])),
        "changes": changes(),
        "summary": st.sampled_from([" 一句话。", " >\n  一句\n  话。", " |\n  一句话。\n"]),
        "source": scalars().map(lambda text: " " + text),
    }
    if status:
        optional["status"] = st.sampled_from([" active", " 'active'", " active   # 现行"])
    for key in draw(st.lists(st.sampled_from(sorted(optional)), unique=True)):
        keys[key] = draw(optional[key])
    lines = []
    for key in draw(st.permutations(sorted(keys))):
        if draw(st.integers(0, 4)) == 0:
            lines.append(draw(st.sampled_from(["# 注：这里留着", "", "#"])))
        lines.append(f"{key}:{keys[key]}")
    body = draw(st.sampled_from(["", "\n正文。\n", "\n正文。\n\n---\n\n尾", "\n- 甲\n- 乙"]))
    text = "\n".join(["---", *lines, "---"]) + "\n" + body
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    return draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", newline)
