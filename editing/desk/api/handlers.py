"""What the answers of a desk share and remember between requests."""

from __future__ import annotations

from editing.desk.api.shown_pages import ShownPages
from editing.desk.api.waiting_imports import WaitingImports
from editing.desk.desk import Desk
from editing.desk.work.checking import Keywords
from editing.desk.work.preview import Previews
from editing.desk.work.reviews import Reviews
from editing.desk.work.runs import PublishRuns
from editing.desk.work.states_list import StatesList


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
        self.imports = WaitingImports()
