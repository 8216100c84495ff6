"""fawen serve: the REST interface alone, without the chat's pages (and without Gradio)."""

from __future__ import annotations

import argparse
from pathlib import Path

from rag.errors import UserError
from rag.listen import address, listen
from rag.llm.options import worded_by
from rag.settings import DEFAULT_CORPUS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen; the index is the command line's own option."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument("--port", type=int, default=7861, help="0 takes a free one (%(default)s)")
    parser.add_argument(
        "--corpus", type=Path, default=DEFAULT_CORPUS, help="original files (%(default)s)"
    )
    parser.add_argument(
        "--questions-per-minute", type=int, default=120, metavar="N", help="a client (%(default)s)"
    )


def run(options: argparse.Namespace) -> None:
    """Serve until told to stop. Raises UserError for a taken port, no index, or no FastAPI."""
    with listen(options.host, options.port) as listener:
        try:
            from rag.web.rest import make_server
            from rag.web.serving import serve
        except ImportError as error:
            raise UserError(f"the server needs {error.name}: pip install 'fawen[rest]'") from error
        from rag.web.journal import set_up_logging
        from rag.web.live import open_live

        live = open_live(options.index, worded_by(options))
        set_up_logging()
        app = make_server(
            live, Path("var/feedback.jsonl"), options.corpus, options.questions_per_minute
        )
        serve(app, listener, f"Fawen: {address(listener)}/api/v1/openapi.json")
