"""Request arguments → a checked Query, or every problem with them at once; and a Query back to arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import partial
from typing import TypeVar
from urllib.parse import unquote_to_bytes

from search.query_types import FACETS, SORTS, Query
from search.text.normalise import fold as fold_script
from view.bulletin import STATUSES
from view.vocabulary.vocabulary import FACET_LABELS, STATUS_LABELS, Vocabulary, fold_name

T = TypeVar("T")

#: Every parameter of a search, in the order that URLs and descriptions show them; facets may repeat.
NAMES = ("q", *FACETS, "status", "since", "until", "sort", "page")
#: Characters of `q`, as sent: enough for a whole question.
MAX_Q = 200
#: Characters of `q` that are cut to as many for a reader, who pasted a page; more are nothing a reader sends.
MAX_CUT = 20_000
#: Characters of one `keyword`.
MAX_KEYWORD = 100
#: Values of one closed facet: more than there are countries, so no choice on the form can pass it.
MAX_VALUES = 300
#: Values of `keyword`, which has no closed list to bound it.
MAX_KEYWORDS = 50
_MOST_VALUES = dict.fromkeys(FACETS, MAX_VALUES) | {"keyword": MAX_KEYWORDS}
#: Any larger page number is read as this one, which is past the end of every search and so a 404.
MAX_PAGE = 1_000_000_000
#: How many wrong values of one request get a "did you mean": finding the nearest of 2,000 names takes a while.
_MAX_HINTS = 5
#: The longest value a hint is looked for, and the longest piece of a value that a message repeats.
_MAX_SHOWN = 40

#: What readers call the parameters; the page says the same sentences as the data.
LABELS = {"q": "关键字", **FACET_LABELS, "keyword": "关键字筛选", "status": "状态"} | {
    "since": "开始日期", "until": "结束日期", "sort": "排序", "page": "页码"
}  # fmt: skip
SORT_LABELS = {"relevance": "按相关度", "newest": "按时间"}

#: What XML cannot hold or no reader can see: such characters in a value are read as spaces.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """One wrong parameter; `message` is a Chinese sentence: which, in readers' words, and what would be right."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """The values that could be understood, and what is wrong with the others. Search only without problems."""

    query: Query
    problems: tuple[ParameterProblem, ...]


def read_query_string(raw: bytes) -> list[tuple[str, str]]:
    """The arguments in a URL. Bytes that are not UTF-8 become lone surrogates, which `parse` reports."""
    pairs = []
    for argument in raw.split(b"&"):
        if argument:
            name, _, value = (unquote_to_bytes(part) for part in argument.replace(b"+", b" ").partition(b"="))
            pairs.append((name.decode(errors="surrogateescape"), value.decode(errors="surrogateescape")))
    return pairs


def parse_request(
    arguments: Iterable[tuple[str, str]],
    vocabulary: Vocabulary,
    *,
    names: Sequence[str] = NAMES,
    strict: bool = True,
    cut: bool = False,
    default_sort: str | None = None,
) -> ParsedRequest:
    """Check arguments. `strict` reports names that are not in `names`; otherwise they are ignored.

    With `cut` a `q` that is too long is read as far as it may go, and the query says so; otherwise it is a problem.
    `default_sort` None means relevance with a `q`, else newest. Relevance without a `q` is read as newest.
    """
    given: dict[str, list[str]] = {}
    for name, value in arguments:
        given.setdefault(name, []).append(value)
    return _Reader(vocabulary, names, cut=cut).read(given, strict=strict, default_sort=default_sort)


def query_arguments(query: Query) -> dict[str, str | Sequence[str]]:
    """A Query as URL arguments, defaults left out: the same search always gives the same URL."""
    default_sort = "relevance" if query.q else "newest"
    return {
        "q": query.q,
        **{facet: query.selected(facet) for facet in FACETS},
        "status": query.status or "",
        "since": query.since.isoformat() if query.since else "",
        "until": query.until.isoformat() if query.until else "",
        "sort": query.sort if query.sort != default_sort else "",
        "page": str(query.page) if query.page > 1 else "",
    }


def shown(value: str) -> str:
    """A value as a message repeats it: short, and without characters that cannot be seen or encoded."""
    visible = _CONTROLS.sub("\ufffd", value).encode("utf-8", "replace").decode("utf-8")
    return visible if len(visible) <= _MAX_SHOWN else visible[:_MAX_SHOWN] + "…"


