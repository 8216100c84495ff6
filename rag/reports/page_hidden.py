"""What a web page holds and does not show: scripts, hidden elements, words against copying.

Sites put invisible words and digits between those of a text, so that a copy is spoilt; read
along they would change its numbers. Whole parts of a page may be hidden until a script shows
them, the report itself too: what holds much of the page's text stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Read aloud or seen by machines only, or said twice (pinyin above characters).
_UNSEEN = (
    "script, style, noscript, template, iframe, svg, select, object, textarea, rt, rp, rtc, "
    "del, s, strike, datalist, audio, video, canvas, [hidden]"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|"
    r"(?:left|top|text-indent)\s*:\s*-\d{4,}|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
_TINY = re.compile(r"font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)", re.IGNORECASE)
_MEDIA = re.compile(r"@(?:media|supports)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[a-z]*[.#][\w-]+", re.IGNORECASE)
_MOST_RULES = 200
_STOP = re.compile(r"[。；;，,]")
_MUCH = 0.3  # of the page's sentences: more is not hidden to fool copies

_BLOB = re.compile(r"<(script|textarea|template)\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_STRING = re.compile(r'"((?:[^"\\]|\\.){60,})"|\'((?:[^\'\\]|\\.){60,})\'|`([^`]{60,})`', re.DOTALL)
_SENTENCES = 3


def drop_hidden(tree: LexborHTMLParser) -> None:
    """Take what is not shown out of the page."""
    css = "".join(node.text() for node in tree.css("style"))
    _drop(tree, {node.mem_id for node in tree.css(_UNSEEN)})
    if tree.body is None:
        return
    hidden = [node for node in tree.css("[style]") if _HIDDEN.search(_style(node))]
    tiny = [node for node in tree.css("[style]") if _TINY.search(_style(node))]
    for selector, declarations in _rules(css):
        if _HIDDEN.search(declarations):
            hidden += tree.css(selector)
        elif _TINY.search(declarations):
            tiny += tree.css(selector)
    hidden += [
        node for node in tiny if node.css_first("[style*=font-size] [style*=font-size]") is None
    ]
    if hidden:
        most = _MUCH * len(_STOP.findall(tree.body.text()))
        _drop(
            tree,
            {
                node.mem_id
                for node in hidden
                if node.tag not in ("html", "body") and len(_STOP.findall(node.text())) <= most
            },
        )


def _style(node: LexborNode) -> str:
    return node.attributes.get("style") or ""


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Rules of one class or id that may hide something."""
    found = 0
    for rule in _RULE.finditer(_MEDIA.sub("", css)):
        if not (_HIDDEN.search(rule[2]) or _TINY.search(rule[2])):
            continue
        for selector in rule[1].split(","):
            if _SIMPLE.fullmatch(selector.strip()) and found < _MOST_RULES:
                found += 1
                yield selector.strip(), rule[2]


def _drop(tree: LexborHTMLParser, wanted: set[int]) -> None:
    """Take out the nodes of these ids; of nested ones the outermost."""
    if not wanted or tree.root is None:
        return
    outermost = []
    stack = [tree.root]
    while stack:
        node = stack.pop()
        if node.next is not None:
            stack.append(node.next)
        if node.mem_id in wanted:
            outermost.append(node)
        elif node.child is not None:
            stack.append(node.child)
    for node in outermost:
        node.decompose()


def text_in_scripts(page: str) -> str | None:
    """The piece of HTML with the most sentences that a script (or a hidden box) holds."""
    best, most = None, _SENTENCES - 1
    for blob in _BLOB.finditer(page):
        for text in (blob[2], *_strings(blob[2])) if blob[1] != "script" else _strings(blob[2]):
            sentences = text.count("。")
            if sentences > most:
                best, most = text, sentences
    return best


def _strings(script: str, depth: int = 0) -> Iterator[str]:
    for found in _STRING.finditer(script):
        text = _unescaped(found[1]) if found[1] is not None else found[2] or found[3]
        if text.lstrip()[:1] in ("{", "[") and depth < 2:  # JSON in a string of JSON
            yield from _strings(text, depth + 1)
        yield text


def _unescaped(literal: str) -> str:
    try:
        text: str = json.loads(f'"{literal}"', strict=False)
    except ValueError:  # JavaScript knows more escapes than JSON
        text = re.sub(r"\\(.)", r"\1", literal)
    return text
