"""`[desk]`: what the editors' page may do, who may use it over a network, and what its 发布 runs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

_DEPLOY = "deploy "


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How the desk works.

    `publish` is what 发布 runs: `build`, or `deploy TARGET`, which builds first. With `review` another person must
    approve whatever readers come to see. `url` is the https origin at which a proxy shows a desk that listens beyond
    loopback; there a person needs one of `editor_values` in the token's `editor_claim`, and is called by `name_claim`.
    `live_seconds` is how long after a release the desk looks for the new text at `base_url`.
    """

    publish: str = "build"
    review: bool = False
    url: str = ""
    editor_claim: str = "roles"
    editor_values: tuple[str, ...] = ("editor",)
    name_claim: str = "name"
    live_seconds: float = 120.0

    @property
    def target(self) -> str:
        """Where 发布 deploys to; empty where it only builds."""
        return self.publish.removeprefix(_DEPLOY).strip() if self.publish.startswith(_DEPLOY) else ""


def check_desk(desk: DeskSettings) -> list[tuple[str, str]]:
    """What types alone cannot say: (setting, what would be right)."""
    found = []
    if desk.publish != "build" and (not desk.target or desk.target.startswith("-")):
        found.append(("desk.publish", f'must be "build" or "deploy TARGET", not "{desk.publish}"'))
    parts = urlsplit(desk.url)
    if desk.url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/")):
        found.append(("desk.url", f'must be an origin such as https://risk.example.cn, not "{desk.url}"'))
    if not desk.editor_claim or not desk.editor_values:
        found.append(("desk.editor_claim", "name the claim and the values that tell an editor"))
    if desk.live_seconds < 0:
        found.append(("desk.live_seconds", "must be 0 (do not look) or a number of seconds"))
    return found
