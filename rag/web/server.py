"""The whole web server: the outer app, its walls, and Gradio's chat mounted at /."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from rag.settings import DEFAULT_CORPUS
from rag.web.auth import Users
from rag.web.guard import Below, Guard
from rag.web.journal import log_what_is_printed
from rag.web.limits import Limiter
from rag.web.live import AT_ONCE, Live
from rag.web.page import Page
from rag.web.pages import make_pages
from rag.web.rest import make_rest
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
    at_once: int = AT_ONCE  # questions of the chat computed at the same time


def make_app(live: Live, settings: ServerSettings, uploads: Uploads | None = None) -> FastAPI:
    """Everything below one address. Gradio is imported here and nowhere earlier."""
    import gradio as gr
    from gradio import queueing, route_utils, routes

    from rag.web.chat import make_blocks

    log_what_is_printed(queueing, routes, route_utils)
    questions = Limiter(settings.questions_per_minute, burst=max(10, settings.questions_per_minute))
    logins = Limiter(settings.logins_per_minute, burst=settings.logins_per_minute)
    app = make_rest(live, questions, settings.feedback, settings.corpus)
    if uploads is not None:
        app.include_router(make_uploads(uploads, live))
    limits = uploads.limits() if uploads else None
    app.include_router(make_pages(live, settings.users, logins, settings.corpus, limits))
    app.mount("/ui", StaticFiles(directory=ASSETS), name="ui")

    blocks, words = make_blocks(live, questions, settings.users is not None, settings.at_once)
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
