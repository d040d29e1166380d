"""Every trap: what an editor writes, what is told of it, and what `--fix` makes of it."""

from __future__ import annotations

from builder.reading.traps.finding import find_traps

HEAD = "---\ntitle: 标题\ndate: 2026-11-20\nchannel: 风险预警\n---\n"

LIST = "a list right after a line of text is shown as running text; put an empty line before it"

TABLE = "a table right after a line of text is shown as running text; put an empty line before it"

COMMENT = "belongs to no whole comment, so that readers see what it says; write <!-- … -->"

RUN_ON = 'lines that begin so run on in one paragraph; put an empty line between them, or write "1. …"'

#: Body → the traps that are told, each with its line and column, and the body with the safe ones mended ("": the same).
TRAPS = {
    "a list after a line": ("说明：\n- 一\n- 二\n", [f"2:1: {LIST}"], "说明：\n\n- 一\n- 二\n"),
    "a numbered list after a line": ("说明：\n1. 一\n", [f"2:1: {LIST}"], "说明：\n\n1. 一\n"),
    "a list of another kind": ("- 一\n1. 二\n", [f"2:1: {LIST}"], "- 一\n\n1. 二\n"),
    "a list after a quoted line": ("> 说明：\n> - 一\n", [f"2:3: {LIST}"], "> 说明：\n>\n> - 一\n"),
    "a table after a line": (
        "如下：\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        [f"2:1: {TABLE}"],
        "如下：\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    ),
    "a fence that never ends": (
        "```\n代码\n",
        ["1:1: ``` is never closed; write the same signs in a line of their own after the code"],
        "",
    ),
    "a fence below an item": (
        "- 一\n\n    ```\n    x\n    ```\n",
        [
            f"{line}:5: ``` makes code at the margin only; delete the spaces before it, or indent the code "
            "by 8 without it"
            for line in (3, 5)
        ],
        "",
    ),
    "a sub-item by two spaces": (
        "- 一\n  - 二\n    续\n",
        ["2:3: an item below another needs 4 spaces before it, not 2; it is shown as no sub-item"],
        "- 一\n    - 二\n      续\n",
    ),
    "a sub-item by three spaces": (
        "1. 一\n   - 二\n",
        ["2:4: an item below another needs 4 spaces before it, not 3; it is shown as no sub-item"],
        "1. 一\n    - 二\n",
    ),
    "cells beyond the header": (
        "| a | b |\n|---|---|\n| 1 | 2 | 三 |\n",
        ['3:11: "三" stands beyond the last column and is not shown; add a column to the header'],
        "",
    ),
    "unequal dashes": (
        "| a | b |\n|---|\n| 1 | 2 |\n",
        ["2:1: the dashes make another number of columns than the header, so this is no table; write |---|---|"],
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
    ),
    "no dashes": (
        "| a | b |\n| 1 | 2 |\n",
        ["1:1: this is no table without a line of dashes; write |---|---| below"],
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
    ),
    "dashes without bars": (
        "| a |\n---\n",
        ["2:1: the dashes below a header need bars; write |---|"],
        "| a |\n|---|\n",
    ),
    "an empty line in a table": (
        "| a | b |\n\n|---|---|\n| 1 | 2 |\n",
        ["2:1: an empty line between header and dashes makes this no table; delete it"],
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
    ),
    "tabs from a spreadsheet": (
        "税号\t税率\n7208\t15%\n",
        ["1:1: columns apart by tabs are shown as running text; write a table: | 税号 | 税率 |"],
        "| 税号 | 税率 |\n|---|---|\n| 7208 | 15% |\n",
    ),
    "an item without a space": ("-项\n", ['1:1: this is no item of a list; write "- 项", with a space'], "- 项\n"),
    "a number without a space": ("1.步\n", ['1:1: this is no item of a list; write "1. 步", with a space'], "1. 步\n"),
    "a number in half a bracket": ("1) 步\n", ['1:1: "1)" makes no list; write "1. 步"'], "1. 步\n"),
    "another bullet": ("• 点\n", ['1:1: "•" makes no list; write "- 点"'], "- 点\n"),
    "full-width bars": (
        "｜a｜b｜\n｜－｜－｜\n｜1｜2｜\n",
        [f"{line}:1: full-width ｜ makes no table; write | instead" for line in (1, 2, 3)],
        "|a|b|\n|-|-|\n|1|2|\n",
    ),
    "a link in full-width brackets": (
        "见［公告］（https://example.org/a）。\n",
        ["1:2: full-width brackets make no link; write [公告](https://example.org/a)"],
        "见[公告](https://example.org/a)。\n",
    ),
    "a link with a full-width bracket": (
        "见[公告](b.md）。\n",
        ["1:2: full-width brackets make no link; write [公告](b.md)"],
        "见[公告](b.md)。\n",
    ),
    "numbers in brackets": ("(1) 甲\n(2) 乙\n", [f"2:1: {RUN_ON}"], "(1) 甲\n\n(2) 乙\n"),
    "Chinese numbers": ("一、甲\n二、乙\n", [f"2:1: {RUN_ON}"], "一、甲\n\n二、乙\n"),
    "four spaces before prose": (
        "第一段。\n\n    第二段。\n",
        ["3:1: four spaces or a tab at the beginning make this code; delete them"],
        "第一段。\n\n第二段。\n",
    ),
    "a tab before prose": (
        "\t第二段。\n",
        ["1:1: four spaces or a tab at the beginning make this code; delete them"],
        "第二段。\n",
    ),
    "a mark without its note": (
        "见[^1]。\n",
        ['1:2: the mark [^1] has no note and is shown as it is; write "[^1]: …" in a line of its own'],
        "",
    ),
    "a note without its mark": (
        "正文。\n\n[^1]: 注\n",
        ['3:1: the note "1" has no mark in the text; write [^1] where it belongs'],
        "",
    ),
    "two notes of a name": (
        "见[^1]\n\n[^1]: 注\n[^1]: 又\n",
        ['4:1: a second note "1"; only one is shown: give it another name'],
        "",
    ),
    "a name that leads nowhere": ("见[公告][a]。\n", ['1:2: nothing says where "a" leads; write [公告](address)'], ""),
    "a line in brackets that vanishes": (
        "[词]: 释义\n",
        ["1:1: this line says where a name leads that nobody uses, and is not shown; write \\[ for a bracket"],
        "\\[词]: 释义\n",
    ),
    "a comment that is none": ("甲<!- 内部 ->\n", [f'1:2: problem: "<!-" {COMMENT}'], ""),
    "a comment that never ends": ("甲<!-- 内部\n", [f'1:2: problem: "<!-" {COMMENT}'], ""),
    "a comment that is cut": (
        "甲<!-- 一\n\n二 -->\n",
        ["1:2: problem: a comment with an empty line in it must begin in a line of its own, or readers see it"],
        "",
    ),
    "an arrow": ("A --> B\n", ['1:3: "-->" ends no comment and is shown; write "→" for an arrow'], ""),
    "a backslash that is shown": ("价\\$5\n", ['1:2: the backslash before "$" is shown; write "$"'], "价$5\n"),
    "a backslash at the end": (
        "甲\\\n乙\n",
        ["1:2: a backslash at the end of a line is shown; write <br> for a new line"],
        "甲<br>\n乙\n",
    ),
    "text struck out": ("~~旧~~\n", ['1:1: ~~ strikes nothing out; write "<del>旧</del>"'], "<del>旧</del>\n"),
    "a bare address": (
        "见https://example.org/a。\n",
        ['1:2: this address is no link; write "<https://example.org/a>"'],
        "见<https://example.org/a>。\n",
    ),
    "a definition of nothing": (
        "很长的一句话。\n: 甲\n",
        ['2:1: a colon at the beginning makes a definition, and is not shown; write "：" or "&#58;"'],
        "",
    ),
    "a heading without a space": (
        "#话题\n",
        ['1:1: this is a heading here, and text elsewhere; write "# …" or "\\#…"'],
        "",
    ),
    "dashes below an item": (
        "- 一\n---\n",
        ["2:1: a line of dashes makes a heading of the line before; put an empty line between them"],
        "- 一\n\n---\n",
    ),
}

#: What looks like a trap and is none.
SOUND = [
    "说明：\n\n- 一\n    - 二\n\n        续\n- 三\n\n1. 一\n2. 二\n",
    "```\n- 一\n甲\t乙\n[^1] \\$ https://a.example\n```\n",
    "`[^1]` 与 `https://a.example`，`a|b`。\n",
    "<!-- 内部\n\n- 一 -->\n\n正文。\n",
    "| a | b |\n|:--|--:|\n| `x|y` | 1\\|2 |\n",
    "术语\n: 解释\n\n见[^1]。\n\n[^1]: 注\n",
    "[公告](https://example.org/a（1）)、<https://example.org>、[甲][a]\n\n[a]: https://example.org/b\n",
    "2026.11 起，-5% 至 3)；(1) 甲。\n\n> 引文\n> 续\n",
    "    for x in 甲:\n        print(x)\n",
]


def told(body: str) -> list[str]:
    looked, traps = find_traps(body) or (None, [])
    lines = []
    for one in traps:
        if looked and one.message:
            line, column = looked.place(one.at)
            lines.append(f"{line + 1}:{column + 1}: {'problem: ' * one.is_problem}{one.message}")
    return lines
