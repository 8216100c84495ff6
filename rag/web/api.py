"""The REST interface below /api/v1: the same values as the command line prints."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

from rag.answers.render import to_json
from rag.errors import UnknownReport
from rag.retriever import Retriever
from rag.types import Answer, Filter, Level, Role
from rag.web import records
from rag.web.export import answer_csv, answer_markdown, answer_text
from rag.web.guard import client_address
from rag.web.journal import Feedback, blot, log
from rag.web.limits import Limiter
from rag.web.links import MAX_HISTORY, MAX_QUESTION
from rag.web.live import Live
from rag.web.schemas import (
    AnswerOut,
    ClaimOut,
    FactOut,
    HitOut,
    RecordOut,
    ReportOut,
    ViewOut,
)

Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]
QuestionParam = Annotated[str, Query(min_length=1, max_length=MAX_QUESTION)]
HistoryParam = Annotated[list[Question], Query(max_length=MAX_HISTORY)]


class _Csv(Response):
    media_type = "text/csv"


class _Bytes(FileResponse):
    media_type = "application/octet-stream"


class Ask(BaseModel):
    """A question and the questions before it, oldest first."""

    question: Question
    history: Annotated[list[Question], Field(max_length=MAX_HISTORY)] = []


class Thumb(BaseModel):
    """What someone thought of an answer."""

    verdict: Annotated[str, Field(pattern="^(up|down)$")]
    question: Question
    history: Annotated[list[Question], Field(max_length=MAX_HISTORY)] = []
    comment: Annotated[str, Field(max_length=2000)] = ""


def make_api(live: Live, questions: Limiter, feedback: Feedback, corpus: Path) -> APIRouter:
    """The routes over a live index; ``corpus`` is where original files may be read from."""
    api = APIRouter(prefix="/api/v1")

    def answer(request: Request, question: str, history: list[str]) -> Answer:
        _admit(questions, request)
        return ask(live, question, history, "rest")

    @api.post("/ask", response_model=AnswerOut)
    def post_ask(request: Request, body: Ask) -> dict[str, Any]:
        """Answer a question."""
        return to_json(answer(request, body.question, body.history))

    @api.get("/ask", response_model=AnswerOut)
    def get_ask(request: Request, q: QuestionParam, h: HistoryParam = []) -> dict[str, Any]:  # noqa: B006
        return to_json(answer(request, q, h))

    @api.get("/answer.json", response_model=ViewOut)
    def get_view(request: Request, q: QuestionParam, h: HistoryParam = []) -> dict[str, Any]:  # noqa: B006
        found = answer(request, q, h)
        with live.use() as assistant:
            return records.view_json(found, assistant.index)

    @api.get("/answer.csv", response_class=_Csv)
    def get_csv(request: Request, q: QuestionParam, h: HistoryParam = []) -> Response:  # noqa: B006
        headers = {"Content-Disposition": 'attachment; filename="fawen.csv"'}
        content = answer_csv(answer(request, q, h)).encode()
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    def text_route(suffix: str, write: Callable[[Answer], str]) -> None:
        @api.get(f"/answer.{suffix}", name=f"answer_{suffix}", response_class=PlainTextResponse)
        def get_text(request: Request, q: QuestionParam, h: HistoryParam = []) -> Response:  # noqa: B006
            return PlainTextResponse(write(answer(request, q, h)))

    text_route("md", answer_markdown)
    text_route("txt", answer_text)

    @api.get("/search", response_model=list[HitOut])
    def search(
        request: Request,
        q: QuestionParam,
        k: Annotated[int, Query(ge=1, le=50)] = 8,
        year: Annotated[list[int], Query()] = [],  # noqa: B006
        level: Annotated[list[Level], Query()] = [],  # noqa: B006
        place: Annotated[list[str], Query()] = [],  # noqa: B006
        role: Annotated[list[Role], Query()] = [],  # noqa: B006
    ) -> list[dict[str, Any]]:
        _admit(questions, request)
        where = Filter(
            years=tuple(year), levels=tuple(level), places=tuple(place), roles=tuple(role)
        )
        with live.use() as assistant:
            return [records.hit_json(hit) for hit in Retriever(assistant.index).search(q, k, where)]

    @api.get("/reports", response_model=list[RecordOut])
    def reports() -> list[dict[str, Any]]:
        with live.use() as assistant:
            return [records.record_json(record) for record in assistant.index.reports()]

    @api.get("/reports/{report}", response_model=ReportOut)
    def report(report: str) -> JSONResponse:
        with live.use() as assistant:
            found = _report(assistant.index.report, report)
            body = records.report_json(found, original_file(corpus, found.file) is not None)
        return JSONResponse(body, headers={"Cache-Control": "private, max-age=60"})

    @api.get("/reports/{report}/file", response_class=_Bytes)
    def original(report: str) -> FileResponse:
        with live.use() as assistant:
            file = _report(assistant.index.record, report).file
        path = original_file(corpus, file)
        if path is None:
            raise HTTPException(404, "The original file is not in the corpus folder.")
        # Never shown inline: an HTML original must not run in this site's name.
        return _Bytes(path, filename=path.name)

    @api.get("/facts", response_model=list[FactOut])
    def facts(
        request: Request,
        indicator: Annotated[list[str], Query()] = [],  # noqa: B006
        report: str | None = None,
    ) -> list[dict[str, Any]]:
        _admit(questions, request)
        with live.use() as assistant:
            where = Filter(reports=(_report(assistant.index.record, report).id,) if report else ())
            found = assistant.index.facts(tuple(indicator) or None, where)
            return records.facts_json(assistant.index, found)

    @api.get("/claims", response_model=list[ClaimOut])
    def claims(
        request: Request,
        claim: Annotated[list[str], Query()] = [],  # noqa: B006
    ) -> list[dict[str, Any]]:
        _admit(questions, request)
        with live.use() as assistant:
            found = assistant.index.claims(tuple(claim) or None)
            return records.claims_json(assistant.index, found)

    choices: dict[str, dict[str, Any]] = {}  # of the generation in use: it reads every fact

    @api.get("/facets")
    def facets() -> dict[str, Any]:
        with live.use() as assistant:
            generation = assistant.index.generation
            found = choices.get(generation)
            if found is None:
                found = records.facets_json(assistant.index)
                choices.clear()
                choices[generation] = found
        return found

    @api.post("/feedback", status_code=204)
    def thumb(request: Request, body: Thumb) -> None:
        _admit(questions, request)
        if not feedback.keep(body.verdict, body.question, body.history, body.comment):
            raise HTTPException(507, "The feedback file is full.")
        log.info("feedback", extra={"event": "feedback", "verdict": body.verdict})

    return api


def ask(live: Live, question: str, history: list[str], route: str) -> Answer:
    """Ask and write down what was asked, of which kind it was and how long it took."""
    began = time.perf_counter()
    answer = live.ask(question, history)
    spent = round((time.perf_counter() - began) * 1000)
    log.info(
        "question",
        extra={
            "event": "question",
            "question": blot(question),
            "kind": answer.kind,
            "ms": spent,
            "route": route,
        },
    )
    return answer


def _admit(limiter: Limiter, request: Request) -> None:
    seconds = limiter.wait(client_address(request.scope))
    if seconds:
        raise HTTPException(
            429,
            f"Too many questions; try again in {seconds} seconds.",
            {"Retry-After": str(seconds)},
        )


def _report(find: Callable[[str], Any], report: str) -> Any:
    try:
        return find(report)
    except UnknownReport as error:
        raise HTTPException(404, str(error)) from error


def original_file(corpus: Path, file: str) -> Path | None:
    """The file below the corpus folder, or None when it is not there (or points outside)."""
    root = corpus.resolve()
    path = (root / file).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None
