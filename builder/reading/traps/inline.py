"""Traps within lines: links in full-width brackets, notes and names without their other half, signs that show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.reading.traps.trap import HAN, BodyText, Edit, Trap

#: A link, with brackets of either width.
_ANY_LINK = re.compile(r"(!?)([\[［])([^\[\]［］\n]*)([\]］][(（])([^()（）\n]*)[)）]")
_ADDRESS_LIKE = re.compile(r"(?:https?://|mailto:|tel:|/|\.{1,2}/)\S+|[^\s]+\.\w{2,5}(?:#\S*)?|#\S+")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_NOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[([^\[\]^\n][^\[\]\n]*)\]:[ ]*\n?[ ]*([^\s]+)[ ]*(?:\n?[ ]*(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\)))?[ ]*$",
    re.MULTILINE,
)
_NAMED_LINK = re.compile(r"\[([^\[\]\n]+)\][ ]?\[([^\[\]\n]*)\]")
_SHORT_LINK = re.compile(r"(?<!\])\[([^\[\]\n^][^\[\]\n]*)\](?![\[(:])")
#: A backslash that escapes nothing here, though it does elsewhere.
_BACKSLASH = re.compile(r"\\([\"$%&',/:;<=?@^~]|\|(?!.*\|)|\n(?=\S))")
_STRIKE = re.compile(r"(?<!~)~~(?=[^\s~])([^~\n]+?)(?<=\S)~~(?!~)")
_URL = r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]+(?<![.,;:!?'\]])"
_ADDRESS = re.compile(rf"(?<![A-Za-z0-9_\"'(<=/\]:-]){_URL}|(?<=[{HAN}]:){_URL}")
_BROKEN_COMMENT = re.compile(rf"<[!！][-—－]|<[!！](?=[{HAN} ])|[-—－]{{2}}[>＞]")


def inline_traps(body: BodyText) -> Iterator[Trap]:
    """The traps within the lines of a body."""
    prose = body.prose
    yield from _comments(body)
    if re.search("[［（）]", prose):
        yield from _wide_links(prose)
    if "[" in prose:
        yield from _notes(prose)
        yield from _names(body)
    if "\\" in prose:
        yield from _backslashes(prose)
    if "~~" in prose:
        for found in _STRIKE.finditer(prose):
            edit = Edit(found.start(), found.end(), f"<del>{found[1]}</del>")
            yield Trap(found.start(), f'~~ strikes nothing out; write "<del>{found[1]}</del>"', (edit,))
    if "://" in prose:
        for found in _ADDRESS.finditer(_DEFINITION.sub(lambda line: " " * len(line[0]), prose)):
            edit = Edit(found.start(), found.end(), f"<{found[0]}>")
            yield Trap(found.start(), f'this address is no link; write "<{found[0]}>"', (edit,))


def _comments(body: BodyText) -> Iterator[Trap]:
    """Comments that are none: what was meant for colleagues would be read by everybody."""
    for found in _BROKEN_COMMENT.finditer(body.prose):
        sign = found[0]
        if sign[-1] in ">＞" and not re.search(r"[<＜][!！]|[!！]--", body.prose[: found.start()]):
            yield Trap(found.start(), f'"{sign}" ends no comment and is shown; write "→" for an arrow')
            continue
        message = f'"{sign}" belongs to no whole comment, so that readers see what it says; write <!-- … -->'
        yield Trap(found.start(), message, (), True)
    for found in re.finditer(r"<!--(?:(?!-->).)*?\n[ \t]*\n.*?-->", body.text, re.DOTALL):
        line_start = body.text.rfind("\n", 0, found.start()) + 1
        if body.text[line_start : found.start()].strip():
            message = "a comment with an empty line in it must begin in a line of its own, or readers see it"
            yield Trap(found.start(), message, (), True)


def _wide_links(prose: str) -> Iterator[Trap]:
    for found in _ANY_LINK.finditer(prose):
        right = f"{found[1]}[{found[3]}]({found[5].strip()})"
        is_address = _ADDRESS_LIKE.fullmatch(found[5].strip()) is not None
        if not re.search("[［］（）]", found[2] + found[4] + found[0][-1]) or not (
            is_address or (found[2] == "［" and found[4] == "］（")
        ):
            continue
        edits = (Edit(found.start(), found.end(), right),) if is_address else ()
        yield Trap(found.start(), f"full-width brackets make no link; write {right}", edits)


def _notes(prose: str) -> Iterator[Trap]:
    marks = {found[1]: found.start() for found in reversed(list(_NOTE_MARK.finditer(prose)))}
    notes: dict[str, int] = {}
    for found in _NOTE.finditer(prose):
        if found[1] in notes:
            yield Trap(found.start(), f'a second note "{found[1]}"; only one is shown: give it another name')
        notes.setdefault(found[1], found.start())
    for name, at in marks.items():
        if name not in notes:
            yield Trap(
                at, f'the mark [^{name}] has no note and is shown as it is; write "[^{name}]: …" in a line of its own'
            )
    for name, at in notes.items():
        if name not in marks:
            yield Trap(at, f'the note "{name}" has no mark in the text; write [^{name}] where it belongs')


def _names(body: BodyText) -> Iterator[Trap]:
    """Lines that define where a name leads: they vanish, also where nobody uses the name."""
    prose = body.prose
    defined: dict[str, tuple[int, str]] = {}
    for found in _DEFINITION.finditer(prose):
        defined[_folded(found[1])] = (found.start() + found[0].index("["), found[2])
    used = set()
    for found in _NAMED_LINK.finditer(prose):
        name = _folded(found[2] or found[1])
        used.add(name)
        if name not in defined and not found[2].startswith("^"):
            shown = found[2] or found[1]
            yield Trap(found.start(), f'nothing says where "{shown}" leads; write [{found[1]}](address)')
    used |= {_folded(found[1]) for found in _SHORT_LINK.finditer(prose)}
    for name, (at, target) in defined.items():
        if name not in used:
            is_text = not re.match(r"<?(?:https?:|mailto:|tel:|/|\.|#)|.*\.\w{2,5}>?$", target)
            edits = (Edit(at, at, "\\"),) if is_text else ()
            message = "this line says where a name leads that nobody uses, and is not shown; write \\[ for a bracket"
            yield Trap(at, message, edits)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _backslashes(prose: str) -> Iterator[Trap]:
    for found in _BACKSLASH.finditer(prose):
        sign = found[1]
        if sign == "\n":
            edit = Edit(found.start(), found.start() + 1, "<br>")
            yield Trap(found.start(), "a backslash at the end of a line is shown; write <br> for a new line", (edit,))
            continue
        right = {"<": "&lt;", "&": "&amp;"}.get(sign, sign)
        edit = Edit(found.start(), found.end(), right)
        yield Trap(found.start(), f'the backslash before "{sign}" is shown; write "{right}"', (edit,))
