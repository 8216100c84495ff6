"""Pages that need no JavaScript: one report with a span marked, the list of reports, log-in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rag.errors import UnknownReport
from rag.types import LEVELS, Language, Metadata
from rag.web import records, texts
from rag.web.api import original_file
from rag.web.auth import SESSION_SECONDS, Users
from rag.web.guard import SESSION_COOKIE, client_address, inner_path
from rag.web.limits import Limiter
from rag.web.live import Live
from rag.web.page import LANGUAGE_COOKIE, language_cookie, page_language
from rag.web.reasons import tell
from rag.web.texts import LANGUAGE_NAMES, every_text, say

PER_PAGE = 200  # reports listed on one page
_UPLOAD_TEXTS = (
    *("upload_running", "upload_done", "upload_failed", "upload_sending", "upload_broken"),
    *("upload_added", "upload_duplicate", "upload_refused", "upload_none"),
    *("files_chosen", "files_none"),
)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def make_pages(
    live: Live,
    users: Users | None,
    logins: Limiter,
    corpus: Path,
    uploads: Mapping[str, Any] | None = None,
) -> APIRouter:
    """The routes; ``uploads`` gives the upload form's limits, None leaves the form out."""
    pages = APIRouter()

    @pages.get("/doc/{report}")
    def document(
        request: Request,
        report: str,
        start: Annotated[int | None, Query(ge=0)] = None,
        end: Annotated[int | None, Query(ge=0)] = None,
    ) -> Response:
        language = page_language(request.scope)
        try:
            with live.use() as assistant:
                found = assistant.index.report(report)
        except UnknownReport:
            return _page(request, "message.html", 404, message=say(language, "not_found"))
        text = found.text
        first = min(start or 0, len(text))
        last = min(end or 0, len(text)) if end and end > first else first
        path = next((s.path for s in found.sections if s.start <= first < s.end), ())
        return _page(
            request,
            "document.html",
            meta=found.metadata,
            file=found.file,
            report=found.id,
            original=original_file(corpus, found.file) is not None,
            url=records.web_address(found.url),
            dates=_dates(found.metadata, language),
            section=path if last > first else (),
            before=text[:first],
            marked=text[first:last],
            after=text[last:],
        )

    @pages.get("/corpus")
    def reports(
        request: Request,
        q: str = "",
        level: str = "",
        year: str = "",
        sort: str = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        with live.use() as assistant:
            index = assistant.index
            everything = index.reports()
            manifest = index.manifest
        language = page_language(request.scope)
        kept = [r for r in everything if _kept(r, q, level, year)]
        keys = {
            "place": lambda r: (
                texts.place_of(r.metadata, language) if r.metadata.place else "\uffff"
            ),
            "level": lambda r: (*LEVELS, None).index(r.metadata.place_level),
            "title": lambda r: r.metadata.title or "\uffff",
            "sections": lambda r: -r.sections,
            "facts": lambda r: -r.facts,
            "year": lambda r: -(r.metadata.year_covered or 0),
        }
        kept.sort(key=keys.get(sort, keys["place"]))
        return _page(
            request,
            "corpus.html",
            reports=kept[(page - 1) * PER_PAGE : page * PER_PAGE],
            matching=len(kept),
            page=page,
            nearby=_nearby(page, max(1, -(-len(kept) // PER_PAGE))),
            total=len(everything),
            levels=[v for v in LEVELS if any(r.metadata.place_level == v for r in everything)],
            years=sorted({r.metadata.year_covered or 0 for r in everything} - {0}, reverse=True),
            chosen={"q": q, "level": level, "year": year, "sort": sort},
            skipped=sorted(manifest.skipped.items()),
            built=manifest.created[:16].replace("T", " "),
            uploads=uploads,
            upload_texts={key: every_text(language)[key] for key in _UPLOAD_TEXTS},
        )

    @pages.get("/login")
    def login_page(request: Request, next: str = "") -> Response:
        if users is None:
            return RedirectResponse("./", 303)
        return _page(request, "login.html", next=_inside(next), problem="")

    @pages.post("/login")
    async def login(request: Request) -> Response:
        if users is None:
            return RedirectResponse("./", 303)
        language = page_language(request.scope)
        try:
            form = parse_qs((await request.body()).decode(), max_num_fields=10)
        except (UnicodeDecodeError, ValueError):
            form = {}
        name, password, target = (form.get(k, [""])[0] for k in ("name", "password", "next"))
        target = _inside(target)
        # One bucket for the address and one for the name: neither many names from one
        # place nor one name from many places can be tried quickly.
        seconds = max(
            logins.wait(f"in {client_address(request.scope)}"), logins.wait(f"name {name[:100]}")
        )
        if seconds:
            problem = say(language, "login_wait", seconds=seconds)
            page = _page(request, "login.html", 429, next=target, problem=problem)
            page.headers["Retry-After"] = str(seconds)
            return page
        if not users.check(name, password):
            problem = say(language, "login_wrong")
            return _page(request, "login.html", 401, next=target, problem=problem)
        answer = RedirectResponse(f"{_root(request)}/{target}", 303)
        answer.set_cookie(
            SESSION_COOKIE,
            users.open_session(name),
            max_age=SESSION_SECONDS,
            path=_root(request) or "/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    @pages.post("/logout")
    def logout(request: Request) -> Response:
        answer = RedirectResponse(f"{_root(request)}/login", 303)
        answer.delete_cookie(SESSION_COOKIE, path=_root(request) or "/")
        return answer

    return pages


def _page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    language = page_language(request.scope)
    query = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    html = _TEMPLATES.get_template(template).render(
        **values,
        t=partial(say, language),
        texts=every_text(language),
        lang=language,
        root=_root(request) + "/",
        self_path="." + inner_path(request.scope),
        languages=[
            (code, name, "?" + urlencode([*query, ("lang", code)], quote_via=quote))
            for code, name in LANGUAGE_NAMES.items()
        ],
        place_of=lambda metadata: texts.place_of(metadata, language),
        label_of=lambda record: records.place_label(record, language),
        tell=lambda reason: tell(reason, language),
        user=request.scope.get("fawen_user"),
    )
    answer = HTMLResponse(html, status, {"Cache-Control": "no-store", "Vary": LANGUAGE_COOKIE})
    if "lang" in request.query_params:
        answer.raw_headers.append(
            (b"set-cookie", language_cookie(language, request.scope).encode())
        )
    return answer


def _root(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return root.rstrip("/")


def _inside(target: str) -> str:
    """A place to go after log-in, on this site only: no scheme, no host, no backslash."""
    plain = target.lstrip("/")
    safe = plain == target and "\\" not in target and ":" not in target.partition("?")[0]
    return target if safe and target.isprintable() else ""


def _nearby(page: int, last: int) -> list[int]:
    """Numbers of pages to link: the first, the last, those around; 0 stands for a gap."""
    shown = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    linked: list[int] = []
    for number in shown:
        linked += [0, number] if linked and number - linked[-1] > 1 else [number]
    return linked


def _dates(metadata: Metadata, language: Language) -> list[str]:
    shown = []
    if metadata.year_covered:
        shown.append(say(language, "covers", year=metadata.year_covered))
    if metadata.published:
        shown.append(say(language, "published", date=metadata.published))
    if metadata.written:
        shown.append(say(language, "written", date=metadata.written))
    return shown


def _kept(record: Any, q: str, level: str, year: str) -> bool:
    meta: Metadata = record.metadata
    if level and meta.place_level != level:
        return False
    if year and str(meta.year_covered) != year:
        return False
    fields = (meta.title, meta.place, record.file, meta.department, *meta.parents, *meta.issuers)
    from rag.names import english_name
    from rag.text import fold_key

    heap = fold_key(" ".join(part for part in fields if part))
    if meta.place:
        heap += fold_key(english_name(meta.place))
    return all(fold_key(word) in heap for word in q.split())
