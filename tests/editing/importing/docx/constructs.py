# ruff: noqa: E501 - markup stands in a line each
"""Constructs of Word files, one each, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from tests.editing.importing import word

P = word.paragraph


@dataclass
class Construct:
    """A body, and what becomes of it."""

    body: str
    text: str
    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    parts: dict[str, str | bytes] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)


def note(kind: str, text: str) -> str:
    return f'<w:{kind} w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'


def picture(kind: str, size: tuple[int, int], **save: object) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **save)
    return out.getvalue()


PNG = picture("PNG", (3, 2))

BOX = "<w:txbxContent>" + P("框中") + P("两段") + "</w:txbxContent>"

HEADING = '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>'

STYLES = word.part(
    "styles",
    HEADING + '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="小节"/><w:basedOn w:val="2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>'
    '<w:style w:type="character" w:styleId="S"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>',
)

WITH_STYLES: dict[str, object] = {"parts": {"word/styles.xml": STYLES}, "relations": [("s", "styles", "styles.xml")]}

CHINESE = word.numbering(word.level(0, "chineseCountingThousand", "第%1条") + word.level(1, "decimal", "（%2）"))

LISTS = word.numbering(
    word.level(0, "decimal", "%1.") + word.level(1, "bullet", "•") + word.level(2, "lowerLetter", "%3)"),
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>',
)


def with_numbering(numbering: str, **more: object) -> dict[str, object]:
    return {"parts": {"word/numbering.xml": numbering}, "relations": [("n", "numbering", "numbering.xml")], **more}


CONSTRUCTS: dict[str, Construct] = {
    "paragraphs": Construct(P("一。") + P("") + P("二。"), "一。\n\n二。"),
    "marks": Construct(
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r><w:r><w:rPr><w:b w:val='0'/><w:strike/></w:rPr>"
        "<w:t>删</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r><w:r><w:t>。</w:t></w:r></w:p>",
        "甲**粗**<del>删</del><sup>2</sup>。",
    ),
    "signs that are markup": Construct(P("1. 不是列表 *星* a_b &lt;b&gt; [x](y)"), "1\\. 不是列表 \\*星\\* a_b &lt;b> \\[x](y)"),
    "line and page breaks": Construct(
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:br w:type='page'/><w:t>丙</w:t><w:tab/><w:t>丁</w:t></w:r></w:p>", "甲<br>乙丙 丁"
    ),
    "headings by style, and by a style based on one": Construct(
        P("先说。") + P("节", '<w:pStyle w:val="2"/>', "<w:b/>") + P("段。") + P("小节", '<w:pStyle w:val="3"/>'),
        "先说。\n\n## 节\n\n段。\n\n## 小节",
        **WITH_STYLES,  # type: ignore[arg-type]
    ),
    "a heading by its place in the outline": Construct(P("先说。") + P("节", '<w:outlineLvl w:val="2"/>'), "先说。\n\n### 节"),
    "a quotation": Construct(P("先说。") + P("引文。", '<w:pStyle w:val="Q"/>'), "先说。\n\n> 引文。", **WITH_STYLES),  # type: ignore[arg-type]
    "a character style": Construct(
        "<w:p><w:r><w:rPr><w:rStyle w:val='S'/></w:rPr><w:t>重</w:t></w:r><w:r><w:t>要。</w:t></w:r></w:p>", "**重**要。", **WITH_STYLES  # type: ignore[arg-type]
    ),
    "lists in lists, going on after a paragraph": Construct(
        word.numbered("一") + word.numbered("点", 1) + word.numbered("二") + P("插话。") + word.numbered("三"),
        "1. 一\n    - 点\n2. 二\n\n插话。\n\n3. 三",
        **with_numbering(LISTS),  # type: ignore[arg-type]
    ),
    "a list that begins again": Construct(
        word.numbered("一") + word.numbered("又一", 0, 2), "1. 一\n\n<!-- -->\n\n1. 又一", **with_numbering(LISTS)  # type: ignore[arg-type]
    ),
    "numbers in Chinese words": Construct(
        word.numbered("总则") + word.numbered("甲", 1) + word.numbered("乙", 1) + word.numbered("分则") + word.numbered("丙", 1),
        "第一条总则\n\n（1）甲\n\n（2）乙\n\n第二条分则\n\n（1）丙",
        **with_numbering(CHINESE),  # type: ignore[arg-type]
    ),
    "a table": Construct(
        "<w:tbl><w:tr><w:tc>" + P("甲") + "</w:tc><w:tc>" + P("乙|") + "</w:tc></w:tr><w:tr><w:tc>" + P("1") + P("2") + "</w:tc><w:tc>"
        + P("", '<w:jc w:val="right"/>') + "</w:tc></w:tr></w:tbl>",
        "| 甲 | 乙\\| |\n| --- | ---: |\n| 1<br>2 |  |",
    ),
    "merged cells": Construct(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + P("合") + "</w:tc><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"
        + P("竖") + "</w:tc></w:tr><w:tr><w:tc>" + P("甲") + "</w:tc><w:tc>" + P("乙") + "</w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>" + P("")
        + "</w:tc></w:tr></w:tbl>",
        '<table>\n<tr><th colspan="2">合</th><th rowspan="2">竖</th></tr>\n<tr><td>甲</td><td>乙</td></tr>\n</table>',
    ),
    "a table within a table": Construct(
        "<w:tbl><w:tr><w:tc>" + P("外") + "<w:tbl><w:tr><w:tc>" + P("内") + "</w:tc><w:tc>" + P("里") + "</w:tc></w:tr></w:tbl>" + P("")
        + "</w:tc><w:tc>" + P("旁") + "</w:tc></w:tr></w:tbl>",
        "外\n\n| 内 | 里 |\n| --- | --- |\n|  |  |\n\n旁",
        changed=["table 1: a table that only arranges is plain text now"],
    ),
    "foot and end notes": Construct(
        "<w:p><w:r><w:t>甲</w:t><w:footnoteReference w:id='2'/><w:t>乙</w:t><w:endnoteReference w:id='2'/></w:r></w:p>",
        "甲[^1]乙[^2]\n\n[^1]: 脚注\n\n[^2]: 尾注",
        parts={
            "word/footnotes.xml": word.part("footnotes", note("footnote", "脚注")),
            "word/endnotes.xml": word.part("endnotes", note("endnote", "尾注")),
        },
        relations=[("f", "footnotes", "footnotes.xml"), ("e", "endnotes", "endnotes.xml")],
    ),
    "a note without a mark": Construct(
        P("甲。"),
        "甲。",
        ['the document: a footnote without a mark: "脚注"'],
        parts={"word/footnotes.xml": word.part("footnotes", note("footnote", "脚注"))},
        relations=[("f", "footnotes", "footnotes.xml")],
    ),
    "links": Construct(
        "<w:p><w:hyperlink r:id='h'><w:r><w:rPr><w:u w:val='single'/></w:rPr><w:t>公告</w:t></w:r></w:hyperlink><w:hyperlink r:id='f'><w:r>"
        "<w:t>本机</w:t></w:r></w:hyperlink><w:hyperlink w:anchor='b'><w:r><w:t>见下</w:t></w:r></w:hyperlink></w:p>",
        "[公告](https://example.org/a%28b%29)本机见下",
        ['paragraph 1 ("公告本机见下"): the link of "本机" to file:///C:/a.doc, which pages cannot follow'],
        ["the document: 1 × links to other places of the same document, which are plain text now"],
        relations=[("h", "hyperlink", "https://example.org/a(b)"), ("f", "hyperlink", "file:///C:/a.doc")],
    ),
    "fields": Construct(
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> HYPERLINK \"https://example.org/\" </w:instrText></w:r><w:r>"
        "<w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>链</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
        "<w:fldSimple w:instr=' DATE '><w:r><w:t>2026</w:t></w:r></w:fldSimple></w:p>",
        "[链](https://example.org/)2026",
    ),
    "a field without a result": Construct(
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> eq \\o\\ac(○,1) </w:instrText></w:r><w:r>"
        "<w:fldChar w:fldCharType='end'/></w:r></w:p>",
        "甲",
        ['paragraph 1 ("甲"): a field without a result: eq \\o\\ac(○,1)'],
    ),
    "lists of a form": Construct(
        "<w:p>" + "".join(
            f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList>{which}<w:listEntry w:val='低'/><w:listEntry w:val='高'/>"
            "</w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>"
            f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{shown}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
            for which, shown in (
                ("<w:result w:val='1'/>", ""), ("", ""), ("<w:default w:val='1'/>", ""), ("<w:result w:val='7'/>", ""),
                ("", "<w:r><w:t>中</w:t></w:r>"),
            )
        ) + "</w:p>",
        "高低高中",
    ),
    "a table of contents": Construct(
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>" + P("目录") + P("一 1")
        + "</w:sdtContent></w:sdt>" + P("正文。"),
        "正文。",
        ['the document: table of contents: "目录 一 1"; pages have their own'],
    ),
    "tracked changes": Construct(
        "<w:p><w:r><w:t>价</w:t></w:r><w:ins w:author='王'><w:r><w:t>新</w:t></w:r></w:ins><w:del w:author='李'><w:r><w:delText>旧</w:delText></w:r>"
        "</w:del></w:p>",
        "价新",
        ['paragraph 1 ("价新"): tracked deletion left out (李): "旧"'],
        ['paragraph 1 ("价新"): tracked insertion kept (王): "新"'],
    ),
    "comments": Construct(
        "<w:p><w:commentRangeStart w:id='0'/><w:r><w:t>甲。</w:t><w:commentReference w:id='0'/></w:r></w:p>",
        "甲。",
        ['paragraph 1 ("甲。"): comment (王): "请核"'],
        parts={"word/comments.xml": word.part("comments", "<w:comment w:id='0' w:author='王'>" + P("请核") + "</w:comment>")},
        relations=[("c", "comments", "comments.xml")],
    ),
    "headers, footers and a watermark": Construct(
        P("甲。"),
        "甲。",
        ['the footer: "第页"', 'the header: "内部 机密"', "the header: a picture"],
        parts={
            "word/header1.xml": word.part("hdr", P("内部") + "<w:p><w:r><w:pict><v:shape><v:textpath string='机密'/><v:imagedata r:id='x'/></v:shape></w:pict></w:r></w:p>"),
            "word/footer2.xml": word.part("ftr", P("第页")),
        },
    ),
    "a text box, written in both ways": Construct(
        "<w:p><w:r><w:t>旁文。</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>"
        f"<wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{BOX}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>" + P("下文。"),
        "旁文。\n\n框中\n\n两段\n\n下文。",
        ['paragraph 1 ("旁文。 框中 两段"): text box: "框中 两段" stands in the text now, after the paragraph that it was beside'],
    ),
    "a picture": Construct(
        "<w:p>" + word.picture("p", "图示", floating=True) + "</w:p>",
        "![图示](lai-gao-1.png)",
        changed=['paragraph 1 (""): a floating picture stands in the text now'],
        parts={"word/media/i.png": PNG},
        relations=[("p", "image", "media/i.png")],
    ),
    "an older picture": Construct(
        "<w:p><w:r><w:pict><v:shape alt='老图'><v:imagedata r:id='p'/></v:shape></w:pict></w:r></w:p>",
        "![老图](lai-gao-1.png)",
        parts={"word/media/i.png": PNG},
        relations=[("p", "image", "media/i.png")],
    ),
    "pictures that cannot be shown": Construct(
        "<w:p><w:r><w:t>甲</w:t></w:r>" + word.picture("e", "曲线") + word.picture("o") + word.picture("m") + word.picture("d") + "</w:p>",
        "甲",
        [
            'paragraph 1 ("甲"): picture a.emf (曲线): browsers cannot show EMF; save it as PNG and put it in',
            'paragraph 1 ("甲"): a picture that lies elsewhere (https://example.org/a.png); copy it into the document',
            'paragraph 1 ("甲"): a picture that is missing from the file',
            'paragraph 1 ("甲"): a picture: it is of no kind that is known',
        ],
        parts={"word/media/a.emf": b"x", "word/media/d.png": b"no picture"},
        relations=[("e", "image", "media/a.emf"), ("o", "image", "https://example.org/a.png"), ("m", "image", "media/none.png"), ("d", "image", "media/d.png")],
    ),
    "an SVG that only draws": Construct(
        "<w:p>" + word.picture("p", "图", "<a:extLst><a:ext><asvg:svgBlip r:embed='v'/></a:ext></a:extLst>") + "</w:p>",
        "![图](lai-gao-1.svg)",
        parts={"word/media/i.png": PNG, "word/media/i.svg": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'},
        relations=[("p", "image", "media/i.png"), ("v", "image", "media/i.svg")],
    ),
    "an SVG that runs": Construct(
        "<w:p>" + word.picture("p", "图", "<a:extLst><a:ext><asvg:svgBlip r:embed='v'/></a:ext></a:extLst>") + "</w:p>",
        "![图](lai-gao-1.png)",
        parts={"word/media/i.png": PNG, "word/media/i.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>'},
        relations=[("p", "image", "media/i.png"), ("v", "image", "media/i.svg")],
    ),
    "a chart, a diagram and an object": Construct(
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id='c'/></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><dgm:relIds r:dm='d'/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        "<w:r><w:object><o:OLEObject ProgID='Excel.Sheet.12'/></w:object></w:r></w:p>",
        "甲",
        [
            'paragraph 1 ("甲"): chart: "出口额"; put its figures into a table or its picture into the text',
            'paragraph 1 ("甲"): diagram: "步骤"; put its figures into a table or its picture into the text',
            'paragraph 1 ("甲"): embedded object (Excel.Sheet.12); put what readers need into the text',
        ],
        parts={
            "word/charts/chart1.xml": word.part("x", "<a:t>出口额</a:t>"),
            "word/diagrams/data1.xml": word.part("x", "<a:t>步骤</a:t>"),
        },
        relations=[("c", "chart", "charts/chart1.xml"), ("d", "diagramData", "diagrams/data1.xml")],
    ),
    "an equation": Construct(
        "<w:p><w:r><w:t>式</w:t></w:r><m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f><m:sSup><m:e><m:r>"
        "<m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>",
        "式(a+b)/2x<sup>2</sup>",
        changed=['paragraph 1 ("式a+b2x2"): an equation stands in one line now: (a+b)/2x2; look at it'],
    ),
    "content controls": Construct(
        "<w:sdt><w:sdtPr/><w:sdtContent>" + P("外控件。") + "</w:sdtContent></w:sdt><w:p><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>内控件</w:t></w:r></w:sdtContent>"
        "</w:sdt><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        "外控件。\n\n内控件",
        ['paragraph 2 ("内控件单击此处"): the prompt of a field to fill in: "单击此处"'],
    ),
    "hidden text, a ruby and a sign": Construct(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:ruby><w:rt><w:r><w:t>xìn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>信</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r><w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:font='Wingdings' w:char='F099'/></w:r></w:p>",
        "信（xìn）✓",
        ['paragraph 1 ("藏xìn信"): hidden text: "藏"', 'paragraph 1 ("藏xìn信"): the sign F099 of the font Wingdings; type it'],
        ['paragraph 1 ("藏xìn信"): "xìn" stood above the text and stands in brackets now'],
    ),
    "links to other files": Construct(
        P("甲。"),
        "甲。",
        ["the document: the link to its template (https://example.org/evil.dotm), which is never opened"],
        parts={"word/_rels/settings.xml.rels": word.relations_part([("t", "attachedTemplate", "https://example.org/evil.dotm")])},
    ),
}  # fmt: skip
