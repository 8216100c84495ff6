"""Web pages (.html, .htm, .mhtml): the visible text of the part that holds the report."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rag.reports.decode import NotTextError, decode
from rag.reports.grid import table_lines
from rag.reports.lines import Line
from rag.reports.page_hidden import drop_hidden, text_in_scripts
from rag.reports.read import Part
from rag.reports.titles import clean_line, is_title
from rag.text import fold

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "tbody", "tfoot", "thead", "tr", "ul", "title",
))
# fmt: on
_SPACE = re.compile(r"[ \t\r\n\f]+")
_STOP = re.compile(r"[。；;，,]")
_ENOUGH = 0.85  # of the page's sentences: the report is not split over two containers
_MOST_SPANNED = 50  # columns or rows of one cell: more is a mistake
_TAGS_SHOWN = re.compile(r"</(?:p|div|span|td|li|font)>|<br\b", re.IGNORECASE)
_MOST_TAGS_SHOWN = 4  # more is the page's own source: in a hidden field, or "view source" saved
_LONGEST_CELL = 200  # characters
_DEEPEST = 100  # containers around the report; more are a mistake
_HIGHEST = 12  # containers that may stand around it and still hold nothing but its title
# What stands beside a label in the page's head, apart by style sheets only.
_LABEL = re.compile(
    r"\s*[【\[(（]?\s*(?:发布|发文|成文|信息|文章|稿件|来源|作者|编辑|浏览|访问|点击|阅读|字体|字号|打印|收藏|分享|"
    r"关闭|索引号|日期|时间|發佈|來源|瀏覽|字體|列印)"
)
_BARS = " \u3000\xa0\u2002\u2003|"  # of empty cells and indents
_INLINE = frozenset(("span", "i", "em", "b", "strong", "label", "font", "small"))
_AROUND = 700  # characters of title, source and tools that may stand around the report


def read_html(data: bytes, name: str) -> list[Part]:
    """One page; raises NotTextError when it shows no text."""
    decoded = decode(data)
    tree = LexborHTMLParser(decoded.text)
    url = _address(tree)
    title = tree.css_first("title")
    title_text = title.text().strip() if title else ""
    frames = [node.attributes.get("src") for node in tree.css("iframe[src], frame[src]")]
    drop_hidden(tree)
    lines = _shown(tree)
    if sum(line.count("。") for line in lines) == 0 and (inside := text_in_scripts(decoded.text)):
        lines = _shown(LexborHTMLParser(inside)) or lines
    if len(_TAGS_SHOWN.findall("\n".join(lines))) > _MOST_TAGS_SHOWN:  # its source, as text
        lines = _shown(LexborHTMLParser("\n".join(lines))) or lines
    if not lines and frames:
        raise NotTextError(f"the page shows its text in a frame ({frames[0]}): save that page")
    if not lines:
        raise NotTextError("the page shows no text (it may be filled in by a script)")
    text = "\n".join(_with_title(lines, title_text)) + "\n"
    warnings = decoded.warnings
    if frames and "。" not in text:
        warnings += (f"the page shows its text in a frame ({frames[0]}): save that page",)
    return [Part(text, decoded.encoding, url=url, warnings=warnings)]


def _shown(tree: LexborHTMLParser) -> list[str]:
    """The lines of the page's main part."""
    if tree.body is None:
        return []
    try:
        return _lines(_main_part(tree.body))
    except RecursionError:  # thousands of nested tags
        return [line for x in tree.body.text(separator="\n").splitlines() if (line := x.strip())]


