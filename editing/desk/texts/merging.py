"""Two texts that came of one → blocks: what only one side changed, and where both did."""

from __future__ import annotations

from editing.desk.texts.shown_text import matching_lines

Block = dict[str, str]


def merged_blocks(base: str, mine: str, theirs: str) -> list[Block]:
    """The blocks of a merge in order. Each has its text on all three sides with its line ends: joined, they are whole.

    Their `kind` says which side changed it: same (neither, or both alike), mine, theirs, or conflict.
    """
    old, ours, others = (_lines(one) for one in (base, mine, theirs))
    in_ours, in_others = dict(matching_lines(old, ours)), dict(matching_lines(old, others))
    blocks: list[Block] = []
    at_old = at_ours = at_others = 0
    for number in [*(one for one in range(len(old)) if one in in_ours and one in in_others), len(old)]:
        end_ours, end_others = in_ours.get(number, len(ours)), in_others.get(number, len(others))
        parts = ("".join(old[at_old:number]), "".join(ours[at_ours:end_ours]), "".join(others[at_others:end_others]))
        _add(blocks, *parts)
        if number < len(old):
            _add(blocks, old[number], old[number], old[number])
        at_old, at_ours, at_others = number + 1, end_ours + 1, end_others + 1
    return blocks


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends, which are line feeds; other signs that some take for ends are text."""
    pieces = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [f"{one}\n" for one in pieces[:-1]]
    return [*lines, pieces[-1]] if pieces[-1] else lines


def _add(blocks: list[Block], base: str, mine: str, theirs: str) -> None:
    if not (base or mine or theirs):
        return
    kind = "same" if mine == theirs else "mine" if theirs == base else "theirs" if mine == base else "conflict"
    if blocks and blocks[-1]["kind"] == kind == "same":
        last = blocks[-1]
        last["base"], last["mine"], last["theirs"] = last["base"] + base, last["mine"] + mine, last["theirs"] + theirs
    else:
        blocks.append({"kind": kind, "base": base, "mine": mine, "theirs": theirs})
