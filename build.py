#!/usr/bin/env python3
"""The commands of 信风. Each reads flags, calls one function and prints; this file alone knows all rooms."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from view.extras import missing_module

try:
    import click

    from builder.base.gc_pause import gc_paused
    from builder.base.progress import Console, Progress
    from view.problems import ContentError, NotTakenError, Problem, problem_lines
    from view.process import settle_process
except ModuleNotFoundError as missing:
    sys.exit(missing_module(str(missing.name)))
except KeyboardInterrupt:
    sys.exit(1)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from builder.releasing.report import BuildReport
    from editing.life.steps import Planned, Steps
    from publish.release.precompress import SiteTwins
    from view.bulletin import Documents
    from view.settings.endpoint_settings import EndpointSettings
    from view.settings.site_settings import Settings
    from view.vocabulary.vocabulary import Vocabulary

HERE = Path(__file__).resolve().parent


class NotTaken(click.ClickException):
    """The cluster of the search did not take what was built: nothing was changed, the exit code is 3."""

    exit_code = 3

    def show(self, file: object = None) -> None:
        """Print the message on standard error, without a prefix."""
        click.echo(self.message, err=True)


class Failed(click.ClickException):
    """Work that failed: the message is printed as it is, the exit code is 1."""

    def show(self, file: object = None) -> None:
        """Print the message on standard error, without a prefix."""
        click.echo(self.message, err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=HERE, show_default=False,
              help="The site's folder (site.toml, content/, …); default: the folder of build.py.")  # fmt: skip
@click.version_option(package_name="xinfeng", message="信风 %(version)s")
@click.pass_context
def cli(context: click.Context, root: Path) -> None:
    """信风: content → pages and index; questions → answers."""
    context.obj = root.resolve()


class SiteIndex:
    """The builder's and the publisher's way to the index of one site; imported when there is something to index."""

    def __init__(self, root: Path, *, replaced_stays: bool = True) -> None:
        self.root, self.replaced_stays = root, replaced_stays

    def __call__(
        self, documents: Documents, folder: Path, settings: Settings, vocabulary: Vocabulary, previous: Path | None,
        jobs: int, progress: Callable[[int], None],
    ) -> None:  # fmt: skip
        """Write it for the engine that site.toml and the environment name."""
        from search.engines.building import write_generation_index

        write_generation_index(
            documents, folder, vocabulary, settings.timezone, _endpoint(self.root),
            previous=previous, replaced_stays=self.replaced_stays, jobs=jobs, progress=progress,
        )  # fmt: skip


def _endpoint(root: Path) -> EndpointSettings:
    """The settings of site.toml and the environment that the search has. ContentError with what is wrong with them.

    What else may be wrong is told by those who need it.
    """
    from view.settings.site_settings import read_all

    loaded = read_all(root, os.environ)
    ours = ("search.", "opensearch.", "XINFENG_SEARCH_", "XINFENG_OPENSEARCH")
    if wrong := [one for one in loaded.problems if one.field.startswith(ours)]:
        raise ContentError(wrong)
    return loaded.endpoint


def renew_index(root: Path, jobs: int) -> None:
    """Write the live index again without the wording that was replaced in it; the publisher's way to the index."""
    from builder.base.paths import SitePaths, live_generation
    from builder.releasing import generation_files
    from search.index import indexing

    live = live_generation(SitePaths(root))
    if live is not None and indexing.holds_replaced(live):
        generation_files.renew_index(root, SiteIndex(root, replaced_stays=False), jobs, lambda done: None)


def _index_is_lost(root: Path) -> bool:
    """Whether a cluster has lost the live index: then nothing of earlier builds is trusted."""
    settings = _endpoint(root)
    if settings.search.engine != "opensearch":
        return False
    from builder.base.paths import SitePaths, live_generation
    from search.engines.building import index_is_lost

    return index_is_lost(live_generation(SitePaths(root)), settings)


