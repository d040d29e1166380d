"""A site of hostile strings: each one whole, in pieces where a field takes less, as title, keywords and body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.reading.bodies.markdown import render
from builder.reading.fields import LONGEST_TITLE
from builder.reading.parsing import Parser
from tests.site_helper import Site, source
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

LONGEST_KEYWORD = 50
LONGEST_QUERY = 200


@dataclass
class Sown:
    """What stands where, and what the builder refused."""

    #: The page of each bulletin → the title and the keywords it must show.
    pages: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    #: Bodies that stand in a page.
    bodies: int = 0
    #: Bodies that the builder refuses, as its cleaning would leave them.
    cleaned: list[str] = field(default_factory=list)
    #: How many pieces were refused as what.
    refused: Counter[str] = field(default_factory=Counter)


def pieces(text: str, longest: int) -> list[str]:
    """The whole text; where it is longer, parts that overlap by half, so that nothing stands at a cut only."""
    if len(text) <= longest:
        return [text]
    return [text[start : start + longest] for start in range(0, len(text) - longest // 2, longest // 2)]


def shown(text: str) -> str:
    """A text with its white space as pages show it."""
    return " ".join(text.split())


def sow(site: Site, strings: Sequence[str]) -> Sown:
    """A bulletin for each string; what the builder refuses is left out and counted."""
    site.small().settings("per_page = 10\nfacet_pairs = false\n")
    parser = Parser(load_vocabulary(site.root), Settings().zone)
    sown = Sown()
    for number, text in enumerate(strings):
        titles = _accepted(parser, sown, "title", pieces(text, LONGEST_TITLE))
        keywords = _accepted(parser, sown, "keyword", pieces(text, LONGEST_KEYWORD))
        body = text
        if not _is_accepted(parser, {}, text):
            sown.refused["body"] += 1
            sown.cleaned.append(_cleaned(text))
            body = "正文。"
        sown.bodies += body == text
        for part, title in enumerate(titles or [f"标题 {number}"]):
            keys: dict[str, object] = {**_keys(number), "title": title, "keywords": keywords or None}
            site.file(f"content/risk/h/{number}-{part}.md", source(keys, body))
            sown.pages[f"/risk/h/{number}-{part}/"] = (shown(title), list(dict.fromkeys(map(shown, keywords))))
    return sown


def _keys(number: int) -> dict[str, object]:
    """What every bulletin needs; their dates spread over a year."""
    return {"title": "标题", "date": f"2026-{number % 11 + 1:02d}-01", "channel": "warning"}


def _accepted(parser: Parser, sown: Sown, role: str, texts: list[str]) -> list[str]:
    """Those that the builder takes as a title, or as keywords."""
    good = [
        one
        for one in texts
        if _is_accepted(parser, {"title": one} if role == "title" else {"keywords": [one]}, "正文。")
    ]
    sown.refused[role] += len(texts) - len(good)
    return good


def _is_accepted(parser: Parser, keys: dict[str, object], body: str) -> bool:
    """Whether the builder takes a bulletin, on its own and without what it would have to point to."""
    try:
        raw = source({**_keys(0), **keys}, body).encode()
    except UnicodeEncodeError:
        return False
    found = parser.parse("risk", "h/0", "content/risk/h/0.md", raw)
    # Each with the line in it that has to be mended, never dropped in silence.
    assert all(one.line > 0 and one.message for one in found.problems)
    return not found.problems and found.record is not None and not found.record.references


def _cleaned(text: str) -> str:
    """What would be left of a refused body, had nobody refused it."""
    body = text.encode("utf-8", "replace").decode()
    return render(body, 1, lambda *_: None).body.html
