"""Tries guides: runs their steps, and finds the pictures in which a reader would see a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from playwright.sync_api import Browser, Error, Page

from builder.base.atomic import write_atomically
from builder.reading.records import GuideRecord, GuideStep
from guides.picturing import compressed, find_parts, looks_alike, take_picture
from guides.stepping import PATIENCE, NotDoneError, lists_of, run_list
from view.problems import Problem


@dataclass(slots=True)
class Trial:
    """What came of it: what is wrong, the pictures by file below the root, and as they were taken those that differ."""

    problems: list[Problem] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    renewed: dict[str, bytes] = field(default_factory=dict)
    steps: int = 0


def try_guides(
    browser: Browser, origin: str, root: Path, guides: Iterable[GuideRecord], tell: Callable[[str], None],
    patience: float = PATIENCE, *, pictured: bool = True,
) -> Trial:  # fmt: skip
    """Run the steps of guides on the site at `origin`; nothing is written.

    Not `pictured`: what the pictures shall show is looked for, and none is taken.
    """
    trial = Trial()
    for guide in guides:
        tell(guide.file)
        for steps in lists_of(guide):
            trial.steps += sum(bool(step.actions) for step in steps)

            def take(page: Page, step: GuideStep, guide: GuideRecord = guide) -> list[Problem]:
                return list(_take(trial, root, guide, page, step, pictured))

            trial.problems += run_list(browser, origin, guide, steps, take, patience)
    return trial


def _take(
    trial: Trial, root: Path, guide: GuideRecord, page: Page, step: GuideStep, pictured: bool
) -> Iterator[Problem]:
    picture = step.picture
    assert picture is not None  # noqa: S101 - asked for such steps only
    try:
        data = take_picture(page, picture) if pictured else None
        if data is None:
            find_parts(page, picture)
    except (NotDoneError, Error) as error:
        field_name = f"steps.{step.id.removeprefix('step-')}.picture"
        yield Problem(guide.file, picture.line, picture.column, field_name, str(error).splitlines()[0])
        return
    file = (PurePosixPath(guide.file).parent / picture.file).as_posix()
    trial.pictures.append(file)
    if data is None:
        return
    if not (root / file).is_file() or not looks_alike((root / file).read_bytes(), data):
        trial.renewed[file] = data


def keep_pictures(root: Path, trial: Trial, guides: Iterable[GuideRecord]) -> list[str]:
    """Write the pictures that differ, take away those that no step has any more; what was taken away."""
    for file, data in trial.renewed.items():
        write_atomically(root / file, compressed(data))
    gone = []
    for guide in guides:
        folder = root / PurePosixPath(guide.file).parent / "pictures" / PurePosixPath(guide.id).name
        wanted = {(root / file).name for file in trial.pictures if (root / file).parent == folder}
        for path in sorted(folder.glob("*.png")):
            if path.name not in wanted:
                path.unlink()
                gone.append(path.relative_to(root).as_posix())
    return gone
