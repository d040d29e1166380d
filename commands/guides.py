"""`pictures`, `manual`: the guides, proven on the running site and printed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands import wiring
from commands.common import Failed, check_folder, now, plain_errors, zone_of
from commands.speech import Command, language, say
from view.problems import ContentError, problem_lines

if TYPE_CHECKING:
    from builder.planning.build_inputs import BuildInputs
    from builder.reading.records import GuideRecord


@click.command("pictures", cls=Command)
@click.argument("names", metavar="[GUIDE]…", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing: run the steps, and say which pictures would be renewed.")
@click.pass_obj
def pictures_command(root: Path, names: tuple[str, ...], check: bool) -> None:
    """Run the steps of guides in a browser and renew their pictures."""
    with plain_errors():
        from guides.browser import browser
        from guides.checking import keep_checks, moment_text
        from guides.trying import keep_pictures, try_guides

        inputs, guides = _guides(root)
        chosen = _chosen(guides, names)
        at = moment_text(inputs.proofs, now(root))
        with _served(root, at) as origin, browser() as running:
            trial = try_guides(running, origin, root, chosen, lambda file: None)
        for line in problem_lines(sorted(trial.problems), grouped=False, language=language()):
            say(line, err=True)
        if trial.problems:
            count = len(trial.problems)
            raise Failed(f"{count} problem{'s' * (count != 1)}; nothing was written")
        gone: list[str] = []
        if not check:
            gone = keep_pictures(root, trial, chosen)
            keep_checks(root, inputs.proofs, at, chosen, guides, f"{now(root):%Y-%m-%d}", version("xinfeng"))
        for file in trial.renewed:
            say(f"would be renewed: {file}" if check else f"renewed: {file}")
        for file in gone:
            say(f"taken away: {file}")
        size = sum((root / file).stat().st_size for file in trial.pictures if (root / file).is_file())
        say(
            f"{len(chosen)} guides: {trial.steps} steps did what they say, {len(trial.pictures)} pictures "
            f"({size // 1000} kB), {len(trial.renewed)} of them new or different"
        )


def _guides(root: Path) -> tuple[BuildInputs, list[GuideRecord]]:
    """The guides of a site in their order. ContentError with what is wrong with its content."""
    from builder.base.progress import Progress
    from builder.planning.build_inputs import read_inputs
    from builder.planning.whole import in_order
    from builder.reading.loading import load_content
    from builder.reading.scanning import scan

    inputs = read_inputs(root, None, 1)
    content = load_content(root, scan(root), inputs.settings, inputs.vocabulary, None, os.cpu_count() or 1, Progress())
    wrong = [one for one in [*content.problems, *inputs.problems] if not one.warning and one.file not in content.drafts]
    if wrong:
        raise ContentError(wrong)
    return inputs, in_order(content.guides)


def _chosen(guides: list[GuideRecord], names: tuple[str, ...]) -> list[GuideRecord]:
    """The guides of these ids, files or topics; all of them where none is named."""
    from view.near_values import did_you_mean

    found = []
    for name in names:
        plain = name.removeprefix("content/guide/").removesuffix(".md").strip("/")
        one = next((guide for guide in guides if plain in (guide.id, guide.topic)), None)
        if one is None:
            raise click.UsageError(f'no guide is called "{name}"{did_you_mean(plain, [guide.id for guide in guides])}')
        found.append(one)
    return found or guides


@contextmanager
def _served(root: Path, at: str) -> Iterator[str]:
    """The origin of a copy of the site as it stands at a moment, with the demo companies, until the block ends."""
    from guides.copying import addressed, build_copy
    from server.preview.still import served_still
    from view import clock

    moment: datetime = clock.parse_moment(at, zone_of(root))
    with tempfile.TemporaryDirectory(prefix="xinfeng-guides-") as folder:
        copy = Path(folder).resolve()
        build_copy(root, copy, moment, wiring.SiteIndex(copy), os.cpu_count() or 1)
        with addressed(), served_still(copy, moment) as origin:
            yield origin


@click.command("manual", cls=Command)
@click.argument("file", required=False, type=click.Path(dir_okay=False, writable=True, path_type=Path),
                callback=check_folder)  # fmt: skip
@click.pass_obj
def manual_command(root: Path, file: Path | None) -> None:
    """Print all guides as one PDF: to FILE, else to content/guide/manual.pdf, which `build` publishes."""
    with plain_errors():
        from builder.base.atomic import write_atomically
        from builder.catalogue.proofs import MANUAL
        from guides.manual import make_manual

        try:
            from guides.printing import print_manual
        except OSError:
            needs = "the manual needs Pango: install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0"
            raise Failed(needs) from None

        data = print_manual(make_manual(root, version("xinfeng"), os.cpu_count() or 1))
        write_atomically(file or root / MANUAL, data)
    say(f"{file or MANUAL}: {len(data) // 1000} kB")
