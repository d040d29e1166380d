"""The same search from the terminal: flags in, readable lines or the endpoint's JSON out."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from search.faces.conditions import notes, via_label
from search.faces.generations import Generations, NoGenerationError
from search.faces.json_answer import answer_to_json
from search.faces.parameters import NAMES, parse_request, read_query_string
from search.query.backend import UnreachableError
from search.query_types import Answer, Hit
from view.bulletin import Bulletin
from view.problems import MisusedError, PlainError
from view.rendering.environment import format_date
from view.settings.site_settings import read_all
from view.vocabulary.vocabulary import Vocabulary

#: How many results are asked for at once by those who want all of them.
_AT_ONCE = 500
_MARK = re.compile("<mark>(.*?)</mark>")


class SearchError(PlainError):
    """The search cannot be made: no such page or no index; one sentence a line."""


class UsageError(SearchError, MisusedError):
    """The search is asked with wrong values; one sentence a line."""


def search(root: Path, words: str, options: Mapping[str, object], *, as_json: bool, color: bool = False) -> str:
    """Ask the live generation of the site at `root`. `options` are the endpoint's parameters, lists repeated."""
    generations = _generations(root)
    try:
        with generations.lease() as generation:
            vocabulary, settings = generation.bundle.vocabulary, generation.bundle.settings
            parsed = parse_request([("q", words), *_pairs(options)], vocabulary, cut=True)
            if parsed.problems:
                raise UsageError("\n".join(one.message for one in parsed.problems))
            answer = generation.engine.answer(parsed.query, settings.per_page)
            if answer.page > max(answer.pages, 1):
                raise SearchError(f"page {answer.page}: there are only {answer.pages}")
            if as_json:
                return json.dumps(answer_to_json(answer, generation.name), ensure_ascii=False, indent=1)
            return _text(answer, vocabulary, color=color)
    except NoGenerationError:
        raise SearchError("there is no index yet; run `build.py build` first") from None
    except UnreachableError as error:
        raise SearchError(f"the index cannot be asked now: {error}") from None
    finally:
        generations.close()


def _generations(root: Path) -> Generations:
    """The live generation with the engine that site.toml and the environment name."""
    loaded = read_all(root, os.environ)
    if loaded.problems:
        raise SearchError("\n".join(str(one) for one in loaded.problems))
    return Generations(root, loaded.endpoint)


@contextmanager
def finder(root: Path) -> Iterator[Callable[[str], list[Bulletin]]]:
    """Gives what a search, as in its URL, finds in the live generation, newest first. SearchError without an index.

    The function raises ValueError with what is wrong with a search.
    """
    generations = _generations(root)

    def find(query_string: str) -> list[Bulletin]:
        with generations.lease() as generation:
            arguments = read_query_string(query_string.lstrip("?").encode())
            names = tuple(name for name in NAMES if name not in ("sort", "page"))
            parsed = parse_request(arguments, generation.bundle.vocabulary, names=names)
            if parsed.problems:
                raise ValueError("".join(one.message for one in parsed.problems))
            query, found = replace(parsed.query, sort="newest"), list[Bulletin]()
            while True:
                answer = generation.engine.answer(replace(query, page=len(found) // _AT_ONCE + 1), _AT_ONCE)
                found += [hit.bulletin for hit in answer.hits]
                if answer.page >= answer.pages:
                    return found

    try:
        with generations.lease():
            pass
        yield find
    except NoGenerationError:
        raise SearchError("there is no index yet; run `build.py build` first") from None
    except UnreachableError as error:
        raise SearchError(f"the index cannot be asked now: {error}") from None
    finally:
        generations.close()


def _pairs(options: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    for name, value in options.items():
        for one in value if isinstance(value, tuple) else (value,):
            yield name, str(one)


def _text(answer: Answer, vocabulary: Vocabulary, *, color: bool) -> str:
    """Results as lines of date, level, countries, title and address, then what narrows the search."""
    lines = [f"使用指南：{_plain(one.title_html, color=color)}  {one.url}" for one in answer.guides]
    lines += [line for hit in answer.hits for line in _hit(hit, vocabulary, color=color)]
    most = "（没有同时含有全部词语的信息，以下含有其中多数）" if answer.match == "most" and answer.total else ""
    lines.append(f"共 {answer.total} 条，第 {answer.page}/{max(answer.pages, 1)} 页{most}")
    lines += [one.message for one in notes(answer.query)]
    lines += [f"也查找：{'、'.join(one.others)}（只查“{one.word}”：{one.query.q}）" for one in answer.also]
    for one in answer.relax:
        dropped = "，".join(
            f"{name}={value if isinstance(value, str) else '、'.join(value)}" for name, value in one.drop.items()
        )
        lines.append(f"去掉 {dropped}：{one.total} 条")
    lines += [f"您是否要找：{one.text}（{one.total} 条）" for one in answer.corrections]
    if answer.related:
        lines += ["", "相关信息（含有所查词语的一部分）："]
        lines += [line for hit in answer.related for line in _hit(hit, vocabulary, color=color)]
    return "\n".join(lines)


def _hit(hit: Hit, vocabulary: Vocabulary, *, color: bool) -> Iterator[str]:
    """One result: its facts and title, its address, the part worth showing, and why it was found."""
    item = hit.bulletin
    places = "、".join(vocabulary.label("country", code) for code in item.countries)
    level = vocabulary.label("level", item.level) if item.level else ""
    facts = " ".join(one for one in (format_date(item.date), level, places) if one)
    yield f"{facts}  {_plain(hit.title_html, color=color)}"
    yield f"    {item.url}"
    if hit.text_html:
        yield f"    {_plain(hit.text_html, color=color)}"
    if hit.via:
        yield f"    （{'；'.join(via_label(one) for one in hit.via)}）"


def _plain(markup: str, *, color: bool) -> str:
    """Marked HTML as terminal text; on a terminal the matches are bold."""
    return html.unescape(_MARK.sub("\x1b[1m\\1\x1b[0m" if color else "\\1", markup))
