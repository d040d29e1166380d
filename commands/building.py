"""`build`, `check`, `serve`: content → pages and index."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.base.gc_pause import gc_paused
from builder.base.progress import Console, Progress
from commands import wiring
from commands.common import Failed, check_folder, check_moment, jobs_option, now, plain_errors, system_problem, zone_of
from commands.speech import Command, language, say
from view.problems import ContentError, NotTakenError, Problem, problem_lines

if TYPE_CHECKING:
    from builder.releasing.report import BuildReport
    from publish.release.precompress import SiteTwins


def _check_host(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """An empty one would be taken for every address of this machine."""
    if not value.strip():
        raise click.BadParameter("is empty; name an address, such as 127.0.0.1, or 0.0.0.0 for all of this machine")
    return value


@click.command("build", cls=Command)
@click.option("--clean", is_flag=True, help="Trust nothing of earlier builds.")
@click.option("--at", metavar="ISO-TIME", callback=check_moment, help="Build the site as it stands at this moment.")
@click.option("--watch-schedule", is_flag=True, help="Stay, and build again whenever a date in the content comes.")
@click.option("--precompress", is_flag=True, help="Put .gz and .br twins beside the pages.")
@jobs_option
@click.option("--report", "report_file", type=click.Path(dir_okay=False, writable=True, path_type=Path),
              callback=check_folder, help="Write a JSON report.")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Say of every changed page why it was made again.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
@click.pass_obj
def build_command(
    root: Path, clean: bool, at: str | None, watch_schedule: bool, precompress: bool, jobs: int,
    report_file: Path | None, verbose: bool, quiet: bool,
) -> None:  # fmt: skip
    """Render site/ and the search index, and put both live together."""
    if at and watch_schedule:
        raise click.UsageError("--at builds for one moment and --watch-schedule for every one; give one of them")

    from builder.releasing.release import Options
    from builder.site import build_site

    @gc_paused()
    @plain_errors()
    def build_once(clean: bool) -> None:
        progress = Progress() if quiet else Console()
        twins = _site_twins(root) if precompress else None
        try:
            options = Options(at, jobs, clean or wiring.index_is_lost(root))
            report = build_site(root, options, wiring.SiteIndex(root), progress, _say_waiting)
            if twins:
                twins.add(report, jobs, progress)
            _tell_disappeared(root, at, report)
            _tell_report(report, report_file, verbose=verbose, quiet=quiet)
        except ContentError as error:
            raise Failed(_problem_text(error.problems)) from None
        except OSError as error:
            raise Failed(f"{system_problem(error)}; the next build puts right what this one left") from error

    build_once(clean)
    if watch_schedule:
        _build_when_due(root, build_once, quiet=quiet)


def _tell_disappeared(root: Path, at: str | None, report: BuildReport) -> None:
    if any(one.startswith(("/risk/", "/guide/")) for one in report.removed_urls):
        from editing.life.disappeared import disappeared
        from view import clock

        moment = clock.parse_moment(at, zone_of(root)) if at else now(root)
        report.warnings += disappeared(root, moment, report.removed_urls)


def _tell_report(report: BuildReport, report_file: Path | None, *, verbose: bool, quiet: bool) -> None:
    for line in problem_lines(report.warnings, grouped=sys.stderr.isatty(), language=language()):
        say(line, err=True)
    if report_file:
        report_file.write_text(json.dumps(report.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if verbose:
        for url, why in sorted(report.reasons.items()):
            click.echo(f"{url}: {', '.join(why)}")
    if not quiet:
        say(_summary(report))


def _build_when_due(root: Path, build_once: Callable[[bool], None], *, quiet: bool) -> None:
    """Build at every moment that is due, until interrupted; problems are told and tried again."""
    from builder.schedule import RETRY_SECONDS, wait_until_due

    if not quiet:
        say("waiting for the dates in the content (Ctrl-C ends it)")
    with suppress(KeyboardInterrupt):
        while True:
            wait_until_due(root)
            try:
                build_once(False)
            except Failed as failed:
                failed.show()
                time.sleep(RETRY_SECONDS)


def _site_twins(root: Path) -> SiteTwins:
    from publish.release.precompress import SiteTwins

    return SiteTwins(root)


def _say_waiting() -> None:
    say("another build of this site is running; waiting for it to end", err=True)


def _problem_text(problems: list[Problem]) -> str:
    errors = sum(not one.warning for one in problems)
    lines = problem_lines(problems, grouped=sys.stderr.isatty(), language=language())
    total = "1 problem" if errors == 1 else f"{errors} problems"
    return "\n".join([*lines, f"{total}; nothing was written"])


def _summary(report: BuildReport) -> str:
    due = f"; next change due {report.next_due.isoformat()}" if report.next_due else ""
    return (
        f"{report.bulletins} bulletins, {report.guides} guides: {report.pages_written} pages written, "
        f"{report.pages_unchanged} unchanged, {report.pages_removed} removed, "
        f"{len(report.changed_urls)} files changed in {sum(report.seconds.values()):.2f} s "
        f"(generation {report.generation}){due}"
    )


@click.command("check", cls=Command)
@jobs_option
@click.option("--at", metavar="ISO-TIME", callback=check_moment, help="Check the site as it stands at this moment.")
@click.option("--strict", is_flag=True, help="Warnings count as problems.")
@click.option("--all", "every", is_flag=True, help="A line for every place, on a terminal too.")
@click.option("--fix", is_flag=True, help="First write the corrections that are safe, and show them.")
@click.pass_obj
def check_command(root: Path, jobs: int, at: str | None, strict: bool, every: bool, fix: bool) -> None:
    """Report every problem of the content; write nothing, but for --fix."""
    from builder.base.permissions import exposed
    from builder.releasing.release import Options
    from builder.site import check_site

    with plain_errors():
        mended = _mend(root) if fix else 0
        problems = [*check_site(root, Options(at, jobs), Console()), *exposed(root)]
    for line in problem_lines(problems, grouped=sys.stdout.isatty() and not every, language=language()):
        say(line)
    errors = sum(not one.warning for one in problems)
    warnings = len(problems) - errors
    if fix:
        say(f"{mended} file{'s' * (mended != 1)} corrected")
    say(f"{errors} problem{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}")
    if errors or (strict and warnings):
        raise SystemExit(1)


def _mend(root: Path) -> int:
    from editing.mending import mend

    return mend(root, now(root), say)


@click.command("serve", cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True, callback=_check_host)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--no-reload", is_flag=True, help="Build once and serve as in production.")
@click.pass_obj
def serve_command(root: Path, host: str, port: int, no_reload: bool) -> None:
    """Build, then serve pages, search and counts; rebuild when a file is saved."""
    from server.preview import live
    from view.workers import in_process

    due: datetime | None = None

    def rebuild() -> list[str]:
        nonlocal due
        due = None  # a build that fails is tried again when the content changes
        problems, due, summary = in_process(_build_for_server, root)
        if summary:
            say(summary)
        return problems

    def is_due() -> bool:
        return due is not None and due <= datetime.now(UTC)

    with _local_cluster(root):
        live.serve(root, host, port, rebuild=rebuild, is_due=is_due, reload=not no_reload, demo=True, announce=say)


@contextmanager
def _local_cluster(root: Path) -> Iterator[None]:
    """Where the engine is opensearch and no cluster is named, a node of this machine until the block ends."""
    from view.settings.site_settings import read_all

    settings = read_all(root, os.environ).endpoint
    if settings.search.engine != "opensearch" or settings.opensearch.urls:
        yield
        return
    from server.preview import node

    try:
        with node.running(say) as one:
            os.environ.update({"XINFENG_OPENSEARCH": one.url, "XINFENG_OPENSEARCH_REPLICAS": "0"})
            yield
    except node.NodeError as error:
        raise Failed(str(error)) from None


def _build_for_server(root: Path) -> tuple[list[str], datetime | None, str]:
    """The problems of the content, or when a date changes what the same content gives, and what was built."""
    from builder.releasing.release import Options
    from builder.site import build_site

    try:
        options = Options(clean=wiring.index_is_lost(root))
        report = build_site(root, options, wiring.SiteIndex(root), Console(), _say_waiting)
    except NotTakenError as error:
        return [str(error)], None, ""
    except ContentError as error:
        return [str(one) for one in error.problems if not one.warning], None, ""
    except OSError as error:
        return [system_problem(error)], None, ""
    return [], report.next_due, _summary(report)