def read_mhtml(data: bytes, name: str) -> list[Part]:
    """A page saved with its pictures: its first HTML part, or the frame with more sentences."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages: list[Part] = []
    problem = NotTextError("the archive holds no HTML page")
    for part in message.walk():
        payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if not isinstance(payload, bytes):
            continue
        try:
            (page,) = read_html(payload, name)
        except NotTextError as refused:
            problem = refused
            continue
        location = part.get("Content-Location") or message.get("Snapshot-Content-Location")
        pages.append(replace(page, url=page.url or location))
    if not pages:
        raise problem
    return [max(pages, key=lambda page: page.text.count("。"))]  # of equals the first


def _address(tree: LexborHTMLParser) -> str | None:
    for selector, attribute in (
        ("link[rel=canonical]", "href"),
        ("meta[property='og:url']", "content"),
        ("meta[name=Url]", "content"),
    ):
        node = tree.css_first(selector)
        value = node.attributes.get(attribute) if node else None
        if value and value.startswith("http"):
            return value
    return None


def _main_part(body: LexborNode) -> LexborNode:
    """The smallest node with nearly all sentences, and what little stands around it."""
    total = _sentences(body)
    node = body
    for _ in range(_DEEPEST if total else 0):
        inner = max(_elements(node), key=_sentences, default=None)
        if inner is None or _sentences(inner) < _ENOUGH * total:
            break
        node = inner
    size = len(node.text())
    for _ in range(_HIGHEST):
        if node.parent is None or node.tag == "body":
            break
        if len(node.parent.text()) - size > _AROUND:
            break
        node = node.parent
    return node


def _sentences(node: LexborNode) -> int:
    return len(_STOP.findall(node.text()))


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    return (child for child in node.iter() if child.tag not in ("-text", "p", "span"))


def _lines(node: LexborNode) -> list[str]:
    """Visible lines; the cells of a table row stand on one line, apart by |."""
    out: list[str] = []
    current: list[str] = []

    def end_line() -> None:
        line = _SPACE.sub(" ", "".join(current)).strip(_BARS)
        current.clear()
        if line:
            out.append(line)

    def walk(parent: LexborNode) -> None:
        for child in parent.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                current.append(child.text())
            elif tag == "br":
                end_line()
            elif tag == "pre":
                end_line()
                out.extend(_preformatted(child.text()))
            elif tag == "table" and (rows := _grid(child)):
                end_line()
                caption = child.css_first("caption")
                out.extend(_lines(caption) if caption is not None else [])
                out.extend(table_lines(rows))
            elif tag in ("td", "th"):
                cell = _lines(child)
                if len(cell) > 2 or len("".join(cell)) > _LONGEST_CELL:  # a table of layout
                    end_line()
                    out.extend(cell)
                elif cell:
                    current.append(f" {' '.join(cell)} |")
            elif tag in _BLOCKS:
                end_line()
                walk(child)
                end_line()
            else:
                if current and _stands_apart(child):
                    current.append(" ")
                walk(child)

    walk(node)
    end_line()
    return out


def _stands_apart(node: LexborNode) -> bool:
    """Whether style sheets part it from what stands before it: links of a menu, labels."""
    if node.tag == "a":
        return node.prev is not None and node.prev.tag == "a"
    return node.tag in _INLINE and _LABEL.match(node.text()[:20]) is not None


def _preformatted(text: str) -> list[str]:
    """Paragraphs begin with an indent; lines that were broken at the page's width are joined."""
    paragraphs: list[list[str]] = []
    for line in text.splitlines():
        if line.strip() and (not paragraphs or line[:1].isspace()):
            paragraphs.append([line.strip()])
        elif line.strip():
            paragraphs[-1].append(line.strip())
    width = max((len(line) for paragraph in paragraphs for line in paragraph), default=0)
    lines: list[str] = []
    for paragraph in paragraphs:
        broken = all(len(line) >= 0.8 * width for line in paragraph[:-1])
        lines += ["".join(paragraph)] if broken else paragraph
    return lines


def _grid(table: LexborNode) -> list[list[str]]:
    """The cells of a table of data, a spanning one in each place; empty for one of layout."""
    if table.css_first("td table, th table, td p + p, td li, td h1, td h2, td h3"):
        return []
    grid: list[list[str]] = []
    below: dict[int, tuple[str, int]] = {}  # column -> what a cell above still fills
    for row in table.css("tr"):
        cells: list[str] = []

        def fill(cells: list[str] = cells) -> None:
            while len(cells) in below:
                text, rows = below.pop(len(cells))
                if rows > 1:
                    below[len(cells)] = (text, rows - 1)
                cells.append(text)

        for cell in row.css("td, th"):
            fill()
            text = " ".join(_lines(cell))
            columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(columns):
                if rows > 1:
                    below[len(cells)] = (text, rows - 1)
                cells.append(text)
        fill()
        grid.append(cells)
    return grid


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(max(int(value), 1), _MOST_SPANNED) if value.isascii() and value.isdigit() else 1


def _with_title(lines: list[str], page_title: str) -> list[str]:
    """Put the page's own title on top where no line of the report is one."""
    if any(is_title(clean_line(Line(0, len(x), fold(x).text)).text) for x in lines[:40]):
        return lines
    own = re.split(r"[_|]|\s[-—]\s?|-(?=[\u4e00-\u9fff]{2,12}(?:网|政府))", page_title)[0].strip()
    return [own, *lines] if is_title(fold(own).text) else lines
