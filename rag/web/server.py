"""The whole web server: the outer app, its walls, and Gradio's chat mounted at /."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from rag.errors import UserError
from rag.settings import DEFAULT_CORPUS
from rag.web.api import make_api
from rag.web.auth import Users
from rag.web.guard import Below, Guard
from rag.web.journal import Feedback, log
from rag.web.limits import Limiter
from rag.web.live import Live
from rag.web.page import Page
from rag.web.pages import make_pages
from rag.web.uploads import Uploads, make_uploads

ASSETS = Path(__file__).with_name("assets")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What the command line decides."""

    corpus: Path = DEFAULT_CORPUS  # original files are served from here, uploads go here
    feedback: Path = Path("var/feedback.jsonl")
    users: Users | None = None
    root_path: str = ""
    questions_per_minute: int = 120  # a client; 0 for no limit
    logins_per_minute: int = 6


def make_app(live: Live, settings: ServerSettings, uploads: Uploads | None = None) -> FastAPI:
    """Everything below one address. Gradio is imported here and nowhere earlier."""
    import gradio as gr

    from rag.web.chat import make_blocks

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        live.close()

    app = FastAPI(
        title="Fawen",
        lifespan=lifespan,
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    questions = Limiter(settings.questions_per_minute, burst=max(10, settings.questions_per_minute))
    logins = Limiter(settings.logins_per_minute, burst=settings.logins_per_minute)
    _health(app, live)
    app.include_router(make_api(live, questions, Feedback(settings.feedback), settings.corpus))
    if uploads is not None:
        app.include_router(make_uploads(uploads))
    limits = uploads.limits() if uploads else None
    app.include_router(make_pages(live, settings.users, logins, settings.corpus, limits))
    app.mount("/ui", StaticFiles(directory=ASSETS), name="ui")
    _errors(app)

    blocks, words = make_blocks(live, questions, settings.users is not None)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        i18n=words,
        theme=_theme(),
        footer_links=[],
        show_error=False,
        allowed_paths=[],
        blocked_paths=["/"],
        max_file_size="1b",
        ssr_mode=False,
        run_history=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        root_path=settings.root_path or None,
    )
    # The last added stands outermost.
    app.add_middleware(Page, user_known=settings.users is not None)
    app.add_middleware(
        Guard,
        users=settings.users,
        logins=logins,
        upload_limit=uploads.request_limit if uploads else 0,
    )
    if settings.root_path:
        app.add_middleware(Below, root=settings.root_path)
    return app


def _health(app: FastAPI, live: Live) -> None:
    @app.get("/health")
    def health() -> dict[str, str]:
        """The process is alive."""
        return {"status": "ok"}

    @app.get("/ready")
    def ready() -> JSONResponse:
        """Questions can be answered: an index is open."""
        try:
            with live.use() as assistant:
                reports = len(assistant.index.reports())
        except UserError as error:
            return JSONResponse({"status": "not ready", "why": str(error)}, 503)
        return JSONResponse({"status": "ready", "reports": reports, "generation": live.generation})


def _errors(app: FastAPI) -> None:
    """Every error of the REST interface is ``{"error": sentence}``; no trace goes out."""

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> Response:
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        return JSONResponse({"error": f"{where}: {first['msg']}"}, 422)

    @app.exception_handler(UserError)
    def mendable(_: Request, error: UserError) -> Response:
        return JSONResponse({"error": str(error)}, 400)

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        log.error("request failed", exc_info=error, extra={"event": "error"})
        return JSONResponse({"error": "Something went wrong on our side."}, 500)


def _theme() -> Any:
    """System fonts only; colours are set by base.css."""
    import gradio as gr

    sans = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
    return gr.themes.Default(
        primary_hue="blue",
        neutral_hue="slate",
        font=sans,
        font_mono=["ui-monospace", "monospace"],
    )
