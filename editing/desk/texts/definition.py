"""The form of a bulletin: every key of front matter with its label and its kind, and the lists that it picks from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from builder.reading.keys import BULLETIN_KEYS
from view.bulletin import STATUSES
from view.vocabulary.vocabulary import CLOSED_FACETS, FACET_LABELS, STATUS_LABELS, Vocabulary

#: Key → label, kind, vocabulary. Kinds: text, long (of several lines), moment, choice, choices (of the vocabulary),
#: words (free values), lines (a list of sentences), changes, flag, status, id (of a bulletin), map (only shown).
FORM: dict[str, tuple[str, str, str | None]] = {
    "title": ("标题", "text", None),
    "date": ("发布时间", "moment", None),
    "channel": (FACET_LABELS["channel"], "choice", "channel"),
    "countries": (FACET_LABELS["country"], "choices", "country"),
    "industries": (FACET_LABELS["industry"], "choices", "industry"),
    "level": (FACET_LABELS["level"], "choice", "level"),
    "keywords": (FACET_LABELS["keyword"], "words", None),
    "summary": ("摘要", "long", None),
    "source": ("来源", "text", None),
    "source_url": ("来源网址", "text", None),
    "actions": ("现在要做的", "lines", None),
    "title_en": ("英文标题", "text", None),
    "summary_en": ("英文摘要", "long", None),
    "feed_id": ("订阅编号", "text", None),
    "updated": ("更新时间", "moment", None),
    "changes": ("变更说明", "changes", None),
    "status": ("状态", "status", "status"),
    "superseded_by": ("被谁取代", "id", None),
    "pinned_until": ("置顶到", "moment", None),
    "expires": ("到期时间", "moment", None),
    "draft": ("草稿", "flag", None),
    "aliases": ("旧网址", "lines", None),
    "lint_off": ("不再提醒", "map", None),
}
#: Keys that a form leaves to the steps: they say what happened to a bulletin.
BY_STEPS = ("feed_id", "changes", "status", "superseded_by", "draft", "aliases", "lint_off")


def form_fields() -> list[dict[str, Any]]:
    """The fields in the order of the definition."""
    return [
        {
            "key": key.name, "label": FORM[key.name][0], "kind": FORM[key.name][1], "required": key.required,
            "vocabulary": FORM[key.name][2], "help": key.about, "by_steps": key.name in BY_STEPS,
        }
        for key in BULLETIN_KEYS
    ]  # fmt: skip


@lru_cache(maxsize=2)
def pick_lists(vocabulary: Vocabulary) -> dict[str, list[dict[str, Any]]]:
    """Every closed list with what a person may type to find a value: code, label, aliases, pinyin and its initials."""
    lists = {
        facet: [
            {"code": one.code, "label": one.label, "aliases": list(one.aliases), "pinyin": _pinyin(one.label)}
            for one in vocabulary.terms[facet]
        ]
        for facet in CLOSED_FACETS
    }
    lists["status"] = [
        {"code": code, "label": STATUS_LABELS[code], "aliases": [], "pinyin": _pinyin(STATUS_LABELS[code])}
        for code in STATUSES
    ]
    return lists


def _pinyin(label: str) -> str:
    """`yuenan yn` for 越南."""
    from pypinyin import lazy_pinyin

    syllables = [one for one in lazy_pinyin(label) if one.isascii() and one.strip()]
    return f"{''.join(syllables)} {''.join(one[0] for one in syllables)}".lower().strip()