class _Reader:
    """Reads one request's arguments, collecting problems as it goes."""

    def __init__(self, vocabulary: Vocabulary, names: Sequence[str], *, cut: bool) -> None:
        self.vocabulary = vocabulary
        self.names = names
        self.cut, self.was_cut = cut, False
        self.problems: list[ParameterProblem] = []
        self.hints = 0

    def problem(self, name: str, message: str) -> None:
        called = LABELS.get(name, f"参数 {shown(name)} ")
        self.problems.append(ParameterProblem(shown(name), f"{called}{message}"))

    def read(self, given: Mapping[str, list[str]], *, strict: bool, default_sort: str | None) -> ParsedRequest:
        if strict:
            for name in given:
                if name not in self.names:
                    self.unknown_name(name)
        known = {name: self.usable(name, given.get(name, [])) for name in self.names}
        q = self.single("q", known, self.text) or ""
        since, until = (self.single(name, known, self.day) for name in ("since", "until"))
        sort = self.single("sort", known, partial(self.choice, labels=SORT_LABELS, codes=SORTS))
        query = Query(
            q=q,
            country=self.facet("country", known),
            industry=self.facet("industry", known),
            channel=self.facet("channel", known),
            level=self.facet("level", known),
            keyword=self.keywords(known),
            status=self.single("status", known, partial(self.choice, labels=STATUS_LABELS, codes=STATUSES)),
            since=since,
            until=until,
            sort=(sort or default_sort or "relevance") if q else "newest",
            page=self.single("page", known, self.page) or 1,
            cut=self.was_cut,
        )
        return ParsedRequest(query, tuple(self.problems))

    def unknown_name(self, name: str) -> None:
        near = self.nearest(name, {one: one for one in self.names})
        hint = f"是不是“{near}”？" if near else f"可用的参数有：{'、'.join(self.names)}。"
        self.problem(name, f"不存在；{hint}")

    def usable(self, name: str, values: list[str]) -> list[str]:
        """The values that are not empty, are text, and are not too many."""
        most = _MOST_VALUES.get(name, len(values))
        if len(values) > most:
            self.problem(name, f"最多 {most} 个值，现在有 {len(values)} 个。")
            return []
        good = [value for value in values if _is_unicode(value)]
        if len(good) < len(values):
            self.problem(name, "的值不是 UTF-8 编码的文字；请改用 UTF-8 编码。")
        return [value for value in good if value]

    def single(self, name: str, known: Mapping[str, list[str]], convert: Callable[[str, str], T | None]) -> T | None:
        """The value of a parameter that may not repeat."""
        values = known.get(name, [])
        if len(values) > 1:
            self.problem(name, f"只能有一个值，现在有 {len(values)} 个。")
            return None
        return convert(name, values[0]) if values else None

    def text(self, name: str, value: str) -> str | None:
        if self.cut and MAX_Q < len(value) <= MAX_CUT:
            self.was_cut, value = True, value[:MAX_Q]
        if len(value) > MAX_Q:
            self.problem(name, f"最多 {MAX_Q} 个字符，现在有 {len(value)} 个。")
            return None
        return _clean(value)

    def day(self, name: str, value: str) -> date | None:
        try:
            if _ISO_DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.problem(name, f"应是 2026-11-20 这样的日期，而不是“{shown(value)}”。")
        return None

    def page(self, name: str, value: str) -> int | None:
        if not re.fullmatch("[0-9]+", value) or not value.strip("0"):
            self.problem(name, f"应是从 1 开始的整数，而不是“{shown(value)}”。")
            return None
        digits = value.lstrip("0")
        return min(int(digits), MAX_PAGE) if len(digits) <= len(str(MAX_PAGE)) else MAX_PAGE

    def choice(self, name: str, value: str, *, labels: Mapping[str, str], codes: Sequence[str]) -> str | None:
        names = {fold_name(labels[code]): code for code in codes} | {fold_name(code): code for code in codes}
        if fold_name(value) in names:
            return names[fold_name(value)]
        options = "、".join(f"{code}（{labels[code]}）" for code in codes)
        self.problem(name, f"没有“{shown(value)}”这个值；可用的值有：{options}。")
        return None

    def facet(self, name: str, known: Mapping[str, list[str]]) -> tuple[str, ...]:
        """The codes chosen in a closed facet, each once, in the order given."""
        codes: dict[str, None] = {}
        for value in dict.fromkeys(known.get(name, [])):
            code = self.vocabulary.resolve(name, value) or self.vocabulary.resolve(name, fold_script(value))
            if code is None:
                self.unknown_value(name, value)
            else:
                codes[code] = None
        return tuple(codes)

    def keywords(self, known: Mapping[str, list[str]]) -> tuple[str, ...]:
        """The keywords chosen: free words, so only their length can be wrong."""
        values = known.get("keyword", [])
        if any(len(value) > MAX_KEYWORD for value in values):
            self.problem("keyword", f"的每个值最多 {MAX_KEYWORD} 个字符。")
        words = (_clean(value) for value in values if len(value) <= MAX_KEYWORD)
        return tuple(dict.fromkeys(word for word in words if word))

    def unknown_value(self, facet: str, value: str) -> None:
        terms, what = self.vocabulary.terms[facet], FACET_LABELS[facet]
        names = {fold_name(name): term.label for term in terms for name in (*term.aliases, term.code, term.label)}
        near = self.nearest(fold_name(value), names)
        if near:
            hint = f"是不是“{near}”？"
        elif len(terms) <= 12:
            hint = f"可用的值有：{'、'.join(term.label for term in terms)}。" if terms else f"本站不分{what}。"
        else:
            hint = f"请写{what}的名称或代码，例如“{terms[0].label}”或“{terms[0].code}”。"
        self.problem(facet, f"没有“{shown(value)}”这个值；{hint}")

    def nearest(self, value: str, names: Mapping[str, str]) -> str | None:
        """What the nearest name stands for, or None when nothing is near or enough has been looked for."""
        if self.hints == _MAX_HINTS or len(value) > _MAX_SHOWN:
            return None
        self.hints += 1
        near = get_close_matches(value, names, n=1, cutoff=0.5)
        return names[near[0]] if near else None


def _is_unicode(value: str) -> bool:
    """Whether the value can be written as UTF-8, which lone surrogates cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _clean(value: str) -> str:
    """The value as text: control characters are spaces, and none at the ends."""
    return _CONTROLS.sub(" ", value).strip()
