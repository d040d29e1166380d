"""The values of a form and the text of a file: what front matter says now, and the smallest edits that change it."""

from __future__ import annotations

from typing import Any

from builder.reading.front_matter import SourceText, split
from editing.desk.texts.definition import FORM
from editing.front.edits import FrontEdit, Item
from editing.front.spans import EditError, Plain, Spans
from view.vocabulary.vocabulary import Vocabulary

#: Kinds whose values are lists.
_LISTS = ("choices", "words", "lines", "changes")


def form_values(text: str, vocabulary: Vocabulary) -> tuple[dict[str, Any] | None, int]:
    """Key → value as the form shows it, codes where the vocabulary knows them, and the line at which the body begins.

    No values where the front matter cannot be taken apart; then it is edited as text.
    """
    parts = split(SourceText("", text))
    try:
        values = Spans(text).plain()
    except EditError:
        return None, parts[2] if parts else 1
    return {key: _shown_value(key, value, vocabulary) for key, value in values.items()}, parts[2] if parts else 1


def _shown_value(key: str, value: Plain, vocabulary: Vocabulary) -> Any:
    _, kind, facet = FORM.get(key, ("", "text", None))
    if kind in _LISTS:
        items = value if isinstance(value, list) else [] if value is None else [value]
        return [_code(one, facet, vocabulary) for one in items]
    if kind == "flag":
        return str(value).lower() == "true"
    return _code(value, facet, vocabulary) if kind == "choice" else value


def _code(value: Plain, facet: str | None, vocabulary: Vocabulary) -> Plain:
    if facet and facet != "status" and isinstance(value, str):
        return vocabulary.resolve(facet, value) or value
    return value


def with_changes(text: str, changes: dict[str, Any], vocabulary: Vocabulary) -> str:
    """The text with the values of some keys changed; null takes a key away. EditError says what a person must do."""
    front = FrontEdit(text)
    for key, value in changes.items():
        if key not in FORM:
            raise EditError(f'"{key}" is no key of a bulletin')
        _change(front, key, value, vocabulary)
    return front.text


def _change(front: FrontEdit, key: str, value: Any, vocabulary: Vocabulary) -> None:
    _, kind, facet = FORM[key]
    if value is None or value in ("", []) or value is False:
        front.remove(key)
    elif kind in _LISTS:
        if not isinstance(value, list):
            raise EditError(f"{key}: must be a list")
        _change_list(front, key, [_item(one, kind) for one in value], facet, vocabulary)
    elif kind == "map":
        raise EditError(f"{key}: must be edited in the text")
    elif kind == "flag":
        if str(front.value(key)).lower() != "true":
            front.remove(key)
            front.mark(key)
    else:
        if not isinstance(value, str):
            raise EditError(f"{key}: must be a text")
        if _code(front.value(key), facet, vocabulary) != _code(value, facet, vocabulary):
            front.set(key, _label(value, facet, vocabulary))


def _item(value: Any, kind: str) -> Item:
    if kind == "changes" and isinstance(value, dict):
        return {str(key): str(one) for key, one in value.items() if one not in (None, "")}
    if isinstance(value, str) and kind != "changes":
        return value
    raise EditError("an item of a list is of the wrong kind")


def _label(value: str, facet: str | None, vocabulary: Vocabulary) -> str:
    """What is written for a value that was picked: its name."""
    if not facet or facet == "status":
        return value
    code = vocabulary.resolve(facet, value)
    return vocabulary.label(facet, code) if code else value


def _change_list(front: FrontEdit, key: str, wanted: list[Item], facet: str | None, vocabulary: Vocabulary) -> None:
    """Add what is missing and take away what is not wanted; where the order changes, all from there on is written."""
    goal = [_code(one, facet, vocabulary) for one in wanted]
    if front.has(key) and front.value(key) is not None and not isinstance(front.value(key), list):
        raise EditError(f"{key}: must be a list; edit it by hand")
    have = [_code(one, facet, vocabulary) for one in front.items(key)]
    keep = _kept(have, goal)
    for one in wanted[len(keep) :]:  # first: a list whose last item goes would lose its place
        front.append(key, _label(one, facet, vocabulary) if isinstance(one, str) else one)
    for number in range(len(have) - 1, -1, -1):
        if number not in keep:
            front.remove_item(key, number)


def _kept(have: list[Plain], goal: list[Plain]) -> list[int]:
    """The places of the items that stay: they are the beginning of the goal, in its order."""
    places, at = [], 0
    for one in goal:
        found = next((number for number in range(at, len(have)) if have[number] == one), None)
        if found is None:
            break
        places.append(found)
        at = found + 1
    return places
