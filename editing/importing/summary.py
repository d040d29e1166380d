"""What became of many files, in one table: how many of each outcome, and each cause once with its first files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from editing.importing.files import FileReport
from view.problems import without_details

#: Fewer files are read at a glance, without a table.
MANY = 6
#: Files named for a cause; the others are counted.
_NAMED = 2
#: Causes of a kind that are named; what differs in every file is looked up at the file.
_CAUSES = 20


def summary_lines(reports: Sequence[FileReport]) -> Iterator[str]:
    """The table: what was refused, then what was lost, then what was changed; the most frequent first."""
    if len(reports) < MANY:
        return
    written = sum(1 for one in reports if one.written)
    refused = sum(1 for one in reports if one.refused is not None)
    losing = sum(1 for one in reports if one.lost)
    yield ""
    yield f"{len(reports)} files: {written} imported, {refused} refused, {losing} lost something"
    causes: dict[str, dict[str, list[FileReport]]] = {"refused": {}, "lost": {}, "changed": {}}
    for report in reports:
        said = [("refused", report.refused or "")] * (report.refused is not None)
        said += [("lost", one.what) for one in report.lost] + [("changed", one.what) for one in report.changed]
        for kind, cause in dict.fromkeys((kind, without_details(what)) for kind, what in said):
            causes[kind].setdefault(cause, []).append(report)
    for kind, found in causes.items():
        for cause, files in sorted(found.items(), key=lambda one: -len(one[1]))[:_CAUSES]:
            named = ", ".join(one.source for one in files[:_NAMED])
            more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
            yield f"{kind}: {cause}: {len(files)} files ({named}{more})"
        if len(found) > _CAUSES:
            yield f"{len(found) - _CAUSES} more causes like these, each with its file above"
