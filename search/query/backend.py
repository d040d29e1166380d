"""What an engine must be able to do: six calls that find and count, and a lexicon. All else is shared by every engine.

A `Backend` is opened for one generation and never changes, so any number of threads may ask it at once. It is handed
what a query asks for as `Understood` (needs, exclusions, what ranks) and `Query` (filters, order, page), and answers by
the rules of `search/query/rules.py`; docs/search.md says what each means to a reader. `tests/search/conformance.py`
asks any backend what the others are asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from search.query_types import Query
from search.store.record import StoredDocument
from search.understanding.understanding import Need, Understood


class UnreachableError(Exception):
    """The index cannot be asked now, or only a part of it: no answer is given rather than a wrong one."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results, and every number around it.

    `match` is "most" where the words of the query found something only by most of them, whatever the filters. `total`
    counts what passes all filters; `hits` are its page, in order. `numbers` has for each facet how many each used
    value would give (of keywords the KEYWORDS_SHOWN most frequent and the selected ones), its own selection ignored.
    `few`: fewer than FEW listed bulletins have the words, whatever the filters; only then, on a first page by
    relevance of "all" words, `related` has at most FEW that pass the filters and come near.
    `words` is what the words alone find, in whatever form the backend that gave it wants it back.
    """

    match: str
    total: int
    hits: Sequence[StoredDocument]
    numbers: Mapping[str, Mapping[str, int]]
    few: bool
    related: Sequence[StoredDocument]
    words: Any


@dataclass(frozen=True, slots=True)
class Tally:
    """A search whose number is asked.

    With `words`, which a backend gave before, they are what its words find; else `whole` asks for bulletins that have
    all words even where most would do. A query without text finds everything.
    """

    query: Query
    understood: Understood
    whole: bool = False
    words: Any = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """Titles that begin with what was typed, spelled in one of `suggestion_arrays.WAYS`."""

    way: int
    typed: str


class Title(NamedTuple):
    """A bulletin as suggestions name it."""

    id: str
    title: str


class Lexicon(Protocol):
    """What a generation knows of words and values. It grows like a vocabulary, not like the collection."""

    def used(self, facet: str) -> Mapping[str, int]:
        """The values of a facet that any bulletin has, each with how many listed ones have it."""
        ...

    def names(self, rank: int, way: int, typed: str, *, whole: bool = False) -> Collection[str]:
        """The used values of a kind (`suggestion_arrays.KINDS`) with a name that begins so, or (`whole`) is it."""
        ...

    def near(self, word: str) -> Mapping[str, int]:
        """The known words that differ from one by a character, each with how often bulletins have it.

        A word in characters is counted in bulletins, one of letters in places. Words that none has are left out.
        """
        ...


class Backend(Protocol):
    """One generation's index. Every call raises UnreachableError where a right answer cannot be had."""

    @property
    def name(self) -> str:
        """As `[search] engine` names it."""
        ...

    @property
    def lexicon(self) -> Lexicon:
        """What is known of its words and values."""
        ...

    def find(self, query: Query, understood: Understood, per_page: int) -> Found:
        """One page of a search."""
        ...

    def counts(self, asked: Iterable[Tally]) -> Iterator[int]:
        """How many bulletins each search finds, one after the other; some may be read ahead of what is taken."""
        ...

    def occurs(self, needs: Iterable[Need]) -> Iterator[bool]:
        """Whether any bulletin, listed or not, has each need; some may be read ahead of what is taken."""
        ...

    def titles(self, asked: Beginning | Need, limit: int) -> list[Title]:
        """The newest listed bulletins whose title begins so, or that have a need."""
        ...

    def ids(self, query: Query, understood: Understood) -> list[str]:
        """The ids of everything that a search finds, in order."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...

    def forget(self) -> None:
        """Drop what is kept in memory of earlier questions: for measuring."""
        ...
