"""What the answers of a desk share and remember between requests."""

from __future__ import annotations

from editing.desk.api.shown_pages import ShownPages
from editing.desk.desk import Desk
from editing.desk.doing.reviews import Reviews
from editing.desk.doing.runs import PublishRuns
from editing.desk.doing.waiting_imports import WaitingImports
from editing.desk.known.preview import Previews
from editing.desk.known.states_list import StatesList
from editing.desk.texts.checking import Keywords


class Handlers:
    """One desk's memory: its list, its previews, the keywords it knows."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.states = StatesList()
        self.keywords = Keywords()
        self.pages = Previews(desk.root)
        self.previews = ShownPages()
        self.reviews = Reviews(desk.root)
        self.runs = PublishRuns(desk.root)
        self.imports = WaitingImports(desk.root)
