"""Pages as government sites serve them, read through the whole of ``understand``.

The pages and what they state: tests/reports_pages/.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from rag.errors import UnreadableFile
from rag.reports.read import read_parts
from rag.types import Document, Report
from rag.understand import understand

FOLDER = Path(__file__).parents[1] / "reports_pages"
TRUTH: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "truth.toml").read_text("utf-8"))
UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]")


def read(name: str) -> Report:
    (path,) = FOLDER.glob(f"{name}.htm*")
    data = path.read_text("utf-8").encode(TRUTH[name]["encoding"])
    (part,) = read_parts(data, path.name)
    return understand(Document(path.name, part.text, "", part.encoding, part.url))


def bare(text: str) -> str:
    return UNSEEN.sub("", text)


@pytest.mark.parametrize("name", TRUTH)
def test_what_a_page_states(name: str) -> None:
    truth, report = TRUTH[name], read(name)
    metadata = report.metadata
    assert metadata.kind == "report"
    assert (metadata.title, metadata.place) == (truth["title"], truth["place"])
    assert metadata.year_covered == truth["year"]
    for field in ("published", "written", "addressee"):
        if field in truth:
            assert getattr(metadata, field) == truth[field], field
    assert report.url == truth.get("url")
    found = {
        (fact.indicator, fact.value, fact.unit, bare(report.text[fact.start : fact.end]))
        for fact in report.facts
        if not fact.planned
    }
    for indicator, value, unit, quote in truth["facts"]:
        same = [q for i, v, u, q in found if (i, v, u) == (indicator, value, unit)]
        assert any(bare(quote) in q for q in same), (indicator, value, sorted(map(str, found)))


@pytest.mark.parametrize("name", TRUTH)
def test_what_a_page_does_not_state(name: str) -> None:
    truth, report = TRUTH[name], read(name)
    assert not {fact.value for fact in report.facts} & set(truth["unstated"])
    passages = "".join(report.text[p.start : p.end] for p in report.passages)
    assert not [words for words in truth["outside"] if words in passages]


@pytest.mark.parametrize("name", TRUTH)
def test_sections_have_their_roles(name: str) -> None:
    roles = {section.role for section in read(name).sections}
    assert {"preamble", "achievements", "problems"} <= roles


def test_every_page_has_its_truth() -> None:
    assert {path.stem for path in FOLDER.glob("*.htm*")} == set(TRUTH)


def test_a_page_in_a_frame_says_which_to_save() -> None:
    with pytest.raises(UnreadableFile, match=r"in a frame \(/art/1\.html\): save that page"):
        read_parts(b'<html><body><iframe src="/art/1.html"></iframe></body></html>', "a.html")


def test_what_holds_much_of_the_page_is_not_hidden() -> None:
    page = "<body><div style='display:none'><p>一、主要工作。调解纠纷38件。</p></div><p>目录</p>"
    (part,) = read_parts(page.encode(), "a.html")
    assert "调解纠纷38件。" in part.text


def test_letters_of_size_0_around_others_are_no_trick() -> None:
    page = (
        "<body><p style='font-size:0'><span style='font-size:16px'>调解纠纷38件。</span></p>"
        "<p>一、主要工作。依法行政。召开会议。组织学习。</p>"
    )
    (part,) = read_parts(page.encode(), "a.html")
    assert "调解纠纷38件。" in part.text


def test_text_in_json_in_json() -> None:
    page = (
        r'<body><script>var d = "{\"body\":\"<p>一、主要工作。</p><p>调解纠纷38件，成功率100%。</p>'
        r'<p>二、存在问题。</p><p>人员不足。</p>\"}"</script></body>'
    )
    (part,) = read_parts(page.encode(), "a.html")
    assert part.text.splitlines()[:2] == ["一、主要工作。", "调解纠纷38件，成功率100%。"]


def test_two_hundred_thousand_tags_and_deep_nesting_are_read() -> None:
    page = b"<body>" + b"<p><b>x</b></p>" * 100_000 + "<p>调解纠纷38件。</p>".encode()
    (part,) = read_parts(page, "a.html")
    assert part.text.endswith("调解纠纷38件。\n")
    deep = b"<div>" * 5_000 + "调解纠纷38件。".encode() + b"</div>" * 5_000
    (part,) = read_parts(deep, "a.html")
    assert part.text == "调解纠纷38件。\n"
