"""Markdown of other dialects → blocks, read as most editors show it (CommonMark with tables, strikes, notes, tasks)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Any

import yaml

from editing.importing.labels import in_columns
from editing.importing.limits import LONGEST_BULLETIN
from editing.importing.model import Lost, RefusedError, Source
from editing.importing.reading.html_reader import HtmlReader
from view.settings.toml_tables import load_toml
from view.untrusted.plain_json import parse_json
from view.vocabulary.vocabulary import fold_name

_YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)


@cache
def _converter() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    converter = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return converter.use(footnote_plugin).use(deflist_plugin).use(tasklists_plugin)


def read_markdown(text: str) -> Source:
    """A Markdown file. RefusedError where its front matter cannot be read."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_BULLETIN:
        raise RefusedError(f"it has {len(text):,} characters; a bulletin has at most {LONGEST_BULLETIN:,}: divide it")
    source = Source()
    body = _front_matter(text, source)
    source.blocks = read_body(body, source.lost)
    return source


def read_body(text: str, lost: list[Lost], *, breaks: bool = False, where: str = "the text") -> list[Any]:
    """Blocks of Markdown without front matter. `breaks`: a line that ends is a line that ends."""
    converter = _converter()
    converter.options["breaks"] = breaks
    seen: dict[str, Any] = {}
    html = converter.render(text, seen)
    lost += [
        Lost(where, f'a footnote without a mark: "{_note_text(text, label[1:])}"')
        for label, number in seen.get("footnotes", {}).get("refs", {}).items()
        if number < 0
    ]
    html = html.replace('<input class="task-list-item-checkbox" disabled="disabled" type="checkbox">', "☐")
    html = html.replace(
        '<input class="task-list-item-checkbox" checked="checked" disabled="disabled" type="checkbox">', "☑"
    )
    return HtmlReader(lost, where).read(html)


def _note_text(text: str, label: str) -> str:
    """What a footnote says, with the lines that belong to it by their indent."""
    found = re.search(rf"^[ >]*\[\^{re.escape(label)}\]:(.*(?:\n(?: {{4}}|\t).*)*)", text, re.MULTILINE)
    return " ".join(found[1].split()) if found else label


def _front_matter(text: str, source: Source) -> str:
    """Take what stands before the body; gives the body."""
    if found := _YAML.match(text):
        values = _yaml(found[1])
    elif found := _TOML.match(text):
        values = _toml(found[1])
    elif text.startswith("{\n") and (end := text.find("\n}\n")) > 0:
        values = _json(text[: end + 2])
        if isinstance(values, dict):
            take_values(values, source)
            return text[end + 3 :]
        return text
    else:
        return text
    if not isinstance(values, dict):
        return text  # a line across, and another
    take_values(values, source)
    return text[found.end() :]


def _yaml(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader without guesses
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RefusedError(f"its front matter is not valid YAML ({' '.join(str(error).split())[:120]})") from None


def _toml(text: str) -> Any:
    try:
        return load_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(f"its front matter is not valid TOML ({error})") from None


def _json(text: str) -> Any:
    try:
        return parse_json(text)
    except ValueError:
        return None


class _Loader(yaml.SafeLoader):
    """Leaves numbers, dates and booleans the texts that they are; refuses names within names, loses no doubled key."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """The values by their keys."""
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) == len(node.value):
            return mapping
        return with_doubled([(key.value, self.construct_object(value, deep=True)) for key, value in node.value])

    def compose_node(self, parent: Any, index: Any) -> Any:
        """A node; an alias would unfold without end."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not read")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {}


def with_doubled(pairs: Sequence[tuple[Any, Any]]) -> dict[Any, Any]:
    """Values by their names: of one name the last, as formats have it; others by a name of their own, to be told."""
    last = {name: at for at, (name, _) in enumerate(pairs, 1)}
    earlier = {f"{name} ({at})": one for at, (name, one) in enumerate(pairs, 1) if at < last[name]}
    return dict(pairs) | earlier


def take_values(values: dict[Any, Any], source: Source, where: str = "front matter") -> None:
    """Named values as facts, those with a name of ours or one that others give it; the rest is told."""
    for name, value in values.items():
        key = in_columns().get(fold_name(str(name)), "")
        texts = _texts(value)
        if not texts:
            continue
        if not key or key in source.facts:
            source.lost.append(Lost(where, f"{name}: {', '.join(texts)}"))
        elif key in ("countries", "industries", "keywords", "aliases"):
            source.facts[key] = texts
        else:
            source.facts[key] = " ".join(texts) if key != "body" else "\n".join(texts)


def _texts(value: Any) -> list[str]:
    """A value as texts: one for a text, one for each item of a list; none for nothing."""
    if isinstance(value, dict):
        return [f"{key}: {', '.join(_texts(one))}" for key, one in value.items() if _texts(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in _texts(one)]
    text = "" if value is None else str(value).strip()
    return [text] if text else []
