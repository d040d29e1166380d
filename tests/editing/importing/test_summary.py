"""The table at the end of a long import."""

from __future__ import annotations

from editing.importing.files import FileReport
from editing.importing.model import Lost
from editing.importing.summary import MANY, summary_lines
from view.messages.catalogue import said


def report(number: int, *, refused: str | None = None, lost: tuple[str, ...] = ()) -> FileReport:
    """What became of one file."""
    written = [] if refused else [f"content/risk/{number}.md"]
    return FileReport(f"{number}.md", written, refused, [Lost("the text", one) for one in lost])


def test_each_cause_stands_once_with_its_first_files_the_most_frequent_first() -> None:
    reports = [report(n, lost=(f'a comment in the source: "{n}"',) * 2) for n in range(4)]
    reports += [report(4, refused="it is empty"), report(5, refused="it holds no text")]
    reports += [report(6, refused="it holds no text"), report(7, lost=("a form",))]
    assert list(summary_lines(reports)) == [
        "",
        "8 files: 5 imported, 3 refused, 5 lost something",
        "refused: it holds no text: 2 files (5.md, 6.md)",
        "refused: it is empty: 1 files (4.md)",
        'lost: a comment in the source: "…": 4 files (0.md, 1.md and 2 more)',
        "lost: a form: 1 files (7.md)",
    ]


def test_what_differs_in_every_file_is_counted_at_the_end() -> None:
    lines = list(summary_lines([report(n, lost=(chr(ord("a") + n),)) for n in range(22)]))
    assert lines[-2:] == ["lost: t: 1 files (19.md)", "2 more causes like these, each with its file above"]


def test_a_few_files_need_no_table() -> None:
    assert list(summary_lines([report(n) for n in range(MANY - 1)])) == []
    assert list(summary_lines([report(n) for n in range(MANY)]))


def test_it_speaks_chinese() -> None:
    lines = [said(one, "zh") for one in summary_lines([report(n, refused="it is empty") for n in range(MANY)])]
    assert lines[1] == "6 个文件：0 个已导入，6 个没有导入，0 个有所丢失"
    assert lines[2].startswith("没有导入：是空的：6 个文件（0.md, 1.md")