def _lead_back(root: Path, generation: str) -> None:
    """Have a cluster's alias lead to an older generation, whose index must be there."""
    settings = _endpoint(root)
    if settings.search.engine == "opensearch":
        from search.engines.building import lead_back

        lead_back(generation, settings)


@contextmanager
def _cluster_told() -> Iterator[None]:
    """A cluster that does not take a generation is told in one sentence, with an exit code of its own."""
    try:
        yield
    except NotTakenError as error:
        raise NotTaken(str(error)) from error


def _check_moment(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        from view import clock
        from view.settings.site_settings import Settings

        try:
            clock.parse_moment(value, Settings().zone)
        except (ValueError, OverflowError):
            raise click.BadParameter(f'"{value}" is not {clock.EXPECTED}') from None
    return value


def _check_folder(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """A file that is written at the end must have its folder at the beginning."""
    if value is not None and not value.absolute().parent.is_dir():
        raise click.BadParameter(f'the folder "{value.parent}" does not exist')
    return value


def _check_host(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """An empty one would be taken for every address of this machine."""
    if not value.strip():
        raise click.BadParameter("is empty; name an address, such as 127.0.0.1, or 0.0.0.0 for all of this machine")
    return value


def _jobs_option(function: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, show_default="all cores",
        help="How many processes work.",
    )(function)  # fmt: skip


@cli.command("build")
@click.option("--clean", is_flag=True, help="Trust nothing of earlier builds.")
@click.option("--at", metavar="ISO-TIME", callback=_check_moment, help="Build the site as it stands at this moment.")
@click.option("--watch-schedule", is_flag=True, help="Stay, and build again whenever a date in the content comes.")
@click.option("--precompress", is_flag=True, help="Put .gz and .br twins beside the pages.")
@_jobs_option
@click.option("--report", "report_file", type=click.Path(dir_okay=False, writable=True, path_type=Path),
              callback=_check_folder, help="Write a JSON report.")  # fmt: skip
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
    def build_once(clean: bool) -> None:
        progress = Progress() if quiet else Console()
        twins = _site_twins(root) if precompress else None
        try:
            with _cluster_told():
                options = Options(at, jobs, clean or _index_is_lost(root))
                report = build_site(root, options, SiteIndex(root), progress, _say_waiting)
            if twins:
                twins.add(report, jobs, progress)
            _tell_disappeared(root, at, report)
            _tell_report(report, report_file, verbose=verbose, quiet=quiet)
        except ContentError as error:
            raise Failed(_problem_text(error.problems)) from None
        except OSError as error:
            raise Failed(f"{_system_problem(error)}; the next build puts right what this one left") from error

    build_once(clean)
    if watch_schedule:
        _build_when_due(root, build_once, quiet=quiet)


def _tell_disappeared(root: Path, at: str | None, report: BuildReport) -> None:
    if any(one.startswith(("/risk/", "/guide/")) for one in report.removed_urls):
        from editing.life.disappeared import disappeared
        from view import clock

        moment = clock.parse_moment(at, _zone(root)) if at else _now(root)
        report.warnings += disappeared(root, moment, report.removed_urls)


def _tell_report(report: BuildReport, report_file: Path | None, *, verbose: bool, quiet: bool) -> None:
    for line in problem_lines(report.warnings, grouped=sys.stderr.isatty()):
        click.echo(line, err=True)
    if report_file:
        report_file.write_text(json.dumps(report.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if verbose:
        for url, why in sorted(report.reasons.items()):
            click.echo(f"{url}: {', '.join(why)}")
    if not quiet:
        click.echo(_summary(report))


def _build_when_due(root: Path, build_once: Callable[[bool], None], *, quiet: bool) -> None:
    """Build at every moment that is due, until interrupted; problems are told and tried again."""
    from builder.schedule import RETRY_SECONDS, wait_until_due

    if not quiet:
        click.echo("waiting for the dates in the content (Ctrl-C ends it)")
    with suppress(KeyboardInterrupt):
        while True:
            wait_until_due(root)
            try:
                build_once(False)
            except (Failed, NotTaken) as failed:
                failed.show()
                time.sleep(RETRY_SECONDS)


def _site_twins(root: Path) -> SiteTwins:
    from publish.release.precompress import SiteTwins

    return SiteTwins(root)


def _say_waiting() -> None:
    click.echo("another build of this site is running; waiting for it to end", err=True)


def _problem_text(problems: list[Problem]) -> str:
    errors = sum(not one.warning for one in problems)
    lines = problem_lines(problems, grouped=sys.stderr.isatty())
    total = "1 problem" if errors == 1 else f"{errors} problems"
    return "\n".join([*lines, f"{total}; nothing was written"])


def _system_problem(error: OSError) -> str:
    """What the system refused, and where."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"


def _summary(report: BuildReport) -> str:
    due = f"; next change due {report.next_due.isoformat()}" if report.next_due else ""
    return (
        f"{report.bulletins} bulletins, {report.guides} guides: {report.pages_written} pages written, "
        f"{report.pages_unchanged} unchanged, {report.pages_removed} removed, "
        f"{len(report.changed_urls)} files changed in {sum(report.seconds.values()):.2f} s "
        f"(generation {report.generation}){due}"
    )


@cli.command("check")
@_jobs_option
@click.option("--at", metavar="ISO-TIME", callback=_check_moment, help="Check the site as it stands at this moment.")
@click.option("--strict", is_flag=True, help="Warnings count as problems.")
@click.option("--all", "every", is_flag=True, help="A line for every place, on a terminal too.")
@click.option("--fix", is_flag=True, help="First write the corrections that are safe, and show them.")
@click.pass_obj
def check_command(root: Path, jobs: int, at: str | None, strict: bool, every: bool, fix: bool) -> None:
    """Report every problem of the content; write nothing, but for --fix."""
    from builder.base.permissions import exposed
    from builder.releasing.release import Options
    from builder.site import check_site

    try:
        mended = _mend(root) if fix else 0
        problems = [*check_site(root, Options(at, jobs), Console()), *exposed(root)]
    except OSError as error:
        raise Failed(_system_problem(error)) from error
    for line in problem_lines(problems, grouped=sys.stdout.isatty() and not every):
        click.echo(line)
    errors = sum(not one.warning for one in problems)
    warnings = len(problems) - errors
    if fix:
        click.echo(f"{mended} file{'s' * (mended != 1)} corrected")
    click.echo(f"{errors} problem{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}")
    if errors or (strict and warnings):
        raise SystemExit(1)


def _mend(root: Path) -> int:
    from editing.mending import mend

    return mend(root, _now(root), click.echo)


@cli.command("serve")
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
        problems, due = in_process(_build_for_server, root)
        return problems

    def is_due() -> bool:
        return due is not None and due <= datetime.now(UTC)

    with _local_cluster(root):
        live.serve(
            root, host, port, rebuild=rebuild, is_due=is_due, reload=not no_reload, demo=True, announce=click.echo
        )


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
        with node.running(click.echo) as one:
            os.environ.update({"XINFENG_OPENSEARCH": one.url, "XINFENG_OPENSEARCH_REPLICAS": "0"})
            yield
    except node.NodeError as error:
        raise Failed(str(error)) from None


def _build_for_server(root: Path) -> tuple[list[str], datetime | None]:
    """The problems of the content, none when it is good, and when a date changes what the same content gives."""
    from builder.releasing.release import Options
    from builder.site import build_site

    try:
        with _cluster_told():
            options = Options(clean=_index_is_lost(root))
            report = build_site(root, options, SiteIndex(root), Console(), _say_waiting)
    except NotTaken as error:
        return [error.message], None
    except ContentError as error:
        return [str(one) for one in error.problems if not one.warning], None
    except OSError as error:
        return [_system_problem(error)], None
    click.echo(_summary(report))
    return [], report.next_due


@cli.command("search")
@click.argument("words", nargs=-1)
@click.option("--country", "-c", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--industry", "-i", multiple=True)
@click.option("--channel", "-x", multiple=True)
@click.option("--level", "-l", multiple=True)
@click.option("--keyword", "-k", multiple=True)
@click.option("--status", default="")
@click.option("--since", default="", metavar="ISO-DATE")
@click.option("--until", default="", metavar="ISO-DATE")
@click.option("--sort", default="", metavar="relevance|newest")
@click.option("--page", default="", metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Print the endpoint's JSON.")
@click.pass_obj
def search_command(root: Path, /, words: tuple[str, ...], as_json: bool, **options: object) -> None:
    """Ask the live index. WORDS are the query; -word excludes (write it after --)."""
    from search.faces import terminal

    try:
        click.echo(terminal.search(root, " ".join(words), options, as_json=as_json, color=sys.stdout.isatty()))
    except terminal.UsageError as error:
        raise click.UsageError(str(error)) from None
    except terminal.SearchError as error:
        raise Failed(str(error)) from None


@cli.command("new")
@click.argument("title")
@click.option("--country", "-c", "countries", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--industry", "-i", "industries", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--channel", "-x", required=True, help="Code, name or alias.")
@click.option("--level", "-l", default="", help="Code, name or alias.")
@click.option("--source", default="", help="Where the news comes from.")
@click.option(
    "--file", default="", metavar="ID", help="Its id; default: the title's pinyin, in the folder of the month."
)
@click.pass_obj
def new_command(root: Path, /, **asked: Any) -> None:
    """Write a valid new bulletin file and print its path."""
    from editing import terminal
    from editing.life.new import Asked

    with _editing():
        click.echo(str(terminal.new(root, _now(root), Asked(**asked))))


@cli.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--channel", "-x", default="", help="Code, name or alias.")
@click.option("--country", "-c", "countries", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--industry", "-i", "industries", multiple=True, help="Code, name or alias; repeat for more.")
@click.option("--map", "columns", multiple=True, metavar="NAME=KEY", help="What a column or field of that name is.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@click.option("--report", "report_file", type=click.Path(dir_okay=False, writable=True, path_type=Path),
              callback=_check_folder, help="Write a JSON report.")  # fmt: skip
@click.pass_obj
def import_command(
    root: Path, /, files: tuple[Path, ...], columns: tuple[str, ...], report_file: Path | None, **options: Any
) -> None:  # fmt: skip
    """Make drafts of Word files, Markdown, tables (CSV, TSV, JSON lines) and feeds, and say what was lost."""
    from editing import terminal
    from editing.importing.writing.drafting import ImportOptions

    named = dict(one.split("=", 1) for one in columns if "=" in one)
    if len(named) != len(columns):
        raise click.UsageError("--map takes NAME=KEY, such as 标题=title")
    with _editing():
        asked = ImportOptions(columns=named, **options)
        if not terminal.import_and_tell(root, _now(root), click.echo, list(files), asked, report_file):
            raise SystemExit(1)


def _now(root: Path) -> datetime:
    from view import clock

    return clock.current(_zone(root))


def _zone(root: Path) -> ZoneInfo:
    from view.settings.site_settings import load_settings

    return load_settings(root).zone


@contextmanager
def _editing() -> Iterator[None]:
    """What stops an editing command is said, and the exit code is 1."""
    from editing import terminal

    try:
        yield
    except (ContentError, terminal.EditingError) as error:
        raise Failed(str(error)) from None
    except OSError as error:
        raise Failed(_system_problem(error)) from error


#: A command's function, before or after an option was added to it.
_Function = Callable[..., Any]


def _step_command(name: str, *options: Callable[[_Function], _Function]) -> Callable[[_Function], click.Command]:
    """A command that edits the front matter of one bulletin."""

    def command(function: _Function) -> click.Command:
        added: list[Callable[[_Function], _Function]]
        added = [click.argument("bulletin", metavar="ID"), *options, _DRY_RUN, click.pass_obj]
        for option in reversed(added):
            function = option(function)
        return cli.command(name)(function)

    return command


_DRY_RUN = click.option("--dry-run", is_flag=True, help="Show the diff; write nothing.")
_NOTE = click.option("--note", required=True, help="What changed and why; readers see it.")


def _take_step(root: Path, dry_run: bool, plan: Callable[[Steps], Planned]) -> None:
    from editing import terminal

    with _editing():
        terminal.take_step(root, _now(root), click.echo, plan, dry_run=dry_run)


@_step_command("publish")
def publish_command(root: Path, bulletin: str, dry_run: bool) -> None:
    """Show a draft or scheduled bulletin with the next build."""
    _take_step(root, dry_run, lambda steps: steps.publish(bulletin))


@_step_command("schedule", click.argument("when"))
def schedule_command(root: Path, bulletin: str, when: str, dry_run: bool) -> None:
    """Show a draft or scheduled bulletin from WHEN on."""
    _take_step(root, dry_run, lambda steps: steps.schedule(bulletin, when))


@_step_command("correct", _NOTE)
def correct_command(root: Path, bulletin: str, note: str, dry_run: bool) -> None:
    """Mark a bulletin as corrected, with a note for readers."""
    _take_step(root, dry_run, lambda steps: steps.correct(bulletin, note))


@_step_command("withdraw", _NOTE)
def withdraw_command(root: Path, bulletin: str, note: str, dry_run: bool) -> None:
    """Withdraw a bulletin, with a note for readers; its page stays and says so."""
    _take_step(root, dry_run, lambda steps: steps.withdraw(bulletin, note))


@_step_command(
    "supersede", click.option("--by", required=True, metavar="ID", help="The bulletin that takes its place.")
)
def supersede_command(root: Path, bulletin: str, by: str, dry_run: bool) -> None:
    """Let another bulletin take the place of one; its page stays and leads there."""
    _take_step(root, dry_run, lambda steps: steps.supersede(bulletin, by))


@_step_command("restore", click.option("--note", default="", help="Tell readers; without it the step is taken back."))
def restore_command(root: Path, bulletin: str, note: str, dry_run: bool) -> None:
    """Bring a withdrawn or superseded bulletin back."""
    _take_step(root, dry_run, lambda steps: steps.restore(bulletin, note))


@_step_command("rename", click.argument("new_id", metavar="NEW-ID"))
def rename_command(root: Path, bulletin: str, new_id: str, dry_run: bool) -> None:
    """Give a bulletin another id: file, links, old address and feed entry go along."""
    from editing import terminal

    with _editing():
        terminal.rename(root, _now(root), click.echo, bulletin, new_id, dry_run=dry_run)


@cli.command("status")
@click.argument("bulletin", metavar="[ID]", default="")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def status_command(root: Path, bulletin: str, as_json: bool) -> None:
    """Say the state of every bulletin, or of one, and when that changes by itself."""
    from editing import terminal

    with _editing():
        terminal.status(root, _now(root), click.echo, bulletin, as_json=as_json)


@cli.command("history")
@click.argument("bulletin", metavar="ID")
@click.pass_obj
def history_command(root: Path, bulletin: str) -> None:
    """Say who changed a bulletin, when and what."""
    from editing import terminal

    with _editing():
        terminal.tell_history(root, _now(root), click.echo, bulletin)


@cli.command("deploy")
@click.argument("target")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option(
    "--force",
    is_flag=True,
    help="Remove more pages than deploy.max_removed_share allows; with --rollback, "
    "publish again what was taken away since.",
)
@click.option("--rollback", is_flag=True, help="Return to the release before; lists the texts this would bring back.")
@_jobs_option
@click.pass_obj
def deploy_command(root: Path, target: str, dry_run: bool, force: bool, rollback: bool, jobs: int) -> None:
    """Publish site/ and its index to TARGET: a folder, host:path, rsync://host/module or s3://bucket/prefix."""
    from publish import terminal

    if rollback and dry_run:
        raise click.UsageError(
            "--rollback lists what it would bring back unless it has --force; --dry-run is no part of it"
        )
    try:
        if rollback:
            with _cluster_told():
                terminal.rollback(root, target, Console(), click.echo, force=force, lead=partial(_lead_back, root))
        else:
            terminal.deploy(root, target, jobs, Console(), click.echo, renew_index, dry_run=dry_run, force=force)
    except (ContentError, terminal.DeployError) as error:
        raise Failed(str(error)) from None


@cli.command("notify")
@click.option("--dry-run", is_flag=True, help="Say what would be told; send and remember nothing.")
@click.pass_obj
def notify_command(root: Path, dry_run: bool) -> None:
    """Tell the subscribers that [[notify]] in site.toml names of what went live since the last time."""
    from publish import terminal
    from search.faces.terminal import SearchError, finder

    try:
        with finder(root) as find:
            if not terminal.notify(root, find, click.echo, dry_run=dry_run):
                raise SystemExit(1)
    except (ContentError, SearchError, OSError, ValueError) as error:
        raise Failed(str(error)) from None


@cli.command("verify")
@click.argument("place", metavar="URL-OR-DIR")
@click.option("--key", default="", help="The public key in base64; default: deploy.verify_key.")
@click.pass_obj
def verify_command(root: Path, place: str, key: str) -> None:
    """Check every file of a published release against its manifest, and the manifest's signature."""
    from publish import terminal

    try:
        terminal.verify_release(root, place, key, click.echo)
    except (ContentError, terminal.DeployError) as error:
        raise Failed(str(error)) from None


@cli.command("follow")
@click.argument("place", metavar="URL-OR-DIR")
@click.option("--every", type=click.FloatRange(0.05, 3600), default=1.0, show_default=True, metavar="SECONDS")
@click.option("--once", is_flag=True, help="Look once; the exit code tells whether all is as published.")
@click.option("--key", default="", help="The public key in base64; default: deploy.verify_key. Needed over a network.")
@click.option("--unsigned", is_flag=True, help="Take what no key has signed: the source is as trusted as this program.")
@click.pass_obj
def follow_command(root: Path, place: str, every: float, once: bool, key: str, unsigned: bool) -> None:
    """Keep the endpoint's folder (--root) at the index generation that a published site names."""
    from publish import terminal

    try:
        terminal.follow_release(root, place, every, click.echo, key=key, unsigned=unsigned, once=once)
    except terminal.NoKeyError as error:
        raise click.UsageError(str(error)) from None
    except (ContentError, terminal.DeployError) as error:
        raise Failed(str(error)) from None
    except KeyboardInterrupt:
        click.echo("Stopped.")


@cli.command("hosting")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def hosting_command(root: Path, folder: Path) -> None:
    """Write the headers and redirects of this site for nginx and Caddy."""
    from publish import terminal

    try:
        terminal.hosting(root, folder, click.echo)
    except ContentError as error:
        raise Failed(str(error)) from None


@cli.command("make-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make_key_command(file: Path) -> None:
    """Write a new key that signs releases, and print both lines for site.toml."""
    from publish import terminal

    try:
        terminal.write_key(file, click.echo)
    except terminal.DeployError as error:
        raise Failed(str(error)) from None


def main() -> None:
    """Run a command and end at once: to take a large site's plan down object by object takes longer than to make it."""
    settle_process()
    try:
        cli()
    except SystemExit as ended:
        if isinstance(ended.code, int):
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError):  # nobody reads any more
                    stream.flush()
            os._exit(ended.code)
        raise
    except ModuleNotFoundError as missing:
        sys.exit(missing_module(str(missing.name)))


if __name__ == "__main__":
    main()
