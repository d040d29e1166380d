"""What Word, Excel and a screen put into the clipboard, pasting it as Ctrl+V does, and a file of Word."""

from __future__ import annotations

import base64
from io import BytesIO

from docx import Document
from playwright.sync_api import FilePayload, Page

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><body>
<!--StartFragment--><p class=MsoNormal><b><span lang=EN-US style='font-family:宋体'>税率</span></b>由 25% 降至
 12.5%<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>
&nbsp;</span></span><![endif]>核对订单</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2.<span>
&nbsp;</span></span><![endif]>推迟发货</p>
<!--EndFragment--></body></html>"""
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><!--StartFragment--><table>
<tr><td class=xl65>国别</td><td>逾期率</td></tr><tr><td>越南</td><td align=right>12.5%</td></tr></table>
<!--EndFragment--></body></html>"""
_PASTE = """
  content.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
"""


def paste(page: Page, kinds: dict[str, str]) -> None:
    """Put a clipboard of these kinds into the body."""
    page.locator(".cm-content").evaluate(
        f"""(content, kinds) => {{
          const data = new DataTransfer();
          for (const [kind, text] of Object.entries(kinds)) data.setData(kind, text);
          {_PASTE}
        }}""",
        kinds,
    )


def paste_picture(page: Page, name: str, data: bytes) -> None:
    """Put a picture of the screen into the body."""
    page.locator(".cm-content").evaluate(
        f"""(content, [name, bytes]) => {{
          const data = new DataTransfer();
          const picture = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
          data.items.add(new File([picture], name, {{type: "image/png"}}));
          {_PASTE}
        }}""",
        [name, base64.b64encode(data).decode()],
    )


def word_file() -> FilePayload:
    """A report with a heading, a paragraph that names a country, and a page header, which an import loses."""
    document, data = Document(), BytesIO()
    document.add_heading("越南调整进口关税", 1)
    document.add_paragraph("越南自 2026 年 12 月起调整部分钢材的进口关税，涉及在途订单。")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.save(data)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": "通报.docx", "mimeType": kind, "buffer": data.getvalue()}


def drop(page: Page, file: FilePayload) -> None:
    """Drag a file into the window and let it go there."""
    page.locator("#main").evaluate(
        """(place, [name, type, bytes]) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, {type}));
          place.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        [file["name"], file["mimeType"], base64.b64encode(file["buffer"]).decode()],
    )
