"""The REST interface by itself: health, the routes of api.py, errors, its description.

The chat's server stands on the same application and adds its pages. No Gradio here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from rag.errors import UserError
from rag.web.api import make_api
from rag.web.guard import Guard
from rag.web.journal import Feedback, log
from rag.web.limits import Limiter
from rag.web.live import Live
from rag.web.schemas import Problem

PROBLEM = "application/problem+json"
_ERRORS = {
    "400": "Something that the caller can mend.",
    "404": "There is no such report, file or page.",
    "422": "An argument is missing, too long, or of the wrong type.",
    "429": "Too many questions; Retry-After says how many seconds to wait.",
    "500": "A mistake of ours.",
}


def make_rest(live: Live, questions: Limiter, feedback: Path, corpus: Path) -> FastAPI:
    """The application without pages; ``live`` is closed when it stops."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        live.close()

    app = FastAPI(
        title="Fawen",
        version="1",
        description="Complete lists and exact citations from annual reports on building a "
        "law-based government. All offsets are characters (code points) into a report's text.",
        lifespan=lifespan,
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    _health(app, live)
    app.include_router(make_api(live, questions, Feedback(feedback), corpus))
    _errors(app)
    app.openapi = lambda: _description(app)  # type: ignore[method-assign]
    return app


def make_server(live: Live, feedback: Path, corpus: Path, questions_per_minute: int) -> FastAPI:
    """REST alone, behind the same wall as the chat."""
    questions = Limiter(questions_per_minute, burst=max(10, questions_per_minute))
    app = make_rest(live, questions, feedback, corpus)
    app.add_middleware(Guard, users=None, logins=Limiter(6, burst=6))
    return app


def _health(app: FastAPI, live: Live) -> None:
    @app.get("/health")
    def health() -> dict[str, str]:
        """The process is alive."""
        return {"status": "ok"}

    @app.get("/ready", responses={503: {"description": "No index is open."}})
    def ready() -> JSONResponse:
        """Questions can be answered: an index is open."""
        try:
            with live.use() as assistant:
                reports = len(assistant.index.reports())
        except UserError as error:
            return JSONResponse({"status": "not ready", "why": str(error)}, 503)
        return JSONResponse({"status": "ready", "reports": reports, "generation": live.generation})


def problem(status: int, detail: str, headers: Any = None) -> JSONResponse:
    """An error as RFC 9457 describes it."""
    title = HTTPStatus(status).phrase
    body = Problem(title=title, status=status, detail=detail).model_dump()
    return JSONResponse(body, status, headers, media_type=PROBLEM)


def _errors(app: FastAPI) -> None:
    """Every error is a problem document; no trace goes out."""

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "body"
        return problem(422, f"{where}: {first['msg']}")

    @app.exception_handler(UserError)
    def mendable(_: Request, error: UserError) -> Response:
        return problem(400, str(error))

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        log.error("request failed", exc_info=error, extra={"event": "error"})
        return problem(500, "Something went wrong on our side.")


def _description(app: FastAPI) -> dict[str, Any]:
    """OpenAPI with our errors in place of the framework's."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = made["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas["Problem"] = Problem.model_json_schema()
        content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path, operations in made["paths"].items():
            if path.startswith("/api/"):
                for operation in operations.values():
                    for status, why in _ERRORS.items():
                        operation["responses"][status] = {"description": why, "content": content}
        app.openapi_schema = made
    return app.openapi_schema
